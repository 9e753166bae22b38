"""Hours on the weekly timesheet: several reports in one row, each of them once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.domain.causes import Cause
from bindeled.domain.errors import OutcomeUnknown, Transient
from bindeled.domain.mapping import HoursTo, ReportRules, ShutWeeks
from bindeled.engine.points import Point
from bindeled.engine.reports import FlowLimits
from tests.fakes.ledger import MemoryLedger
from tests.fakes.uniconta import Mode
from tests.support.engine import World
from tests.support.reports import A_MONDAY, a_report

if TYPE_CHECKING:
    from collections.abc import Callable

TIMESHEET = ReportRules(hours_to=HoursTo.TIMESHEET)
TUESDAY = A_MONDAY + timedelta(days=1)
SUNDAY = A_MONDAY + timedelta(days=6)


def on(day: date, **changes: Any) -> dict[str, Any]:
    return {"start_date": day, "end_date": day, **changes}


def a_world(**changes: Any) -> World:
    return World(
        rules=replace(TIMESHEET, **changes), limits=FlowLimits(list_size=500, settle_after=timedelta(seconds=60))
    )


def put(world: World, *reports: Any) -> None:
    for report in reports:
        world.intempus.put(report)


def days(world: World) -> list[list[str]]:
    """Return the rows as what they hold from Monday on, with their last empty days left out."""
    rows = []
    for row in world.timesheet.kept.values():
        shown = [f"{hours.normalize():f}" for hours in row.days]
        while shown and shown[-1] == "0":
            shown.pop()
        rows.append(shown)
    return sorted(rows)


def parked(world: World) -> dict[int, Cause]:
    assert isinstance(world.ledger, MemoryLedger)
    return {key: park.finding.cause for key, park in world.ledger.parks.items()}


@dataclass(frozen=True)
class Weekly:
    """One situation: `rows` as `days` shows them, `journal` the quantities of the project journal's lines."""

    name: str
    reports: tuple[Any, ...]
    rows: list[list[str]]
    parked: dict[int, Cause] = field(default_factory=dict)
    journal: tuple[str, ...] = ()
    rules: dict[str, Any] = field(default_factory=dict)
    before: Callable[[World], None] = lambda _world: None
    then: Callable[[World], None] = lambda _world: None


def only_row(world: World) -> int:
    (row_id,) = world.timesheet.kept
    return row_id


def in_turn(*acts: Callable[[World], None]) -> Callable[[World], None]:
    def play(world: World) -> None:
        for act in acts:
            act(world)

    return play


def close(until: date | None) -> Callable[[World], None]:
    return lambda world: world.timesheet.close(until)


def edit(report_id: int = 901, **changes: Any) -> Callable[[World], None]:
    return lambda world: world.intempus.edit(report_id, **changes)


def by_hand(place: int, hours: str) -> Callable[[World], None]:
    return lambda world: world.timesheet.change(only_row(world), place, Decimal(hours))


def late(report_id: int = 902, **changes: Any) -> Callable[[World], None]:
    return lambda world: world.intempus.put(a_report(report_id, **changes))


