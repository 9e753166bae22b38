"""What a run makes of both sides, on fakes: broken, told plainly, mended, recovered."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.causes import Cause
from bindeled.domain.errors import NeedsSignIn, OutcomeUnknown, Refused, Unreachable, UnsafePlan
from bindeled.domain.mapping import GENERATED_ORIGIN
from bindeled.domain.planning import Carry, Remove
from bindeled.engine.points import Point
from tests.fakes.ledger import MemoryLedger
from tests.fakes.uniconta import FakeUniconta, Mode
from tests.support.engine import World
from tests.support.reports import a_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bindeled.domain.nouns import FoundLine, JournalLine


@pytest.fixture
def world() -> World:
    """Seven approved reports, nothing carried yet."""
    world = World()
    for report_id in range(901, 908):
        world.intempus.put(a_report(report_id))
    return world


def amounts(world: World) -> Counter[Decimal]:
    return Counter(line.quantity for line in (*world.uniconta.lines.values(), *world.uniconta.posted.values()))


def test_approved_reports_are_carried_once_and_a_second_run_does_nothing(world: World) -> None:
    assert world.run().carried == 7
    before = Counter(world.uniconta.calls)
    assert world.run().writes == 0
    assert world.uniconta.calls == before
    assert world.proof().holds


def test_an_approval_that_does_not_move_the_counter_is_found(world: World) -> None:
    world.intempus.put(a_report(950, approved=False))
    world.run()
    world.intempus.approve(950)
    assert world.run().carried == 1


def test_a_change_outside_the_window_is_found_by_the_counter(world: World) -> None:
    old = a_report(960, start_date=world.first_day, end_date=world.first_day)
    world.intempus.put(old)
    world.run()
    world.clock.pass_by(days=90)
    world.intempus.edit(960, amount=Decimal(3))
    counts = world.run()
    assert (counts.removed, counts.carried) == (1, 1)
    assert amounts(world)[Decimal(3)] == 1


def test_what_was_approved_during_an_outage_of_ninety_days_is_found_after_it(world: World) -> None:
    world.intempus.put(a_report(961, approved=False))
    world.run()
    world.intempus.approve(961)
    world.clock.pass_by(days=90)
    assert world.run().carried == 1


def test_generated_overtime_is_not_counted_a_second_time(world: World) -> None:
    world.intempus.put(a_report(970, origin=GENERATED_ORIGIN))
    assert world.run().carried == 7


def test_a_report_that_cannot_be_carried_is_parked_and_the_others_go_on(world: World) -> None:
    world.intempus.put(a_report(980, case_id=None))
    counts = world.run()
    assert (counts.carried, counts.parked) == (7, 1)
    assert isinstance(world.ledger, MemoryLedger)
    assert world.ledger.parks[980].finding.cause is Cause.PROJECT_MISSING


def test_a_parked_report_leaves_by_itself_when_its_cause_is_gone(world: World) -> None:
    projects = dict(world.uniconta.known.projects)
    world.uniconta.known = replace(world.uniconta.known, projects={})
    assert world.run().parked == 7
    assert world.run().newly_parked == 0
    world.uniconta.known = replace(world.uniconta.known, projects=projects)
    counts = world.run()
    assert (counts.carried, counts.released) == (7, 7)
    assert world.ledger.parked_ids() == set()


def test_an_unreadable_report_is_parked_with_its_reason(world: World) -> None:
    world.intempus.unreadable = {990: "amount is missing"}
    assert world.run().parked == 1


# corrections


def test_an_edited_report_replaces_its_unposted_line(world: World) -> None:
    world.run()
    world.intempus.edit(903, amount=Decimal(4))
    counts = world.run()
    assert (counts.removed, counts.carried) == (1, 1)
    assert amounts(world) == {Decimal("7.5"): 6, Decimal(4): 1}


def test_an_edited_report_reverses_its_posted_line_and_writes_a_new_one(world: World) -> None:
    world.run()
    world.uniconta.post()
    world.intempus.edit(903, amount=Decimal(4))
    counts = world.run()
    assert (counts.reversed, counts.carried) == (1, 1)
    assert amounts(world) == {Decimal("7.5"): 7, Decimal("-7.5"): 1, Decimal(4): 1}
    assert world.proof().holds


def test_a_withdrawn_approval_takes_the_line_back_and_approving_again_carries_it_anew(world: World) -> None:
    world.run()
    world.intempus.approve(903, approved=False)
    assert world.run().removed == 1
    world.intempus.approve(903)
    assert world.run().carried == 1
    assert world.proof().holds


def test_a_deleted_report_takes_its_line_back(world: World) -> None:
    world.run()
    world.intempus.delete(903)
    assert world.run().removed == 1
    assert world.proof().holds


def test_a_line_posted_in_the_moment_of_its_removal_is_reversed_by_the_next_run(world: World) -> None:
    world.run()
    world.intempus.edit(903, amount=Decimal(4))
    remove = world.uniconta.remove

    def post_first(lines: Sequence[FoundLine]) -> dict[str, Refused | OutcomeUnknown]:
        world.uniconta.post()
        return remove(lines)

    world.uniconta.remove = post_first  # type: ignore[method-assign] # the bookkeeper is faster
    assert world.run().removed == 0
    world.uniconta.remove = remove  # type: ignore[method-assign] # and done
    assert world.run().reversed == 1
    assert world.proof().holds


def test_a_line_that_a_bookkeeper_changes_in_the_moment_of_its_removal_is_left_and_parked_by_the_next_run(
    world: World,
) -> None:
    world.run()
    world.intempus.edit(903, amount=Decimal(4))
    remove = world.uniconta.remove

    def change_first(lines: Sequence[FoundLine]) -> dict[str, Refused | OutcomeUnknown]:
        world.uniconta.change("IM0000000903G01L01", quantity=Decimal(6))
        return remove(lines)

    world.uniconta.remove = change_first  # type: ignore[method-assign] # the bookkeeper is faster
    assert world.run().removed == 0
    world.uniconta.remove = remove  # type: ignore[method-assign] # and done
    assert world.run().parked == 1
    assert amounts(world) == {Decimal("7.5"): 6, Decimal(6): 1}


def test_a_line_that_a_bookkeeper_changed_is_left_as_it_is_and_its_report_parked(world: World) -> None:
    world.run()
    world.uniconta.change("IM0000000903G01L01", quantity=Decimal(6))
    world.intempus.edit(903, amount=Decimal(4))
    assert world.run().parked == 1
    assert amounts(world)[Decimal(6)] == 1


def test_a_line_that_a_bookkeeper_deleted_is_not_written_again(world: World) -> None:
    world.run()
    world.uniconta.delete("IM0000000903G01L01")
    assert world.run().writes == 0


def test_far_more_withdrawals_than_usual_stop_the_run_before_anything_is_taken_back() -> None:
    world = World()
    for report_id in range(1, 101):
        world.intempus.put(a_report(report_id))
    world.run()
    world.intempus.reports.clear()
    with pytest.raises(UnsafePlan, match="100 of 100"):
        world.run()
    assert len(world.uniconta.lines) == 100


# answers that go missing


def test_a_reset_after_commit_adds_no_second_line(world: World) -> None:
    world.uniconta.modes = [Mode.LOST_AFTER]
    assert world.run().carried == 7
    assert world.proof().holds


def test_a_reset_before_commit_waits_until_the_line_can_no_longer_be_on_its_way(world: World) -> None:
    world.uniconta.modes = [Mode.LOST_BEFORE]
    with pytest.raises(OutcomeUnknown):
        world.run()
    assert world.run().unsettled == 2
    assert len(world.uniconta.lines) == 5
    world.clock.pass_by(seconds=61)
    assert world.run().carried == 2
    assert world.proof().holds


def test_a_write_that_waited_for_its_pace_and_got_no_answer_is_not_taken_for_lost_at_once(world: World) -> None:
    answers = iter([Mode.LOST_BEFORE])

    def wait_and_break(action: str) -> Mode:
        del action
        world.clock.pass_by(seconds=90)
        return next(answers, Mode.WELL)

    world.uniconta.mode = wait_and_break  # type: ignore[method-assign]  # the call waits before it is sent
    with pytest.raises(OutcomeUnknown):
        world.run()
    assert len(world.ledger.unsettled(10)) == 2


def test_a_write_that_arrives_late_is_recognised_and_not_sent_again(world: World) -> None:
    world.uniconta.hold_back = True
    world.uniconta.modes = [Mode.LOST_BEFORE]
    with pytest.raises(OutcomeUnknown):
        world.run()
    world.uniconta.arrive_late()
    world.clock.pass_by(seconds=61)
    assert world.run().settled == 2
    assert world.proof().holds


def test_a_system_that_cannot_be_reached_leaves_the_work_waiting(world: World) -> None:
    world.uniconta.modes = [Mode.UNREACHABLE]
    with pytest.raises(Unreachable):
        world.run()
    assert world.run().carried == 7


def test_a_refused_login_loses_nothing_and_the_next_run_goes_on(world: World) -> None:
    world.uniconta.modes = [Mode.WELL, Mode.LOGIN_REFUSED]
    with pytest.raises(NeedsSignIn):
        world.run()
    assert world.run().carried == 5
    assert world.proof().holds


def test_intempus_breaking_off_between_pages_keeps_what_was_carried_and_the_checkpoint(world: World) -> None:
    world.intempus.fail_after_pages = 1
    with pytest.raises(Unreachable):
        world.run()
    assert world.ledger.checkpoint() is None
    world.intempus.fail_after_pages = None
    assert world.run().carried == 4
    assert world.proof().holds


@pytest.mark.parametrize("tells_rows", [True, False], ids=["with row numbers", "without row numbers"])
def test_uniconta_may_answer_a_list(world: World, tells_rows: bool) -> None:
    world.uniconta = FakeUniconta(tells_rows=tells_rows)
    world.run()
    assert world.proof().holds


# records that are refused


def bad(*references: str) -> object:
    return lambda line: "FieldCannotBeBlank" if line.reference in references else None


@pytest.mark.parametrize("keeps_earlier", [False, True], ids=["nothing of the list", "the lines before the bad one"])
def test_one_bad_line_is_found_and_parked_when_uniconta_kept(world: World, keeps_earlier: bool) -> None:
    world.limits = replace(world.limits, list_size=7)
    world.uniconta = FakeUniconta(keeps_earlier=keeps_earlier)
    world.uniconta.refuses = bad("IM0000000904G01L01")  # type: ignore[assignment] # a plain predicate
    counts = world.run()
    assert (counts.carried, counts.parked) == (6, 1)
    assert world.proof().holds


def test_a_line_refused_before_travels_apart_and_is_carried_once_it_is_mended(world: World) -> None:
    world.uniconta.refuses = bad("IM0000000904G01L01")  # type: ignore[assignment] # a plain predicate
    world.run()
    world.intempus.put(a_report(910))
    world.uniconta.calls.clear()
    assert world.run().carried == 1
    assert world.uniconta.calls["insert"] == 2
    world.uniconta.refuses = lambda _line: None
    assert world.run().carried == 1
    assert world.ledger.parked_ids() == set()


def test_a_reason_that_is_in_no_single_line_does_not_cost_a_call_for_each() -> None:
    world = World()
    world.uniconta.refuses = _closed
    for report_id in range(1, 301):
        world.intempus.put(a_report(report_id))
    world.limits = replace(world.limits, list_size=3)
    assert world.run().parked == 300
    lists = 100
    assert world.uniconta.calls["insert"] < lists + 10


def _closed(_line: JournalLine) -> str:
    return "FinancePeriodDoesNotExist"


# crashes


@pytest.mark.parametrize("point", list(Point))
@pytest.mark.parametrize("after", [0, 1])
def test_a_crash_loses_nothing_and_doubles_nothing(world: World, point: Point, after: int) -> None:
    world.crash_at(point, after=after)
    world.clock.pass_by(seconds=61)
    world.run()
    assert world.proof().holds
    assert world.run().writes == 0


@pytest.mark.parametrize("point", list(Point))
@pytest.mark.parametrize("posted", [False, True], ids=["unposted", "posted"])
def test_a_crash_in_a_correction_loses_nothing_and_doubles_nothing(world: World, point: Point, posted: bool) -> None:
    world.run()
    if posted:
        world.uniconta.post()
    world.intempus.edit(903, amount=Decimal(4))
    world.intempus.delete(904)
    world.crash_at(point)
    for _ in range(2):
        world.clock.pass_by(seconds=61)
        world.run()
    assert world.proof().holds
    assert sum(amounts(world).elements()) == Decimal("7.5") * 5 + 4


def test_a_preview_says_what_a_run_would_do_and_writes_nothing(world: World) -> None:
    world.run()
    world.intempus.put(a_report(950))
    world.intempus.edit(903, amount=Decimal(4))
    calls = Counter(world.uniconta.calls)
    steps = [step for plan in world.flow().preview() for step in plan.of(Carry, Remove)]
    assert Counter(type(step) for step in steps) == {Carry: 2, Remove: 1}
    assert world.uniconta.calls["insert"] == calls["insert"]
    assert len(world.uniconta.lines) == 7
