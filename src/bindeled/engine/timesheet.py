"""Hours on the weekly timesheet, everything else in the project journal: one `ProjectJournal` to the flow.

The flow knows lines with references of their own. Here a line of hours is a share of a row: the ledger, written before
anything is sent, tells which shares a row has, and the row is brought to their sum. So a write may be repeated, and
what became of it is told by the sum that the row shows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.domain.causes import Cause, Finding
from bindeled.domain.errors import BindeledError, OutcomeUnknown, Refused
from bindeled.domain.mapping import ShutWeeks
from bindeled.domain.mapping.report import MOST_DAYS
from bindeled.domain.nouns import FoundLine, Place
from bindeled.domain.timesheet import (
    ZERO,
    Shown,
    brought,
    judged,
    monday_of,
    own_rows,
    sum_before,
    sum_shown,
    touched_by_hand,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bindeled.domain.mapping import ReportRules
    from bindeled.domain.nouns import Company, JournalLine, UnicontaRegisters
    from bindeled.domain.timesheet import Share, WeekRow
    from bindeled.ports import BookedProjectJournal
    from bindeled.timesheet_ports import SharesLedger, Timesheet


class TimesheetJournal:
    """Implements `ports.BookedProjectJournal` on both, for one tenant and one run."""

    def __init__(
        self, journal: BookedProjectJournal, timesheet: Timesheet, ledger: SharesLedger, rules: ReportRules
    ) -> None:
        self._journal = journal
        self._timesheet = timesheet
        self._ledger = ledger
        self._rules = rules

    def identify(self) -> Company:
        """Return the company that the login opens."""
        return self._journal.identify()

    def registers(self) -> UnicontaRegisters:
        """Return the look-up tables."""
        return self._journal.registers()

    def insert(self, lines: Sequence[JournalLine]) -> list[int | Finding | None]:
        """Insert lines of the journal in one call, and bring the rows of the others to what the ledger says.

        Raises as the contract says. A day of a row that a person has changed by hand is found, and left.
        """
        in_journal = [line for line in lines if not line.row]
        row_ids = self._journal.insert(in_journal) if in_journal else []
        told = {line.reference: row_id for line, row_id in zip(in_journal, row_ids, strict=True)}
        shared = [line for line in lines if line.row]
        told |= self._share(shared, already_sent=bool(in_journal)) if shared else {}
        return [told[line.reference] for line in lines]

    def find(self, references: Sequence[str]) -> dict[str, FoundLine]:
        """Return the lines with these references, from the timesheet, the journal and from what is posted."""
        rows = self._ledger.rows_of(references)
        apart = [reference for reference in references if reference not in rows]
        found = self._journal.find(apart) if apart else {}
        shares = self._ledger.shares(set(rows.values())) if rows else {}
        return found | {line.reference: line for line in self._lying(shares) if line.reference in rows}

    def remove(self, lines: Sequence[FoundLine]) -> dict[str, Refused | OutcomeUnknown]:
        """Take lines out: each row is brought to what is to lie there after everything that is being removed."""
        rows = self._ledger.rows_of([line.reference for line in lines])
        in_journal = [line for line in lines if line.reference not in rows]
        troubles = self._journal.remove(in_journal) if in_journal else {}
        for row in dict.fromkeys(rows.values()):
            try:
                self._bring(self._ledger.shares([row]))
            except (Refused, OutcomeUnknown) as trouble:
                troubles |= {reference: trouble for reference, of_row in rows.items() if of_row == row}
        return troubles

    def lines_between(self, first: date, last: date) -> list[FoundLine]:
        """Return what lies on these days in the journal, among what is posted, and on the timesheet, each once.

        Where a person has changed a day of a row, the difference is counted once, with the first of the shares.
        """
        # An absence may begin long before the days that it reaches into.
        rows = self._ledger.rows_between(first - timedelta(days=MOST_DAYS), last)
        booked = self._journal.lines_between(first, last)
        told: set[tuple[int | None, date]] = set()
        for line in self._lying(self._ledger.shares(rows)):
            if line.date is not None and first <= line.date <= last:
                day = line.row_id, line.date
                booked.append(replace(line, quantity=line.quantity - line.differs) if day in told else line)
                told.add(day)
        return booked

    # reading

    def _lying(self, shares: Mapping[str, Sequence[Share]]) -> list[FoundLine]:
        """Return the shares that lie in their rows, as Uniconta shows them."""
        if not shares:
            return []
        rows, shut = self._timesheet.rows(_mondays(shares)), self._timesheet.shut_until()
        seen = (
            _seen(share, of_row, own_rows(reference, of_row, rows), self._place(share.line, shut))
            for reference, of_row in shares.items()
            for share in of_row
        )
        return [line for line in seen if line is not None]

    def _place(self, line: JournalLine, shut: Mapping[str, date]) -> Place:
        """Return whether a share may still be changed; one in a shut week may only be taken back by another line."""
        until = shut.get(line.employee)
        if until is None or line.date > until:
            return Place.JOURNAL
        return Place.POSTED if self._rules.shut_weeks is ShutWeeks.JOURNAL else Place.SHUT

    # writing

    def _share(self, lines: Sequence[JournalLine], *, already_sent: bool) -> dict[str, int | Finding | None]:
        """Bring the rows of these lines to what the ledger says and return by reference what became of each line.

        What stops it after something was written leaves the outcome open: Uniconta is asked before it is repeated.
        """
        shares = self._ledger.shares({line.row for line in lines})
        try:
            by_hand, numbers = self._bring(shares)
        except (Refused, OutcomeUnknown):
            raise
        except BindeledError:
            if already_sent:
                raise OutcomeUnknown("Uniconta", "writing the weekly timesheet") from None
            raise
        return {
            line.reference: _changed_by_hand(line)
            if (line.row, line.date.weekday()) in by_hand
            else numbers.get(line.row)
            for line in lines
        }

    def _bring(self, shares: Mapping[str, Sequence[Share]]) -> tuple[set[tuple[str, int]], dict[str, int]]:
        rows = self._timesheet.rows(_mondays(shares))
        numbers: dict[str, int] = {}
        new: list[WeekRow] = []
        changed: list[WeekRow] = []
        for reference, of_row in shares.items():
            wanted, now = brought(reference, of_row, own_rows(reference, of_row, rows))
            if now is None and not wanted.is_empty:
                new.append(wanted)
            elif now is not None:
                numbers |= {reference: now.row_id} if now.row_id is not None else {}
                changed += [wanted] if wanted.days != now.days else []
        numbers |= self._write(new, changed)
        return touched_by_hand(shares, rows), numbers

    def _write(self, new: Sequence[WeekRow], changed: Sequence[WeekRow]) -> dict[str, int]:
        """Insert and change rows. Once one is written, whatever stops the next leaves the outcome of all open."""
        numbers = self._timesheet.insert(new) if new else {}
        written = bool(new)
        for row in changed:
            try:
                (self._timesheet.delete if row.is_empty else self._timesheet.update)(row)
            except (Refused, OutcomeUnknown):
                raise
            except BindeledError:
                if written:
                    raise OutcomeUnknown("Uniconta", "writing the weekly timesheet") from None
                raise
            written = True
        return numbers


def _changed_by_hand(line: JournalLine) -> Finding:
    facts = {"day": line.date.isoformat(), "project": line.project, "employee": line.employee}
    return Finding(Cause.ROW_CHANGED, facts)


def _mondays(shares: Mapping[str, Sequence[Share]]) -> set[date]:
    return {monday_of(share.line.date) for of_row in shares.values() for share in of_row}


def _seen(share: Share, of_row: Sequence[Share], there: Sequence[WeekRow], place: Place) -> FoundLine | None:
    """Return the line that a share shows as, None where it does not lie in the row.

    Where a person has changed the day, the difference stands with it. Whether a row outlives its approval is not known
    (Uniconta sheet 6.9), so that of a shut week counts as lying there.
    """
    line, shown = share.line, judged(of_row, there, share.place)
    lies = share.after if shown is Shown.AFTER else share.before
    if not lies or (shown is Shown.BY_HAND and not there and place is Place.JOURNAL):
        return None
    differs = (
        sum_shown(there, share.place) - sum_before(of_row, share.place) if there and shown is Shown.BY_HAND else ZERO
    )
    owner = (there[0].project, there[0].employee) if there else (line.project, line.employee)
    row_id = there[0].row_id if there else None
    return FoundLine(line.reference, row_id, place, line.quantity + differs, *owner, line.date, line.unit, differs)
