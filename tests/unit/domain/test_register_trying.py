from __future__ import annotations

from bindeled.domain.registers.causes import RecordCause
from bindeled.domain.registers.changing import with_row
from bindeled.domain.registers.records import Record, Register, Value
from bindeled.domain.registers.setup import Filter, Transform, WhenEmpty
from bindeled.domain.registers.standard import STANDARD
from bindeled.domain.registers.trying import try_field, try_filter

CUSTOMERS = STANDARD[Register.CUSTOMERS]


def customer(number: int, *, ticked: bool = True, blocked: bool = False, **fields: Value) -> Record:
    there = {"Account": str(number), "Name": f"Kunde {number}", "xIntempus": ticked, **fields}
    return Record(number, str(number), f"Kunde {number}", there, blocked=blocked)


def test_only_records_that_are_carried_are_tried_and_the_changed_come_first() -> None:
    after = with_row(CUSTOMERS, "city", {"transform": Transform.CAPITALS})
    records = [
        customer(1, City="KØGE"),
        customer(2, City="Ribe"),
        customer(3, City="Aars", ticked=False),
        customer(4, City="Skive", blocked=True),
    ]
    tried = try_field(CUSTOMERS, after, Register.CUSTOMERS, records, "city", 5)
    assert (tried.records, tried.changed, tried.set_aside) == (2, 1, 0)
    assert [(one.number, one.before.value, one.after.value) for one in tried.samples] == [
        ("2", "Ribe", "RIBE"),
        ("1", "KØGE", "KØGE"),
    ]


def test_a_record_that_would_be_set_aside_is_counted_with_its_cause() -> None:
    after = with_row(CUSTOMERS, "city", {"when_empty": WhenEmpty.PARK})
    tried = try_field(CUSTOMERS, after, Register.CUSTOMERS, [customer(1, City="")], "city", 5)
    finding = tried.samples[0].after.finding
    assert tried.set_aside == 1
    assert finding is not None
    assert finding.what is RecordCause.FIELD_EMPTY


def test_what_is_the_matter_with_another_field_does_not_hide_this_one() -> None:
    after = with_row(CUSTOMERS, "city", {"transform": Transform.CAPITALS})
    nameless = customer(1, City="Ribe", Name="")
    tried = try_field(CUSTOMERS, after, Register.CUSTOMERS, [nameless], "city", 5)
    assert tried.samples[0].after.value == "RIBE"


def test_a_pointer_is_told_by_the_number_that_it_points_to() -> None:
    after = with_row(CUSTOMERS, "customer_group", {"source": "Debtor"})
    tried = try_field(CUSTOMERS, after, Register.CUSTOMERS, [customer(1, Group="7", Debtor="8")], "customer_group", 5)
    assert (tried.samples[0].before.value, tried.samples[0].after.value) == ("7", "8")


def test_a_filter_tells_who_comes_and_who_goes() -> None:
    records = [customer(1, Group="1"), customer(2, Group="2", ticked=False), customer(3, Group="2", blocked=True)]
    tried = try_filter(CUSTOMERS.filter, Filter("Group", frozenset({"2"})), records, 5)
    assert (tried.records, tried.carried) == (2, 1)
    assert tried.coming == (("2", "Kunde 2"),)
    assert tried.leaving == (("1", "Kunde 1"),)
