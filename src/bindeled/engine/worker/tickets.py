"""The name under which one attempt at a run stands in the queue."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

_FORM = re.compile(r"run-(\d+)-(\d+)")


@dataclass(frozen=True, slots=True, order=True)
class Ticket:
    """One attempt at one run. Its name is all that the queue goes by."""

    run_id: int
    attempt: int

    @property
    def name(self) -> str:
        """Return the name in the queue."""
        return f"run-{self.run_id}-{self.attempt}"

    @classmethod
    def named(cls, name: str) -> Self:
        """Return the ticket with this name. Raises ValueError for any other text."""
        found = _FORM.fullmatch(name)
        if found is None:
            raise ValueError(f"{name!r} is not the name of a run's attempt")
        return cls(int(found[1]), int(found[2]))

    def next(self) -> Ticket:
        """Return the following attempt at the same run."""
        return Ticket(self.run_id, self.attempt + 1)
