"""Sends lines to Uniconta under the ledger: written as being sent first, settled by what Uniconta says after.

Uniconta answers for a list as a whole and does not say which line it disliked, and it may have kept the lines before
the bad one (Uniconta sheet 4). So a refused list is read back, and what is missing is sent again in halves until the
line that is to blame stands alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from bindeled.domain.causes import Cause, Finding
from bindeled.domain.errors import BindeledError, OutcomeUnknown, Refused
from bindeled.domain.states import EntryState
from bindeled.engine.points import Point
from bindeled.ports import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import timedelta

    from bindeled.ports import Clock, NewEntry, OpenEntry, ProjectJournal, ReportLedger

# When this many lines in a row are refused alone for one and the same reason, the reason is not in the line.
_SAME_REFUSALS = 5


@dataclass(frozen=True, slots=True)
class Sent:
    """How a list ended: the entries that lie in Uniconta now, and those that were not taken, each with why."""

    done: list[OpenEntry]
    not_taken: list[tuple[OpenEntry, Finding]]


@dataclass(frozen=True, slots=True)
class Desk:
    """What sending needs of the world. `settle_after` is how old an unanswered write must be to count as not there."""

    journal: ProjectJournal
    ledger: ReportLedger
    clock: Clock
    settle_after: timedelta
    passing: Callable[[Point], None]

    def settle(self, outcomes: Sequence[Outcome]) -> None:
        """Write how entries ended."""
        if outcomes:
            self.ledger.settle(outcomes, self.clock())


class Sender:
    """Inserts lines in lists of at most `list_size`, each under ledger entries of its own: see `lists_of`."""

    def __init__(self, desk: Desk, list_size: int) -> None:
        self._desk = desk
        self._list_size = list_size
        self._refusals: list[str] = []

    def send(self, entries: Sequence[NewEntry]) -> Sent:
        """Insert the lines of these entries and record how each ended.

        Raises OutcomeUnknown when Uniconta did not say and does not show every line: what is not shown stays open until
        it is old enough to count as not there. Raises whatever else the journal raises after noting that nothing
        arrived.
        """
        sent = Sent([], [])
        for some in lists_of(entries, self._list_size):
            opened = self._desk.ledger.open(some, self._desk.clock())
            self._desk.passing(Point.OPENED)
            _Delivery(self._desk, sent, self._refusals).deliver(opened)
            self._desk.passing(Point.RECORDED)
        return sent


def lists_of(entries: Sequence[NewEntry], size: int) -> list[list[NewEntry]]:
    """Return the entries in lists of at most `size`, all lines of a report in one list, however many they are.

    So the ledger knows from the beginning how many lines a report has, wherever the process dies.
    """
    lists: list[list[NewEntry]] = []
    for _, of_report in groupby(entries, key=lambda entry: entry.report_id):
        lines = list(of_report)
        if lists and len(lists[-1]) + len(lines) <= size:
            lists[-1] += lines
        else:
            lists.append(lines)
    return lists


class _Delivery:
    """One list on its way. `codes` are the run's refusals in a row, to notice a reason that is in no single line."""

    def __init__(self, desk: Desk, sent: Sent, codes: list[str]) -> None:
        self._desk = desk
        self._sent = sent
        self._codes = codes

    def deliver(self, opened: Sequence[OpenEntry]) -> None:
        """Insert these open entries and settle every one of them, or raise and leave them to be looked up."""
        try:
            told = self._desk.journal.insert([entry.line for entry in opened])
        except Refused as refusal:
            self._search(opened, refusal)
        except OutcomeUnknown:
            # What is not shown may be on its way still, however long ago it was opened: it waited for its pace.
            if self._read_back(opened):
                raise
        except BindeledError:
            self._desk.settle([Outcome(entry.id, EntryState.NOT_THERE) for entry in opened])
            raise
        else:
            self._desk.passing(Point.SENT)
            self._record(opened, told)

    def _record(self, opened: Sequence[OpenEntry], told: Sequence[int | Finding | None]) -> None:
        """Settle what was answered line by line."""
        both = list(zip(opened, told, strict=True))
        self._done((entry, one) for entry, one in both if not isinstance(one, Finding))
        found = [(entry, one) for entry, one in both if isinstance(one, Finding)]
        self._desk.settle([Outcome(entry.id, EntryState.REFUSED, code=one.cause.value) for entry, one in found])
        self._sent.not_taken.extend(found)

    def _search(self, opened: Sequence[OpenEntry], refusal: Refused) -> None:
        missing = self._read_back(opened) if len(opened) > 1 else list(opened)
        if len(opened) == 1 or self._reason_is_general(refusal):
            self._refuse(missing, refusal)
            return
        middle = (len(missing) + 1) // 2
        for half in filter(None, (missing[:middle], missing[middle:])):
            self.deliver(half)

    def _reason_is_general(self, refusal: Refused) -> bool:
        return len(self._codes) >= _SAME_REFUSALS and set(self._codes) == {refusal.code}

    def _read_back(self, opened: Sequence[OpenEntry]) -> list[OpenEntry]:
        found = self._desk.journal.find([entry.reference for entry in opened])
        self._done((entry, found[entry.reference].row_id) for entry in opened if entry.reference in found)
        return [entry for entry in opened if entry.reference not in found]

    def _refuse(self, entries: Sequence[OpenEntry], refusal: Refused) -> None:
        self._codes.append(refusal.code)
        self._desk.settle([Outcome(entry.id, EntryState.REFUSED, code=refusal.code) for entry in entries])
        self._sent.not_taken.extend((entry, finding_of(refusal)) for entry in entries)

    def _done(self, rows: Iterable[tuple[OpenEntry, int | None]]) -> None:
        done = list(rows)
        if done:
            self._codes.clear()
        self._desk.settle([Outcome(entry.id, EntryState.DONE, row_id) for entry, row_id in done])
        self._sent.done.extend(entry for entry, _ in done)


def finding_of(refusal: Refused) -> Finding:
    """Return a refusal of Uniconta's as what is told of the report."""
    return Finding(Cause.REFUSED, {"code": refusal.code, "reason": refusal.reason})
