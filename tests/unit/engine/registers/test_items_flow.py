"""Items: the same rules as customers, with unit, prices and group."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bindeled.domain.registers.records import Register
from tests.support.registers import ITEMS, RegisterWorld


@pytest.fixture
def world() -> RegisterWorld:
    return RegisterWorld()


def test_an_item_is_made_with_unit_prices_and_group(world: RegisterWorld) -> None:
    world.item("000711", "PEX-rør 15 mm", Unit="Metre", CostPrice=Decimal("12.5"), SalesPrice1=Decimal("31.25"))
    assert world.run(ITEMS).created == 1
    made = world.intempus.only(ITEMS)
    assert (made.number, made.text("unit"), made.text("accessible")) == ("000711", "m", "true")
    assert (made.text("cost_price"), made.text("sales_price")) == ("12.5", "31.25")
    assert made.text("product_group") == str(world.intempus.only(Register.ITEM_GROUPS).id)


def test_a_price_with_other_zeros_is_the_same_price(world: RegisterWorld) -> None:
    item = world.item(CostPrice=Decimal("12.5"))
    world.run(ITEMS)
    world.uniconta.edit(ITEMS, item, CostPrice=Decimal("12.50"))
    assert world.run(ITEMS).writes == 0


def test_a_blocked_item_is_taken_out_of_use_and_comes_back(world: RegisterWorld) -> None:
    item = world.item()
    world.run(ITEMS)
    world.uniconta.edit(ITEMS, item, Blocked=True)
    assert world.run(ITEMS).deactivated == 1
    world.uniconta.edit(ITEMS, item, Blocked=False)
    assert world.run(ITEMS).reactivated == 1


def test_a_unit_that_nobody_knows_is_carried_as_it_is(world: RegisterWorld) -> None:
    world.item(Unit="Palle")
    world.run(ITEMS)
    assert world.intempus.only(ITEMS).text("unit") == "Palle"


def test_numbers_that_differ_in_zeros_only_are_two_items(world: RegisterWorld) -> None:
    world.item("0042", "Kuglehane")
    world.intempus.has(ITEMS, "42", "Kuglehane")
    assert world.run(ITEMS).created == 1
