"""What the engine asks of the world for the weekly timesheet. The docstrings are the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from bindeled.domain.timesheet import Share, WeekRow


class Timesheet(Protocol):
    """The weekly timesheet of Uniconta. Raises as `ports.ProjectJournal` does."""

    def rows(self, mondays: Collection[date]) -> list[WeekRow]:
        """Return every row of these weeks, whoever wrote it."""

    def shut_until(self) -> Mapping[str, date]:
        """Return the last day on which each employee's timesheet takes no change; who has none is left out."""

    def insert(self, rows: Sequence[WeekRow]) -> dict[str, int]:
        """Insert these rows in one call and return Uniconta's number of each by our reference, where it told them."""

    def update(self, row: WeekRow) -> None:
        """Write the days of a row that `rows` returned last; everything else of it stays as it was read."""

    def delete(self, row: WeekRow) -> None:
        """Delete a row that `rows` returned last. One that is already gone counts as deleted."""


class SharesLedger(Protocol):
    """What the ledger knows of the rows that reports share."""

    def rows_of(self, references: Collection[str]) -> dict[str, str]:
        """Return the row of each of these lines that is a share of one, by the line's reference."""

    def shares(self, rows: Collection[str]) -> Mapping[str, Sequence[Share]]:
        """Return the shares of these rows as the ledger stands now; a row without any is left out."""

    def rows_between(self, first: date, last: date) -> set[str]:
        """Return the rows that hold reports which begin on these days, both ends in it."""
