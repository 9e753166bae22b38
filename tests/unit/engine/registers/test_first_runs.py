"""A first run changes as much as it must, also when it breaks off in the middle; every other mass change asks."""

from __future__ import annotations

import pytest

from bindeled.domain.errors import UnsafePlan
from bindeled.domain.registers.changing import with_row
from bindeled.domain.registers.safety import ChangeLimit
from bindeled.engine.registers.desk import RegisterLimits
from bindeled.engine.registers.points import RegisterPoint
from tests.support.registers import CUSTOMERS, RegisterWorld

NUMBERS = [str(number) for number in range(10001, 10011)]


@pytest.fixture
def world() -> RegisterWorld:
    """Ten customers that stand in both systems, each with another telephone number, and a brake that stops early."""
    world = RegisterWorld(limits=RegisterLimits(list_size=3, change=ChangeLimit(deactivated=0.2, changed=0.5, free=2)))
    for number in NUMBERS:
        world.customer(number, f"Kro {number} ApS", Phone="11111111", City="Odense")
        world.intempus.has(CUSTOMERS, number, f"Kro {number} ApS", phone="22222222", active=True)
    return world


def phones(world: RegisterWorld) -> set[str]:
    return {record.text("phone") for record in world.intempus.rows[CUSTOMERS].values()}


@pytest.mark.parametrize("point", RegisterPoint)
@pytest.mark.parametrize("after", [0, 2])
def test_a_first_run_that_was_killed_goes_on_without_asking(
    world: RegisterWorld, point: RegisterPoint, after: int
) -> None:
    world.crash_at(CUSTOMERS, point, after=after)
    world.run(CUSTOMERS)
    assert phones(world) == {"11111111"}
    assert world.run(CUSTOMERS).writes == 0


def test_a_first_run_that_the_follower_refused_goes_on_when_it_takes_them(world: RegisterWorld) -> None:
    world.intempus.refuses = lambda _register, _values: "Ikke i dag"
    world.run(CUSTOMERS)
    world.intempus.refuses = lambda _register, _values: None
    assert world.run(CUSTOMERS).updated == len(NUMBERS)


def test_a_field_that_is_carried_from_now_on_is_a_change_of_all_and_asks(world: RegisterWorld) -> None:
    world.run(CUSTOMERS)
    world.memory.setups[CUSTOMERS] = with_row(world.memory.setups[CUSTOMERS], "notes", {"source": "City"})
    with pytest.raises(UnsafePlan, match="10 of 10 linked customers would be changed"):
        world.run(CUSTOMERS)


def test_after_a_broken_off_first_run_a_filter_that_lets_nobody_in_still_asks(world: RegisterWorld) -> None:
    world.crash_at(CUSTOMERS, RegisterPoint.LINKED)
    for customer in list(world.uniconta.rows[CUSTOMERS].values()):
        world.uniconta.edit(CUSTOMERS, customer, xIntempus=False)
    with pytest.raises(UnsafePlan, match="10 of 10 linked customers would be deactivated"):
        world.run(CUSTOMERS)