BOTH = (a_report(), a_report(902, amount=Decimal("0.5")))
WEEKLY = (
    Weekly("two reports of one day are one sum", BOTH, [["8"]]),
    Weekly("two days of one week are one row", (a_report(), a_report(902, **on(TUESDAY))), [["7.5", "7.5"]]),
    Weekly(
        "another week is another row", (a_report(), a_report(902, **on(date(2026, 11, 24)))), [["0", "7.5"], ["7.5"]]
    ),
    Weekly("another pay type is another row", (a_report(), a_report(902, work_type_id=51)), [["7.5"], ["7.5"]]),
    Weekly(
        "a week of holiday is one row",
        (a_report(work_type_id=53, **on(A_MONDAY, end_date=date(2026, 11, 20), amount=Decimal(37))),),
        [["7.4"] * 5],
    ),
    Weekly(
        "goods go to the journal",
        (a_report(), a_report(902, work_type_id=None, product_id=70, amount=Decimal(3))),
        [["7.5"]],
        journal=("3",),
    ),
    Weekly("a correction changes the sum", BOTH, [["6.5"]], then=edit(amount=Decimal(6))),
    Weekly(
        "a report withdrawn leaves the others",
        BOTH,
        [["0.5"]],
        then=lambda world: world.intempus.approve(901, approved=False),
    ),
    Weekly(
        "the last report withdrawn takes the row with it", BOTH[:1], [], then=lambda world: world.intempus.delete(901)
    ),
    Weekly("a report that moves to another day", BOTH, [["0.5", "7.5"]], then=edit(**on(TUESDAY))),
    Weekly("a report added to a week that is there", BOTH[:1], [["9.5"]], then=late(amount=Decimal(2))),
    Weekly("hours for a closed week wait", BOTH[:1], [], parked={901: Cause.WEEK_SHUT}, before=close(SUNDAY)),
    Weekly("a closed week that is opened again", BOTH[:1], [["7.5"]], before=close(SUNDAY), then=close(None)),
    Weekly(
        "the later days of a week that is closed in part",
        (a_report(), a_report(902, **on(TUESDAY))),
        [["0", "7.5"]],
        parked={901: Cause.WEEK_SHUT},
        before=close(A_MONDAY),
    ),
    Weekly(
        "hours for a closed week go to the journal where the tenant wants that",
        BOTH[:1],
        [],
        journal=("7.5",),
        rules={"shut_weeks": ShutWeeks.JOURNAL},
        before=close(SUNDAY),
    ),
    Weekly(
        "a correction of a closed week waits",
        BOTH,
        [["8"]],
        parked={901: Cause.WEEK_SHUT},
        then=in_turn(close(SUNDAY), edit(amount=Decimal(6))),
    ),
    Weekly(
        "a correction of a closed week as lines of the journal",
        BOTH,
        [["8"]],
        journal=("-7.5", "6"),
        rules={"shut_weeks": ShutWeeks.JOURNAL},
        then=in_turn(close(SUNDAY), edit(amount=Decimal(6))),
    ),
    Weekly(
        "an hour withdrawn from a closed week is taken back in the journal",
        BOTH,
        [["8"]],
        journal=("-7.5",),
        rules={"shut_weeks": ShutWeeks.JOURNAL},
        then=in_turn(close(SUNDAY), lambda world: world.intempus.delete(901)),
    ),
    Weekly("hours changed by hand stand while nothing changes", BOTH, [["4"]], then=by_hand(0, "4")),
    Weekly(
        "hours changed by hand stand against a correction",
        BOTH,
        [["4"]],
        parked={901: Cause.LINE_CHANGED},
        then=in_turn(by_hand(0, "4"), edit(amount=Decimal(6))),
    ),
    Weekly(
        "hours changed by hand take no further report",
        BOTH[:1],
        [["4"]],
        parked={902: Cause.ROW_CHANGED},
        then=in_turn(by_hand(0, "4"), late()),
    ),
    Weekly(
        "a day changed by hand leaves the other days to us",
        BOTH[:1],
        [["4", "7.5"]],
        then=in_turn(by_hand(0, "4"), late(**on(TUESDAY))),
    ),
    Weekly(
        "a row deleted by hand is not written again",
        BOTH,
        [],
        then=lambda world: world.timesheet.remove(only_row(world)),
    ),
    Weekly(
        "a row moved by hand to another project stands",
        BOTH[:1],
        [["7.5"]],
        parked={901: Cause.LINE_CHANGED},
        then=in_turn(lambda world: world.timesheet.move(only_row(world), project="INTERN"), edit(amount=Decimal(6))),
    ),
    Weekly(
        "a text changed by hand does not hide the row",
        BOTH[:1],
        [["9.5"]],
        then=in_turn(lambda world: world.timesheet.move(only_row(world), reference=""), late(amount=Decimal(2))),
    ),
)


