"""The `reports` flow: approved work reports become lines in Uniconta's project journal, each exactly once.

What the picture of Intempus shows no longer is asked for one by one: it was withdrawn, moved or deleted. What waited
while Uniconta was closed is carried first, the oldest day before the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from bindeled.domain.causes import Cause, Finding
from bindeled.domain.errors import Transient
from bindeled.domain.planning import Carry, Park, Plan, plan_carrying, sift, to_undo, undone
from bindeled.domain.safety import UndoLimit, check_undoing
from bindeled.domain.stakes import stake_of_line
from bindeled.domain.states import Effect
from bindeled.engine.counts import RunCounts
from bindeled.engine.matching import Matching
from bindeled.engine.pairings import PairingsInMemory
from bindeled.engine.picture import Picture
from bindeled.engine.points import Point, no_stop
from bindeled.engine.reading import InTurn
from bindeled.engine.sending import Desk, Sender
from bindeled.engine.settling import rows_are_open, settle_open_entries
from bindeled.engine.undoing import Undoer
from bindeled.ports import NewEntry, ReportPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from bindeled.domain.mapping import ReportRules
    from bindeled.domain.nouns import JournalLine, WorkReport
    from bindeled.domain.planning import Remembered, Step
    from bindeled.engine.reading import Reading
    from bindeled.ports import Clock, HeldReports, PairingMemory, ProjectJournal, ReportLedger, ReportSource


@dataclass(frozen=True, slots=True)
class FlowLimits:
    """How the flow goes about it. `window_days` is how far back approvals are compared, in Danish days.

    They are counted from the run that last saw everything. `page_size` is how many waiting reports are read at once.
    """

    list_size: int = 500
    page_size: int = 1000
    window_days: int = 60
    settle_after: timedelta = timedelta(seconds=60)
    undo: UndoLimit = field(default_factory=UndoLimit)


@dataclass(frozen=True, slots=True)
class _PlannedPage:
    """A page with what is to be done about it. `changed` are the reports whose lines must be taken back first."""

    page: ReportPage
    changed: Mapping[int, WorkReport | None]
    remembered: Mapping[int, Remembered]
    skipped: int
    steps: list[Carry | Park]


class ReportFlow:
    """One run of the flow for one tenant. Made anew for each run; `counts` tells what it did so far.

    `passing` is told of each named point, `watch` of the counts after each page.
    """

    def __init__(  # noqa: PLR0913 - what the flow asks of the world, named at the one place that makes it
        self,
        source: ReportSource,
        journal: ProjectJournal,
        ledger: ReportLedger,
        rules: ReportRules,
        first_day: date,
        clock: Clock,
        *,
        limits: FlowLimits | None = None,
        passing: Callable[[Point], None] = no_stop,
        watch: Callable[[RunCounts], None] = lambda _counts: None,
        reading: Reading | None = None,
        held: HeldReports | None = None,
        pairings: PairingMemory | None = None,
    ) -> None:
        self._source = source
        self._journal = journal
        self._ledger = ledger
        self._rules = rules
        self._first_day = first_day
        self._clock = clock
        self._limits = limits or FlowLimits()
        self._passing = passing
        self._watch = watch
        self._reading = reading or InTurn()
        self._matching = Matching(source, journal, rules, pairings or PairingsInMemory(), self._reading)
        self.counts = RunCounts()
        days = self._limits.window_days
        self._picture = Picture(source, ledger, first_day, clock, days, self.counts)
        self._held_days = held.days() if held else []
        # None when nothing had waited as the run began: then it need not ask for every page.
        self._waited = held if self._held_days else None
        self._desk = Desk(journal, ledger, clock, self._limits.settle_after, passing)
        self._sender = Sender(self._desk, self._limits.list_size)
        self._undoer = Undoer(self._desk, self._sender, self.counts)

    def run(self) -> RunCounts:
        """Carry what is due and return what was done.

        Raises UnsafePlan before anything is taken back when far too much would be, and whatever the ports raise; what
        was done until then is in the ledger, and the next run goes on from there.
        """
        self._settle()
        for planned in self._reading.ahead(self._plan_page(page) for page in self._pages()):
            self._passing(Point.GATHERED)
            self._take(planned)
        self._take_unseen()
        self._matching.note_pairings(self._clock())
        if self._waited is not None:
            self._waited.keep_only(())
        self._passing(Point.READ_OUT)
        if self._picture.version is not None:
            self._ledger.move_checkpoint(self._picture.version, self._clock())
        self._passing(Point.FINISHED)
        return self.counts

    def preview(self) -> Iterator[Plan]:
        """Yield what a run would do, page by page, writing nothing on either side."""
        for page in self._pages():
            steps = self._would_do({report.id: report for report in page.reports})
            yield Plan((*steps, *_unreadable(page.unreadable)))
        yield Plan(tuple(self._would_do({report_id: self._source.report(report_id) for report_id in self._vanished()})))

    def _would_do(self, reports: Mapping[int, WorkReport | None]) -> list[Step]:
        remembered = self._ledger.remembered(list(reports))
        changed = to_undo(reports, remembered)
        undoing = self._undoer.plan(changed, remembered) if changed else []
        after = remembered | undone(undoing, remembered)
        due, skips = sift(filter(None, reports.values()), after, self._rules, self._first_day)
        return [*undoing, *skips, *self._plan(due, after)]

    # gather

    def _settle(self) -> None:
        self.counts.settled, self.counts.unsettled = settle_open_entries(self._desk)
        if self.counts.unsettled and rows_are_open(self._desk):
            # Reports share rows: what is written next would be mixed up with what may still arrive.
            raise Transient(
                "The weekly timesheet was written without an answer; it is looked up again before anything is repeated."
            )
        self._passing(Point.SETTLED)

    def _pages(self) -> Iterator[ReportPage]:
        if self._held_days:
            return self._picture.oldest_first(self._held_days, self._limits.page_size)
        return self._picture.pages()

    @cached_property
    def _carried_before(self) -> set[int]:
        return self._ledger.carried_ids(self._picture.window_start)

    @cached_property
    def _parked_before(self) -> set[int]:
        return self._ledger.parked_ids()

    # decide: may be done for one page while the one before is applied, since no report is on two pages

    def _plan_page(self, page: ReportPage) -> _PlannedPage:
        """Decide about a page. What has to be taken back first is left for `_take` to decide anew."""
        remembered = self._ledger.remembered([report.id for report in page.reports])
        changed = to_undo({report.id: report for report in page.reports}, remembered)
        unchanged = [report for report in page.reports if report.id not in changed]
        due, skips = sift(unchanged, remembered, self._rules, self._first_day)
        known = {report_id: remembered[report_id] for report_id in changed}
        return _PlannedPage(page, changed, known, len(skips), self._plan(due, remembered))

    def _plan(self, due: Sequence[WorkReport], remembered: Mapping[int, Remembered]) -> list[Carry | Park]:
        return plan_carrying(due, remembered, self._matching.matcher, self._rules) if due else []

    # check, apply, record

    def _take(self, planned: _PlannedPage) -> None:
        parks = _unreadable(planned.page.unreadable)
        steps = planned.steps
        if planned.changed:
            parks += self._undo(planned.changed, planned.remembered)
            steps = steps + self._plan_again(planned.changed)
        self.counts.skipped += planned.skipped
        self._passing(Point.DECIDED)
        parks += [step for step in steps if isinstance(step, Park)]
        parks += self._carry([step for step in steps if isinstance(step, Carry)])
        self._set_aside(parks, [report.id for report in planned.page.reports])
        self._watch(self.counts)

    def _plan_again(self, changed: Mapping[int, WorkReport | None]) -> list[Carry | Park]:
        """Decide about reports whose earlier lines have just been taken back."""
        remembered = self._ledger.remembered(list(changed))
        due, skips = sift(filter(None, changed.values()), remembered, self._rules, self._first_day)
        self.counts.skipped += len(skips)
        return self._plan(due, remembered)

    def _undo(self, reports: Mapping[int, WorkReport | None], remembered: Mapping[int, Remembered]) -> list[Park]:
        taken_back = self.counts.removed + self.counts.reversed + len(reports)
        check_undoing(taken_back, len(self._carried_before), self._limits.undo)
        return self._undoer.apply(self._undoer.plan(reports, remembered))

    def _carry(self, steps: Sequence[Carry]) -> list[Park]:
        """Send what is new, and apart from it what Uniconta refused before, which would hold up a whole list."""
        parks: list[Park] = []
        for tried_before in (False, True):
            group = [step for step in steps if step.tried_before is tried_before]
            parks += self._send(group)
        return parks

    def _send(self, steps: Sequence[Carry]) -> list[Park]:
        owners = {line.reference: step for step in steps for line in step.lines}
        sent = self._sender.send([entry for step in steps for entry in _entries(step)])
        there = {owners[entry.reference].report_id: owners[entry.reference] for entry in sent.done}
        self.counts.carried += len(there)
        self.counts.cautions += sum(len(step.cautions) for step in there.values())
        if self._waited is not None:
            self._waited.sent(list(there))
        return [_not_taken(owners[entry.reference], entry.line, finding) for entry, finding in sent.not_taken]

    def _set_aside(self, parks: Sequence[Park], report_ids: Sequence[int]) -> None:
        """Park what cannot be carried, and let go of everything else that was parked: its cause is gone."""
        parked = {park.report_id for park in parks}
        self.counts.parked += len(parked)
        if parks:
            self.counts.newly_parked += self._ledger.park(parks, self._clock())
        if self._waited is not None:
            self._waited.release(report_ids)
        gone = [report_id for report_id in report_ids if report_id in self._parked_before and report_id not in parked]
        if gone:
            self.counts.released += self._ledger.release(gone, self._clock())

    def _take_unseen(self) -> None:
        """Ask for what should have been seen and was not: withdrawn, moved out of the window, or deleted."""
        found = {report_id: self._source.report(report_id) for report_id in self._vanished()}
        self._take(self._plan_page(ReportPage(tuple(filter(None, found.values())), None)))
        self._take_deleted([report_id for report_id, report in found.items() if report is None])

    def _vanished(self) -> list[int]:
        carried, seen = self._carried_before - self._picture.seen, self._picture.seen
        check_undoing(len(carried), len(self._carried_before), self._limits.undo)
        return sorted(carried | (self._parked_before - seen))

    def _take_deleted(self, report_ids: Sequence[int]) -> None:
        remembered = self._ledger.remembered(report_ids)
        lost = to_undo(dict.fromkeys(report_ids), remembered)
        parks = self._undo(lost, remembered) if lost else []
        self._set_aside(parks, report_ids)


def _entries(step: Carry) -> list[NewEntry]:
    return [
        NewEntry(step.report_id, step.generation, Effect.INSERT, step.mark, line, step.cautions, step.date)
        for line in step.lines
    ]


def _not_taken(step: Carry, line: JournalLine, finding: Finding) -> Park:
    return Park(step.report_id, step.date, finding, step.mark, stake_of_line(line))


def _unreadable(reasons: Mapping[int, str]) -> list[Park]:
    return [
        Park(report_id, None, Finding(Cause.UNREADABLE, {"reason": reason})) for report_id, reason in reasons.items()
    ]
