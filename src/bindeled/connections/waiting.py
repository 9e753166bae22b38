"""How a call waits until it may be started: for its turn, for the pace, and without keeping others from working."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Place(Protocol):
    """What a run holds while it works, where only so many may do so at once."""

    def keep(self) -> None:
        """Hold the place for a call that begins, waiting for one where it was given back.

        Raises Transient when the process is about to end.
        """

    def rest(self) -> bool:
        """Say that a call waits still, and return whether the run has no place meanwhile. Raises as `keep` does."""


class NoPlace:
    """Stands where nobody counts who works: for looks, and for what a person waits for."""

    def keep(self) -> None:
        """Go on."""

    def rest(self) -> bool:
        """Return False: there is nothing to give back."""
        return False


def _let_go_of_nothing() -> None:
    """Do nothing: the thread used no store."""


@dataclass(frozen=True, slots=True)
class Turns:
    """How calls wait for each other where a login takes one at a time, and for the pace of their system.

    `wait` is how many seconds a call waits for its turn, `held` how long one whose process died keeps the others
    waiting; `sleep` waits for so many seconds, and `at_end` is called by a thread that has used the store.
    """

    wait: float = 60.0
    held: timedelta = timedelta(seconds=10)
    sleep: Callable[[float], None] = time.sleep
    at_end: Callable[[], None] = _let_go_of_nothing
