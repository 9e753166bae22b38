"""The sum over both systems, and what it says of whatever differs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bindeled.domain.reconciliation import ZERO, Reason, ReconciledCell
from tests.support.engine import World
from tests.support.reports import A_MONDAY, a_report

FIRST = "IM0000000901G01L01"


@pytest.fixture
def world() -> World:
    """Two reports of the same week, carried."""
    world = World()
    for report_id in (901, 902):
        world.intempus.put(a_report(report_id))
    world.run()
    return world


def the_cell(world: World) -> ReconciledCell:
    (cell,) = [cell for cell in world.reconciled().cells if cell.cell.project == "1060"]
    return cell


def told(world: World) -> list[tuple[int, Reason, Decimal]]:
    return [(one.report_id, one.reason, one.quantity) for one in world.reconciled().explanations]


def test_what_is_carried_is_closed(world: World) -> None:
    assert world.reconciled().closed
    assert (the_cell(world).approved, the_cell(world).journal) == (Decimal(15), Decimal(15))
    assert told(world) == []


def test_what_is_posted_is_closed_too(world: World) -> None:
    world.uniconta.post()
    assert (the_cell(world).journal, the_cell(world).posted, the_cell(world).difference) == (ZERO, Decimal(15), ZERO)


def test_what_is_not_carried_yet_waits_and_is_no_difference(world: World) -> None:
    world.intempus.put(a_report(903))
    assert (the_cell(world).waiting, the_cell(world).difference) == (Decimal("7.5"), ZERO)
    assert told(world) == [(903, Reason.WAITING, Decimal("7.5"))]


def test_what_is_parked_is_told_by_its_case_though_uniconta_does_not_know_it(world: World) -> None:
    world.uniconta.known = replace(world.uniconta.known, employees={})
    world.intempus.put(a_report(903))
    world.run()
    assert (the_cell(world).parked, world.reconciled().closed) == (Decimal("7.5"), True)


@pytest.mark.parametrize(
    ("change", "reason", "quantities"),
    [
        ({"quantity": Decimal(6)}, Reason.EDITED_BY_HAND, {Decimal("1.5")}),
        ({"project": "1061"}, Reason.MOVED_BY_HAND, {Decimal("7.5"), Decimal("-7.5")}),
    ],
)
def test_a_line_edited_by_hand_is_the_difference(
    world: World, change: dict[str, object], reason: Reason, quantities: set[Decimal]
) -> None:
    world.uniconta.change(FIRST, **change)
    found = told(world)
    assert {(report_id, why) for report_id, why, _ in found} == {(901, reason)}
    assert {quantity for *_, quantity in found} == quantities
    assert not world.reconciled().closed


def test_a_line_deleted_by_hand_is_the_difference(world: World) -> None:
    world.uniconta.delete(FIRST)
    assert told(world) == [(901, Reason.DELETED_BY_HAND, Decimal("7.5"))]


def test_a_line_whose_report_was_withdrawn_is_too_much_until_the_next_run(world: World) -> None:
    world.intempus.approve(901, approved=False)
    assert told(world) == [(901, Reason.NOT_APPROVED, Decimal("-7.5"))]
    world.run()
    assert world.reconciled().closed


def test_a_line_typed_by_hand_is_told_and_named_as_a_second_one(world: World) -> None:
    line = next(iter(world.uniconta.lines.values()))
    world.uniconta.lines[99] = replace(line, reference="Åse mandag")
    found = world.reconciled()
    assert [line.reference for line in found.by_hand] == ["Åse mandag"]
    assert found.closed
    assert set(found.twins) == {901, 902}


def test_an_absence_lies_in_the_weeks_of_its_days(world: World) -> None:
    following = A_MONDAY.replace(day=23)
    world.intempus.put(a_report(903, work_type_id=53, end_date=following, amount=Decimal(12)))
    world.run()
    absence = [cell for cell in world.reconciled().cells if cell.cell.project == "INTERN"]
    assert [(cell.cell.period, cell.journal) for cell in absence] == [(A_MONDAY, Decimal(10)), (following, Decimal(2))]
