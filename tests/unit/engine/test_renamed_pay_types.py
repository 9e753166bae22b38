"""A work type or pay type that is called something else by now: carried, told, and quiet once a person confirmed it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bindeled.domain.causes import Cause
from bindeled.domain.drift import Drift
from bindeled.domain.mapping import ReportRules
from bindeled.domain.nouns import PayType
from tests.support.engine import World
from tests.support.reports import a_report


def pay_type(id_: int, number: str, name: str) -> PayType:
    return PayType(number, name, "Timer", False, True, "TIME", "", "", id=id_)


def put(world: World, *pay_types: PayType) -> None:
    registers = world.uniconta.known
    world.uniconta.known = replace(registers, pay_types={one.number: one for one in pay_types})


def call_work_type(world: World, **changes: Any) -> None:
    registers = world.intempus.known
    types = {**registers.work_types, 50: replace(registers.work_types[50], **changes)}
    world.intempus.known = replace(registers, work_types=types)


def carry_another(world: World) -> int:
    """Carry one report more and return how many cautions that came with."""
    world.intempus.put(a_report(901 + len(world.intempus.reports)))
    counts = world.run()
    assert (counts.carried, counts.parked) == (1, 0)
    return counts.cautions


def drifted(world: World) -> tuple[Drift, ...]:
    return world.pairings.known()[50].drifts


@pytest.fixture
def world() -> World:
    """One report carried as pay type 100, with nothing to be said about it."""
    world = World()
    put(world, pay_type(7, "100", "Timer"), pay_type(8, "110", "Skurtillæg"))
    assert carry_another(world) == 0
    return world


RENAMED = (pay_type(7, "100", "Normale timer"),)
RENUMBERED = (pay_type(7, "101", "Timer"),)
# What had the number 110 has 100 now, and the other way about.
SWAPPED = (pay_type(7, "110", "Timer"), pay_type(8, "100", "Skurtillæg"))


@pytest.mark.parametrize(
    ("pay_types", "drift", "lands_on"),
    [
        (RENAMED, Drift.PAY_TYPE_RENAMED, "100"),
        (RENUMBERED, Drift.PAY_TYPE_RENUMBERED, "101"),
        (SWAPPED, Drift.PAY_TYPE_RENUMBERED, "110"),
    ],
)
def test_a_pay_type_that_is_called_otherwise_is_still_used_and_told(
    world: World, pay_types: tuple[PayType, ...], drift: Drift, lands_on: str
) -> None:
    put(world, *pay_types)
    assert carry_another(world) == 1
    assert drifted(world) == (drift,)
    assert [line.pay_type for line in world.uniconta.lines.values()] == ["100", lands_on]


@pytest.mark.parametrize(
    ("changes", "drifts", "lands_on"),
    [
        ({"name": "Arbejde"}, (Drift.WORK_TYPE_RENAMED,), "100"),
        ({"number": "100-gl"}, (Drift.WORK_TYPE_RENUMBERED,), "100"),
        ({"number": "110"}, (Drift.WORK_TYPE_RENUMBERED, Drift.PAY_TYPE_REPLACED), "110"),
    ],
)
def test_a_work_type_that_is_called_otherwise_is_carried_and_told(
    world: World, changes: dict[str, Any], drifts: tuple[Drift, ...], lands_on: str
) -> None:
    call_work_type(world, **changes)
    assert carry_another(world) >= 1
    assert drifted(world) == drifts
    assert [line.pay_type for line in world.uniconta.lines.values()] == ["100", lands_on]


def test_time_under_a_renumbered_pay_type_with_a_project_of_its_own_still_sums_up() -> None:
    world = World()
    internal = replace(pay_type(7, "100", "Timer"), internal_project="INTERN")
    put(world, internal)
    assert carry_another(world) == 0
    put(world, replace(internal, number="101"))
    assert carry_another(world) == 1
    found = world.reconciled()
    assert (found.closed, {cell.cell.project for cell in found.cells}) == (True, {"INTERN"})


def test_what_a_person_has_confirmed_is_told_no_longer(world: World) -> None:
    put(world, *RENUMBERED)
    assert carry_another(world) == 1
    world.pairings.confirm(50, "anna")
    assert carry_another(world) == 0
    assert drifted(world) == ()


def test_what_is_called_as_before_again_is_told_no_longer(world: World) -> None:
    put(world, *RENAMED)
    assert carry_another(world) == 1
    put(world, pay_type(7, "100", "Timer"))
    assert carry_another(world) == 0
    assert drifted(world) == ()


def test_another_pay_type_in_the_tenants_table_is_no_drift(world: World) -> None:
    world.rules = ReportRules(pay_types={50: "110"})
    assert carry_another(world) == 0
    assert drifted(world) == ()


def test_a_pay_type_found_by_its_name_is_told_each_time_until_confirmed(world: World) -> None:
    call_work_type(world, name="Skurtillæg", number="")
    put(world, pay_type(8, "110", "Skurtillæg"))
    world.pairings = type(world.pairings)()
    assert [carry_another(world), carry_another(world)] == [1, 1]
    world.pairings.confirm(50, "anna")
    assert carry_another(world) == 0


def test_a_pay_type_that_is_gone_is_parked_and_nothing_about_it_is_forgotten(world: World) -> None:
    put(world, pay_type(8, "110", "Skurtillæg"))
    world.intempus.put(a_report(990))
    assert world.run().parked == 1
    assert {park.finding.cause for park in world.ledger.parks.values()} == {Cause.PAY_TYPE_UNKNOWN}  # type: ignore[attr-defined]
    assert world.pairings.known()[50].now.pay_type.number == "100"
