from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.registers.records import Record, Register
from bindeled.domain.undoing import DoneWrite, undo_of, value_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.domain.registers.records import Value

TODAY = date(2026, 11, 25)


def a_write(register: Register, effect: str, before: Mapping[str, str], after: Mapping[str, str]) -> DoneWrite:
    return DoneWrite(register, 1, 7, "1000", "Bageri", effect, before, after)


def undone(write: DoneWrite, fields: Mapping[str, Value]) -> Mapping[str, Value]:
    return undo_of(write, Record(7, "1000", "Bageri", fields), TODAY)


@pytest.mark.parametrize(
    ("register", "fields", "values"),
    [
        (Register.CUSTOMERS, {"active": True}, {"active": False}),
        (Register.CUSTOMERS, {"active": False}, {}),
        (Register.ITEMS, {"accessible": True}, {"accessible": False}),
        (Register.PROJECTS, {"permit_new_workreports": True}, {"permit_new_workreports": False}),
        (Register.EMPLOYEES, {"Terminated": None}, {"Terminated": TODAY}),
        (Register.EMPLOYEES, {"Terminated": date(2026, 1, 1)}, {}),
        (Register.CUSTOMER_GROUPS, {}, {}),
    ],
)
def test_what_was_made_is_taken_out_of_use_once(
    register: Register, fields: Mapping[str, Value], values: Mapping[str, Value]
) -> None:
    assert undone(a_write(register, "create", {}, {}), fields) == values


@pytest.mark.parametrize(
    ("held", "values"),
    [
        ("Ny Vej", {"street_address": "Gammel Vej"}),
        ("Gammel Vej", {}),
        ("Hendes Vej", {}),
    ],
    ids=["as we left it", "as it was before", "changed by somebody since"],
)
def test_a_changed_field_gets_its_value_back_unless_somebody_changed_it(held: str, values: Mapping[str, Value]) -> None:
    write = a_write(Register.CUSTOMERS, "update", {"street_address": "Gammel Vej"}, {"street_address": "Ny Vej"})
    assert undone(write, {"street_address": held}) == values


def test_a_pointer_whose_id_was_not_known_yet_is_led_back() -> None:
    write = a_write(Register.CUSTOMERS, "update", {"customer_group": "4"}, {"customer_group": "customer_groups:1"})
    assert undone(write, {"customer_group": "9"}) == {"customer_group": "4"}


def test_a_record_that_is_gone_needs_nothing() -> None:
    assert undo_of(a_write(Register.CUSTOMERS, "create", {}, {}), None, TODAY) == {}


@pytest.mark.parametrize(
    ("register", "name", "text", "value"),
    [
        (Register.CUSTOMERS, "name", "Ærø", "Ærø"),
        (Register.CUSTOMERS, "active", "false", False),
        (Register.CUSTOMERS, "active", "true", True),
        (Register.ITEMS, "cost_price", "12.5", Decimal("12.5")),
        (Register.PROJECTS, "end_date", "2026-12-24", date(2026, 12, 24)),
        (Register.PROJECTS, "customer", "157", "157"),
        (Register.PROJECTS, "end_date", "", None),
    ],
)
def test_a_text_is_read_back_as_what_the_field_holds(register: Register, name: str, text: str, value: Value) -> None:
    assert value_of(register, name, text) == value
