from __future__ import annotations

from dataclasses import replace

import pytest

from bindeled.domain.errors import Misconfigured
from bindeled.domain.registers.changing import difference, transforms_for, with_row, with_rows, without_row
from bindeled.domain.registers.records import FLOWS, Register
from bindeled.domain.registers.setup import Filter, MappingRow, Transform, WhenEmpty
from bindeled.domain.registers.standard import STANDARD

CUSTOMERS = STANDARD[Register.CUSTOMERS]


def test_a_row_that_is_changed_stays_in_its_place() -> None:
    after = with_row(CUSTOMERS, "city", {"when_empty": WhenEmpty.KEEP})
    assert after.targets() == CUSTOMERS.targets()
    assert difference(CUSTOMERS, after).changed == ("city",)


def test_naming_a_source_leaves_that_one_the_only_one() -> None:
    after = with_row(CUSTOMERS, "phone", {"source": "Fax"})
    assert [row.source for row in after.rows if row.target == "phone"] == ["Fax"]


def test_changing_a_rule_leaves_the_second_source() -> None:
    after = with_row(CUSTOMERS, "phone", {"length": 8})
    assert [row.source for row in after.rows if row.target == "phone"] == ["Phone", "MobilPhone"]


def test_a_new_row_needs_a_source_unless_its_value_is_always_the_same() -> None:
    with pytest.raises(Misconfigured):
        with_row(CUSTOMERS, "notes", {"length": 8})
    assert "active" in with_row(CUSTOMERS, "active", {"transform": Transform.YES}).targets()


def test_a_field_is_taken_away_once() -> None:
    after = without_row(CUSTOMERS, "city")
    assert difference(CUSTOMERS, after).removed == ("city",)
    with pytest.raises(Misconfigured):
        without_row(after, "city")


def test_a_difference_names_what_came_and_the_choices_beside_it() -> None:
    more = with_rows(CUSTOMERS, [MappingRow("Remark", "notes")])
    after = replace(more, filter=Filter(), creates=False)
    change = difference(CUSTOMERS, after)
    assert (change.added, change.changed, change.removed) == (("notes",), (), ())
    assert change.filter
    assert change.choices


@pytest.mark.parametrize("register", FLOWS)
def test_every_standard_row_uses_a_transform_that_is_offered_for_its_field(register: Register) -> None:
    for row in STANDARD[register].rows:
        assert row.transform in transforms_for(register, row.target)
