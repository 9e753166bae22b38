"""What the engine asks of the world. The docstrings are the contract; every implementation passes the same tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from bindeled.domain.causes import Caution, Finding
    from bindeled.domain.drift import KnownPairing, Pairing
    from bindeled.domain.errors import OutcomeUnknown, Refused
    from bindeled.domain.holding import HeldDay
    from bindeled.domain.needs import Resource
    from bindeled.domain.nouns import (
        Company,
        FoundLine,
        IntempusRegisters,
        JournalLine,
        UnicontaRegisters,
        WorkReport,
    )
    from bindeled.domain.planning import Park, Remembered
    from bindeled.domain.states import Effect, EntryState


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One page of work reports. `version` is Intempus' counter when the page was read: the next checkpoint.

    `unreadable` holds the reports that could not be understood, by id, with the reason.
    """

    reports: tuple[WorkReport, ...]
    version: int | None
    unreadable: Mapping[int, str] = field(default_factory=dict)


class ReportSource(Protocol):
    """Where work reports come from: Intempus.

    Every method may raise Transient (it passes), NeedsSignIn (login refused) or MissingRight (this resource refused).
    """

    def identify(self) -> Company:
        """Return the company that the login opens."""

    def registers(self) -> IntempusRegisters:
        """Return employees, cases, work types and products, each read once."""

    def approved_since(self, first_day: date) -> Iterator[ReportPage]:
        """Yield every approved report that starts on or after `first_day`, page by page.

        A complete picture, also of approvals that Intempus' counter does not tell (Intempus sheet 4.9). The version of
        the first page is the one to keep; later pages may jump past rows written between (sheet 4.3).
        """

    def approved_between(self, first_day: date, last_day: date) -> Iterator[ReportPage]:
        """Yield every approved report that starts within these days, both in it, page by page."""

    def changed_since(self, version: int) -> Iterator[ReportPage]:
        """Yield every report changed after `version`, approved or not. Deleted reports are never among them."""

    def report(self, report_id: int) -> WorkReport | None:
        """Return one report as it stands now, None when it was deleted."""


class ProjectJournal(Protocol):
    """Where journal lines go: Uniconta. Raises as ReportSource does, and as each method says."""

    def identify(self) -> Company:
        """Return the company that the login opens."""

    def registers(self) -> UnicontaRegisters:
        """Return projects, employees, items, pay types, project categories and journals, each read once."""

    def insert(self, lines: Sequence[JournalLine]) -> Sequence[int | Finding | None]:
        """Insert these lines in one call and return Uniconta's row number of each, None where it told none.

        A Finding stands for a line of which nothing was written, since what a person did over there is in its way.

        Raises Refused when Uniconta will not take the list: it does not say which line was wrong, and earlier lines of
        the list may have been stored (Uniconta sheet 4). Raises OutcomeUnknown when the call was sent and no usable
        answer came. Any other Transient means that nothing was sent.
        """

    def find(self, references: Sequence[str]) -> dict[str, FoundLine]:
        """Return the lines with these references, from the journal and from what is posted."""

    def remove(self, lines: Sequence[FoundLine]) -> dict[str, Refused | OutcomeUnknown]:
        """Delete unposted lines; return by reference what stands against those that Uniconta keeps or does not tell of.

        A line that is already gone counts as deleted. One that a person has changed since it was found is left alone.
        """


class BookedLines(Protocol):
    """What lies in Uniconta, whoever wrote it. Raises as ProjectJournal does."""

    def lines_between(self, first: date, last: date) -> list[FoundLine]:
        """Return the lines of these days, both ends in it, from the journal and from what is posted, each once."""


class BookedProjectJournal(ProjectJournal, BookedLines, Protocol):
    """Both of it: what is written there, and what lies there."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A ledger entry about to be written: one effect on one line. `mark` is of the report that it was made from.

    `first_day` is that of the report, None where that is the day of the line.
    """

    report_id: int
    generation: int
    effect: Effect
    mark: str
    line: JournalLine
    cautions: tuple[Caution, ...] = ()
    first_day: date | None = None

    @property
    def day(self) -> date:
        """Return the first day of the report."""
        return self.first_day or self.line.date


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """A ledger entry that is being sent, or was when its run died.

    `sent_at` is when it was last opened or, where that was later, when a call was last noted to leave that may have
    carried it: it may have waited for its pace.
    """

    id: int
    reference: str
    effect: Effect
    line: JournalLine
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an open entry ended. `row_id` is Uniconta's row number where known, `code` its reason when it refused."""

    entry_id: int
    state: EntryState
    row_id: int | None = None
    code: str = ""


