"""The weekly timesheet under people, faults and crashes in any order: each approved hour lies on its day, once."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from bindeled.domain.mapping import HoursTo, ReportRules, ShutWeeks
from bindeled.domain.nouns import QUANTITY_STEP
from bindeled.domain.safety import UndoLimit
from bindeled.engine.reports import FlowLimits
from tests.fakes.intempus import FakeIntempus
from tests.fakes.uniconta import FakeUniconta
from tests.support.engine import World
from tests.support.reports import A_MONDAY, a_report
from tests.unit.engine.test_reports_property import BothSides, hold, report_ids

if TYPE_CHECKING:
    from datetime import date

days_ahead = st.integers(0, 8)


class OnTheTimesheet(BothSides):
    """The same people and faults, with hours on the weekly timesheet, and weeks that are closed and opened."""

    @initialize(
        bumps=st.booleans(),
        shut=st.sampled_from(list(ShutWeeks)),
        tells_rows=st.booleans(),
        at_first=st.sets(report_ids),
    )
    def meet(self, at_first: set[int], shut: ShutWeeks, *, bumps: bool, tells_rows: bool) -> None:
        self.world = World(
            intempus=FakeIntempus(approval_bumps=bumps),
            uniconta=FakeUniconta(tells_rows=tells_rows),
            rules=ReportRules(hours_to=HoursTo.TIMESHEET, shut_weeks=shut),
            limits=FlowLimits(list_size=2, settle_after=timedelta(seconds=60), undo=UndoLimit(free=1000)),
        )
        for report_id in at_first:
            self.world.intempus.put(a_report(report_id))

    @rule(report_id=report_ids, ahead=days_ahead)
    def move_to_another_day(self, report_id: int, ahead: int) -> None:
        if report_id in self.reports:
            day = A_MONDAY + timedelta(days=ahead)
            self.world.intempus.edit(report_id, start_date=day, end_date=day)

    @rule(ahead=st.none() | days_ahead)
    def close_the_weeks(self, ahead: int | None) -> None:
        self.world.timesheet.close(None if ahead is None else A_MONDAY + timedelta(days=ahead))

    @invariant()
    def no_row_is_there_twice(self) -> None:
        if hasattr(self, "world"):
            counted = Counter(row.reference for row in self.world.timesheet.kept.values())
            assert set(counted.values()) <= {1}

    def teardown(self) -> None:
        """Open everything, so that nothing has to wait, before it comes to rest."""
        if hasattr(self, "world"):
            self.world.timesheet.close(None)
            self.dislike(None)
            self.block_the_project(blocked=False)
            self.world.uniconta.refuses = lambda _line: None
        super().teardown()

    def judge(self) -> None:
        assert self.world.ledger.parked_ids() == set()
        assert self._lying() == self._due()
        assert self.world.reconciled().closed

    def _due(self) -> dict[date, Decimal]:
        hours: defaultdict[date, Decimal] = defaultdict(Decimal)
        for report in self.reports.values():
            if report.approved:
                hours[report.start_date] += report.amount.quantize(QUANTITY_STEP)
        return {day: sum_ for day, sum_ in hours.items() if sum_}

    def _lying(self) -> dict[date, Decimal]:
        hours: defaultdict[date, Decimal] = defaultdict(Decimal)
        for line in (*self.world.uniconta.lines.values(), *self.world.uniconta.posted.values()):
            hours[line.date] += line.quantity
        for row in self.world.timesheet.kept.values():
            for place, of_day in enumerate(row.days):
                hours[row.monday + timedelta(days=place)] += of_day
        return {day: sum_ for day, sum_ in hours.items() if sum_}


def test_each_approved_hour_lies_on_its_day_once_whatever_happens() -> None:
    hold(OnTheTimesheet, examples=120, steps=30)


@pytest.mark.soak
def test_the_same_holds_for_twenty_thousand_longer_histories() -> None:
    hold(OnTheTimesheet, examples=20_000, steps=60)
