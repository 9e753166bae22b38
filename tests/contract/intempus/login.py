"""Small things that the fixtures and the tests of this folder share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

# The twin's company is filled with five weeks of reports before this day.
TODAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Login:
    """Where Intempus is, and who asks."""

    url: str
    login: str
    secret: str


class CallCount:
    """A meter that only counts."""

    def __init__(self) -> None:
        self.total = 0

    def count(self, connection_id: int, at: datetime) -> None:  # noqa: ARG002 - the meter's signature
        self.total += 1