@pytest.mark.parametrize("weekly", WEEKLY, ids=lambda weekly: weekly.name)
def test_situation_on_the_weekly_timesheet(weekly: Weekly) -> None:
    world = a_world(**weekly.rules)
    weekly.before(world)
    put(world, *weekly.reports)
    world.run()
    weekly.then(world)
    world.run()
    assert (days(world), parked(world)) == (weekly.rows, weekly.parked)
    lines = (*world.uniconta.lines.values(),)
    assert sorted(f"{line.quantity.normalize():f}" for line in lines) == sorted(weekly.journal)
    assert world.run().writes == 0


# --- answers that are lost --------------------------------------------------------------------------------------------


def test_a_row_whose_answer_was_lost_is_told_by_its_sum() -> None:
    world = a_world()
    put(world, *BOTH)
    world.uniconta.modes = [Mode.LOST_AFTER]
    assert (world.run().carried, days(world)) == (2, [["8"]])
    assert world.run().writes == 0


def test_a_row_that_never_arrived_is_written_once_it_can_be_told() -> None:
    world = a_world()
    put(world, *BOTH)
    world.uniconta.modes = [Mode.LOST_BEFORE]
    with pytest.raises(OutcomeUnknown):
        world.run()
    with pytest.raises(Transient, match="looked up again"):
        world.run()
    world.clock.pass_by(seconds=61)
    world.run()
    assert days(world) == [["8"]]


def lose_on_the_way_and_go_on(world: World) -> None:
    """Lose a write that arrives only later, with another report approved meanwhile."""
    world.timesheet.hold_back = True
    world.uniconta.modes = [Mode.LOST_BEFORE]
    with pytest.raises(OutcomeUnknown):
        world.run()
    put(world, a_report(903, amount=Decimal(2)))
    with pytest.raises(Transient):
        world.run()
    world.timesheet.arrive_late()
    world.run()


def test_nothing_is_added_to_a_row_while_a_write_to_it_may_still_arrive() -> None:
    world = a_world()
    put(world, BOTH[0])
    world.run()
    put(world, BOTH[1])
    lose_on_the_way_and_go_on(world)
    assert days(world) == [["10"]]


def test_a_removal_that_may_still_arrive_keeps_the_row_as_it_is() -> None:
    world = a_world()
    put(world, *BOTH)
    world.run()
    world.intempus.delete(901)
    lose_on_the_way_and_go_on(world)
    assert days(world) == [["2.5"]]


def test_a_list_that_breaks_off_between_two_rows_goes_on_with_the_second() -> None:
    world = a_world()
    put(world, a_report(), a_report(902, work_type_id=51))
    world.run()
    put(world, a_report(903), a_report(904, work_type_id=51))
    world.uniconta.modes = [Mode.WELL, Mode.UNREACHABLE]
    with pytest.raises(OutcomeUnknown):
        world.run()
    world.clock.pass_by(seconds=61)
    world.run()
    assert days(world) == [["15"], ["15"]]


@pytest.mark.parametrize("point", list(Point))
def test_a_run_that_dies_anywhere_leaves_each_hour_once(point: Point) -> None:
    world = a_world()
    put(world, *BOTH)
    world.crash_at(point)
    world.clock.pass_by(seconds=61)
    world.run()
    world.intempus.edit(901, amount=Decimal(6))
    world.crash_at(point)
    world.clock.pass_by(seconds=61)
    world.run()
    assert days(world) == [["6.5"]]
    assert world.run().writes == 0


def test_reconciliation_counts_rows_by_their_reports_and_tells_what_a_person_changed() -> None:
    world = a_world()
    put(world, *BOTH, a_report(903, **on(TUESDAY)))
    world.run()
    assert world.reconciled().closed
    world.timesheet.change(only_row(world), 0, Decimal(5))
    (told,) = world.reconciled().explanations
    assert (told.report_id, told.quantity) == (901, Decimal(3))


def test_a_week_that_was_closed_after_its_hours_arrived_is_still_reconciled() -> None:
    world = a_world()
    put(world, a_report(work_type_id=53, case_id=None), BOTH[1])
    world.run()
    world.timesheet.close(SUNDAY)
    found = world.reconciled()
    assert (found.closed, found.explanations) == (True, ())
