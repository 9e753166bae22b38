"""A flow on fakes: one world to change, one call to run it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bindeled.domain.mapping import GENERATED_ORIGIN, HoursTo, ReportRules
from bindeled.domain.pay_periods import PayPeriods
from bindeled.domain.proof import Proof, prove
from bindeled.domain.reconciliation import Known
from bindeled.engine.pairings import PairingsInMemory
from bindeled.engine.points import Point, no_stop
from bindeled.engine.reconciling import Reconciler
from bindeled.engine.reports import FlowLimits, ReportFlow
from bindeled.engine.timesheet import TimesheetJournal
from tests.fakes.clock import FakeClock
from tests.fakes.intempus import FakeIntempus
from tests.fakes.ledger import MemoryLedger
from tests.fakes.timesheet import FakeTimesheet, MemoryShares
from tests.fakes.uniconta import FakeUniconta

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.domain.reconciliation import Reconciliation
    from bindeled.engine.counts import RunCounts
    from bindeled.ports import BookedProjectJournal, ReportLedger


class Crash(BaseException):
    """The process dies here. Not an Exception, so that no handler can mistake it for an answer."""


@dataclass
class World:
    """Both sides, the ledger and the clock."""

    intempus: FakeIntempus = field(default_factory=FakeIntempus)
    uniconta: FakeUniconta = field(default_factory=FakeUniconta)
    ledger: ReportLedger = field(default_factory=MemoryLedger)
    pairings: PairingsInMemory = field(default_factory=PairingsInMemory)
    clock: FakeClock = field(default_factory=FakeClock)
    rules: ReportRules = field(default_factory=ReportRules)
    first_day: date = date(2026, 10, 1)
    timesheet: FakeTimesheet = field(init=False)
    limits: FlowLimits = field(default_factory=lambda: FlowLimits(list_size=2, settle_after=timedelta(seconds=60)))

    def __post_init__(self) -> None:
        """Let the timesheet stand beside the journal."""
        self.timesheet = FakeTimesheet(self.uniconta)

    @property
    def target(self) -> BookedProjectJournal:
        """Return what the flow carries to: the journal, with the timesheet where hours go there."""
        if self.rules.hours_to is HoursTo.JOURNAL or not isinstance(self.ledger, MemoryLedger):
            return self.uniconta
        return TimesheetJournal(self.uniconta, self.timesheet, MemoryShares(self.ledger), self.rules)

    def flow(self, passing: Callable[[Point], None] = no_stop) -> ReportFlow:
        """Return a new run, as a fresh process would make it."""
        return ReportFlow(
            self.intempus,
            self.target,
            self.ledger,
            self.rules,
            self.first_day,
            self.clock,
            limits=self.limits,
            passing=passing,
            pairings=self.pairings,
        )

    def run(self) -> RunCounts:
        """Run the flow once."""
        return self.flow().run()

    def crash_at(self, point: Point, *, after: int = 0) -> None:
        """Run the flow and kill it when it passes `point` for the time after the `after`th; it may end before."""
        passed = 0

        def stop(now: Point) -> None:
            nonlocal passed
            if now is point:
                passed += 1
                if passed > after:
                    raise Crash

        try:
            self.flow(stop).run()
        except Crash:
            return

    def due(self) -> set[int]:
        """Return the reports that Intempus says are to be carried."""
        return {
            report.id
            for report in self.intempus.reports.values()
            if report.approved and report.origin != GENERATED_ORIGIN and report.start_date >= self.first_day
        }

    def proof(self) -> Proof:
        """Return the sum over both sides."""
        return prove(self.due(), self.uniconta.references(), self.ledger.parked_ids())

    def reconciled(self) -> Reconciliation:
        """Return the sum per week over everything that was ever carried."""
        pairings = self.pairings.known()
        target = self.target
        reconciler = Reconciler(self.intempus, target, target, self.rules, self.first_day, pairings)
        known = Known(self.ledger.parked_ids(), self.ledger.carried_ids(self.first_day))
        return reconciler.reconcile((self.first_day, date(2027, 1, 1)), PayPeriods(), known)
