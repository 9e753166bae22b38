"""What a person is told before a field is pinned, or let go: held to what the next run really does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bindeled.domain.registers.pinning import Turned, pinnable
from tests.support.registers import CUSTOMERS, RegisterWorld


@pytest.fixture
def world() -> RegisterWorld:
    """One customer, linked and in line, with a telephone number."""
    world = RegisterWorld()
    world.customer(Phone="11111111")
    world.run(CUSTOMERS)
    return world


def told(world: RegisterWorld, target: str) -> Turned:
    (link,) = world.memory.links(CUSTOMERS)
    setup = world.memory.setups[CUSTOMERS]
    fields = pinnable(link, setup, world.uniconta.only(CUSTOMERS), world.intempus.only(CUSTOMERS))
    return next(field.turned for field in fields if field.target == target)


def turn(world: RegisterWorld, *, on: bool) -> None:
    """Pin the telephone number, or let it go, as the store does it: what was seen of it is forgotten."""
    (link,) = world.memory.links(CUSTOMERS)
    seen = {target: both for target, both in link.seen.items() if target != "phone"}
    pins = frozenset({"phone"}) if on else frozenset()
    world.memory.kept[CUSTOMERS][link.master_id] = replace(link, pins=pins, seen=seen)


def phone_after(world: RegisterWorld, phone: str, *, on: bool) -> str:
    """Let the master say something, turn the pin, and return what the follower holds after the next run."""
    turn(world, on=on)
    world.uniconta.edit(CUSTOMERS, world.uniconta.only(CUSTOMERS), Phone=phone)
    world.run(CUSTOMERS)
    return world.intempus.only(CUSTOMERS).text("phone")


def test_a_field_that_agrees_stays_when_it_is_pinned(world: RegisterWorld) -> None:
    assert told(world, "phone") is Turned.STAYS
    assert phone_after(world, "22222222", on=True) == "11111111"


def test_a_field_that_differs_is_kept_when_it_is_pinned(world: RegisterWorld) -> None:
    world.uniconta.edit(CUSTOMERS, world.uniconta.only(CUSTOMERS), Phone="22222222")
    assert told(world, "phone") is Turned.KEPT
    assert phone_after(world, "22222222", on=True) == "11111111"


def test_a_field_that_differs_is_written_when_it_is_let_go(world: RegisterWorld) -> None:
    phone_after(world, "22222222", on=True)
    assert told(world, "phone") is Turned.WRITTEN
    assert phone_after(world, "22222222", on=False) == "22222222"


def test_a_field_that_the_master_leaves_empty_is_not_emptied_when_it_is_let_go(world: RegisterWorld) -> None:
    phone_after(world, "", on=True)
    assert told(world, "phone") is Turned.FOLLOWS
    assert phone_after(world, "", on=False) == "11111111"


def test_a_field_that_points_to_another_record_shows_no_ids(world: RegisterWorld) -> None:
    (link,) = world.memory.links(CUSTOMERS)
    fields = pinnable(link, world.memory.setups[CUSTOMERS], *(world.uniconta.only(CUSTOMERS), None))
    assert [(field.wanted, field.held) for field in fields if field.target == "customer_group"] == [(None, None)]