class ReportLedger(Protocol):
    """The write-once record of every effect of one tenant's `reports` flow, and of what is parked.

    Each method is one transaction.
    """

    def remembered(self, report_ids: Sequence[int]) -> dict[int, Remembered]:
        """Return what was done before about these reports; those without entries are left out."""

    def carried_lines(self, report_ids: Sequence[int]) -> dict[int, list[JournalLine]]:
        """Return the lines of these reports that lie in Uniconta, as they were sent."""

    def open(self, entries: Sequence[NewEntry], at: datetime) -> list[OpenEntry]:
        """Write these entries as being sent, in the order given, before anything leaves.

        An entry that was refused or not there before is opened again with the line handed in. Raises Overtaken
        when one of them is being sent or done: somebody else was first.
        """

    def settle(self, outcomes: Sequence[Outcome], at: datetime) -> None:
        """Move open entries to how they ended; an entry that is no longer open is left as it is."""

    def unsettled(self, limit: int, after: str = "") -> list[OpenEntry]:
        """Return up to `limit` entries whose outcome is not known, by reference, those behind `after` only."""

    def carried_ids(self, first_day: date) -> set[int]:
        """Return the reports of which a line lies in Uniconta and that start on or after `first_day`."""

    def parked_ids(self) -> set[int]:
        """Return the reports that are parked now."""

    def park(self, parks: Sequence[Park], at: datetime) -> int:
        """Set reports aside, or keep them aside with the cause of now; return how many are new or have a new cause."""

    def release(self, report_ids: Sequence[int], at: datetime) -> int:
        """Take these reports out of the inbox; return how many were in it."""

    def checkpoint(self) -> int | None:
        """Return the counter up to which changes have been taken in, None before the first run."""

    def move_checkpoint(self, version: int, at: datetime) -> None:
        """Keep the counter, which never goes back, and that the picture was complete at this moment."""

    def complete_at(self) -> datetime | None:
        """Return when a run last saw the complete picture and carried it, None before the first."""


class HeldReports(Protocol):
    """What is due in one flow of one tenant and waits while a gate is closed. Each method is one transaction."""

    def note(self, reports: Sequence[WorkReport], cause: str, at: datetime) -> int:
        """Note that these reports are due and wait; return how many were not noted before."""

    def read(self, at: datetime) -> None:
        """Note that the source was read to its end."""

    def keep_only(self, report_ids: Collection[int]) -> int:
        """Let go of every report that is not among these; return how many."""

    def days(self) -> list[HeldDay]:
        """Return the days that have reports waiting, the oldest first, and how many each."""

    def sent(self, report_ids: Sequence[int]) -> int:
        """Let go of reports that arrived; return how many of them had waited."""

    def release(self, report_ids: Sequence[int]) -> int:
        """Let go of reports that wait no longer, for whatever reason; return how many had waited."""


class PairingMemory(Protocol):
    """Which pay type each work type of one tenant was carried as, and what both were called then."""

    def known(self) -> Mapping[int, KnownPairing]:
        """Return every pairing by Intempus' id of the work type."""

    def note(self, pairings: Sequence[Pairing], at: datetime) -> None:
        """Remember these as used now. What was matched first, or confirmed last, stays beside it."""


class Clock(Protocol):
    """Time, handed in."""

    def __call__(self) -> datetime:
        """Return now, zone-aware."""


class CallMeter(Protocol):
    """Counts calls to a provider, per connection and Danish day."""

    def count(self, connection_id: int, at: datetime) -> None:
        """Count one call."""


class SystemProbe(Protocol):
    """One system opened with one login, to be asked what the login may do. Changes nothing there.

    Raises as ReportSource does; MissingRight tells that this one thing is refused.
    """

    def identify(self) -> Company:
        """Return the company that the login opens."""

    def sees(self, resource: Resource) -> bool:
        """Read as little as possible of a resource and tell whether there was a row."""

    def may_write(self, resource: Resource) -> bool:
        """Tell whether writing is proved to be allowed: False where no harmless call can prove it."""
