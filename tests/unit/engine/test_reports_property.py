"""Whatever people do on both sides, whatever answers get lost and wherever the process dies: once, and only once."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bindeled.domain.errors import BindeledError
from bindeled.domain.keys import Reference
from bindeled.domain.reconciliation import Cell, Reason
from bindeled.domain.safety import UndoLimit
from bindeled.engine.points import Point
from bindeled.engine.reports import FlowLimits
from tests.fakes.intempus import FakeIntempus
from tests.fakes.uniconta import FakeUniconta, Mode
from tests.support.engine import World
from tests.support.reports import A_MONDAY, a_report

if TYPE_CHECKING:
    from bindeled.domain.nouns import WorkReport

REPORTS = range(901, 909)
report_ids = st.sampled_from(list(REPORTS))
amounts = st.sampled_from([Decimal(1), Decimal("2.5333333333"), Decimal("7.5")])


class BothSides(RuleBasedStateMachine):
    """People and faults in any order; at rest the sum is zero and another run does nothing."""

    world: World

    @initialize(
        bumps=st.booleans(), keeps_earlier=st.booleans(), tells_rows=st.booleans(), at_first=st.sets(report_ids)
    )
    def meet(self, at_first: set[int], *, bumps: bool, keeps_earlier: bool, tells_rows: bool) -> None:
        self.world = World(
            intempus=FakeIntempus(approval_bumps=bumps),
            uniconta=FakeUniconta(keeps_earlier=keeps_earlier, tells_rows=tells_rows),
            limits=FlowLimits(list_size=2, settle_after=timedelta(seconds=60), undo=UndoLimit(free=1000)),
        )
        for report_id in at_first:
            self.world.intempus.put(a_report(report_id))

    @property
    def reports(self) -> dict[int, WorkReport]:
        return self.world.intempus.reports

    @rule(report_id=report_ids, amount=amounts, approved=st.booleans())
    def register(self, report_id: int, amount: Decimal, *, approved: bool) -> None:
        if report_id not in self.reports:
            self.world.intempus.put(a_report(report_id, amount=amount, approved=approved))

    @rule(report_id=report_ids, approved=st.booleans())
    def decide(self, report_id: int, *, approved: bool) -> None:
        if report_id in self.reports:
            self.world.intempus.approve(report_id, approved=approved)

    @rule(report_id=report_ids, amount=amounts)
    def edit(self, report_id: int, amount: Decimal) -> None:
        if report_id in self.reports:
            self.world.intempus.edit(report_id, amount=amount)

    @rule(report_id=report_ids)
    def delete(self, report_id: int) -> None:
        if report_id in self.reports:
            self.world.intempus.delete(report_id)

    @rule()
    def post(self) -> None:
        self.world.uniconta.post()

    @rule(blocked=st.booleans())
    def block_the_project(self, *, blocked: bool) -> None:
        known = self.world.uniconta.known
        project = replace(known.projects["1060"], blocked=blocked)
        self.world.uniconta.known = replace(known, projects={**known.projects, "1060": project})

    @rule(report_id=st.none() | report_ids)
    def dislike(self, report_id: int | None) -> None:
        mark = f"IM{report_id or 0:010d}"
        self.world.uniconta.refuses = lambda line: "FieldCannotBeBlank" if line.reference.startswith(mark) else None

    @rule(seconds=st.sampled_from([1, 61]))
    def wait(self, seconds: int) -> None:
        self.world.clock.pass_by(seconds=seconds)

    @rule(modes=st.lists(st.sampled_from(list(Mode)), max_size=4))
    def run(self, modes: list[Mode]) -> None:
        self.world.uniconta.modes = modes
        try:
            self.world.run()
        except BindeledError:
            pass
        finally:
            self.world.uniconta.modes = []

    @rule(point=st.sampled_from(list(Point)), after=st.integers(0, 3))
    def crash(self, point: Point, after: int) -> None:
        with suppress(BindeledError):  # a run that has to wait dies of nothing
            self.world.crash_at(point, after=after)

    @invariant()
    def nothing_lies_there_twice(self) -> None:
        references = self.world.uniconta.references()
        assert len(references) == len(set(references))

    @invariant()
    def the_lines_of_a_report_arrived_in_the_order_of_its_versions(self) -> None:
        """Hold P3 (T25): whatever was held, lost or sent again, a version is taken back before the next one comes."""
        newest: dict[int, tuple[int, bool]] = {}
        for written in self.world.uniconta.arrived:
            reference = Reference.parse(written)
            assert reference is not None
            version = (reference.generation, reference.reversal)
            assert version >= newest.get(reference.report_id, version), self.world.uniconta.arrived
            newest[reference.report_id] = version

    def teardown(self) -> None:
        """Let things come to rest, then count."""
        if not hasattr(self, "world"):
            return
        self.world.uniconta.modes = []
        for _ in range(3):
            self.world.clock.pass_by(seconds=61)
            self.world.run()
        assert self.world.run().writes == 0
        self.judge()

    def judge(self) -> None:
        """Hold what lies in Uniconta to what Intempus says."""
        proof = self.world.proof()
        assert proof.holds, proof
        assert self.world.reconciled().closed
        self._hours_agree()

    def _hours_agree(self) -> None:
        uniconta = self.world.uniconta
        parked = self.world.ledger.parked_ids()
        standing = {str(report_id): Decimal(0) for report_id in REPORTS}
        for line in (*uniconta.lines.values(), *uniconta.posted.values()):
            standing[str(int(line.reference[2:12]))] += line.quantity
        for report_id in REPORTS:
            if report_id not in parked:
                report = self.reports.get(report_id)
                due = report is not None and report.approved
                expected = report.amount.quantize(Decimal("0.0001")) if due and report else Decimal(0)
                assert standing[str(report_id)] == expected


class WithABookkeeper(BothSides):
    """The same with absence of several days, and a bookkeeper who edits, moves and deletes lines by hand.

    What she touched is hers; everything else still comes to zero, and what differs is told report by report.
    """

    def __init__(self) -> None:
        super().__init__()
        self.touched: set[int] = set()

    @rule(report_id=report_ids, days=st.integers(0, 9), approved=st.booleans())
    def register_absence(self, report_id: int, days: int, *, approved: bool) -> None:
        if report_id not in self.reports:
            last = A_MONDAY + timedelta(days=days)
            absence = a_report(report_id, work_type_id=53, end_date=last, amount=Decimal(10), approved=approved)
            self.world.intempus.put(absence)

    @rule(data=st.data(), quantity=amounts)
    def edit_by_hand(self, data: st.DataObject, quantity: Decimal) -> None:
        if reference := self._pick(data):
            self.world.uniconta.change(reference, quantity=quantity)

    @rule(data=st.data())
    def move_by_hand(self, data: st.DataObject) -> None:
        if reference := self._pick(data):
            self.world.uniconta.change(reference, project="1061")

    @rule(data=st.data())
    def delete_by_hand(self, data: st.DataObject) -> None:
        if reference := self._pick(data):
            self.world.uniconta.delete(reference)

    def _pick(self, data: st.DataObject) -> str | None:
        references = sorted(line.reference for line in self.world.uniconta.lines.values())
        if not references:
            return None
        chosen = data.draw(st.sampled_from(references))
        self.touched.add(int(chosen[2:12]))
        return chosen

    def judge(self) -> None:
        found = self.world.reconciled()
        assert {one.report_id for one in found.explanations if one.reason not in PLACES} <= self.touched
        assert [one for one in found.explanations if one.reason is Reason.WAITING] == []
        told: defaultdict[Cell, Decimal] = defaultdict(Decimal)
        for one in found.explanations:
            told[one.cell] += one.quantity if one.reason not in PLACES else 0
        assert {cell.cell: cell.difference for cell in found.cells if cell.difference} == {
            cell: quantity for cell, quantity in told.items() if quantity
        }


PLACES = {Reason.PARKED, Reason.WAITING}


def hold(machine: type[BothSides], *, examples: int, steps: int) -> None:
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=steps))


def test_nothing_is_lost_nothing_doubled_and_a_run_at_rest_does_nothing() -> None:
    hold(BothSides, examples=200, steps=30)


def test_whatever_a_bookkeeper_does_by_hand_every_difference_is_explained_and_is_hers() -> None:
    hold(WithABookkeeper, examples=150, steps=30)


@pytest.mark.soak
@pytest.mark.parametrize("machine", [BothSides, WithABookkeeper])
def test_the_same_holds_for_twenty_thousand_longer_histories(machine: type[BothSides]) -> None:
    hold(machine, examples=20_000, steps=60)
