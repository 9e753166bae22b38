from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from bindeled.web.figures import age_text, kroner_text, quantities_text, quantity_text, unit_text


@pytest.mark.parametrize(
    ("quantity", "unit", "danish", "english"),
    [
        ("7.5", "hours", "7,50 timer", "7.50 hours"),
        ("1234", "km", "1.234 km", "1,234 km"),
        ("0.3333", "pieces", "0,3333 stk.", "0.3333 pieces"),
        ("-2", "days", "-2 dage", "-2 days"),
        ("2", "", "antal 2", "quantity 2"),
        ("2", "None", "antal 2", "quantity 2"),
        ("2", "Metre", "2 Metre", "2 Metre"),
    ],
)
def test_a_quantity_is_written_in_its_unit(quantity: str, unit: str, danish: str, english: str) -> None:
    assert quantity_text(Decimal(quantity), unit, "da") == danish
    assert quantity_text(Decimal(quantity), unit, "en") == english


def test_no_unit_is_written_as_nothing() -> None:
    assert [unit_text(unit, "da") for unit in ("", "None", "km", "hours")] == ["", "", "km", "timer"]


def test_several_quantities_stand_beside_each_other_hours_first() -> None:
    assert (
        quantities_text({"km": Decimal(3), "hours": Decimal(2), "": Decimal(1)}, "da") == "2,00 timer + antal 1 + 3 km"
    )
    assert quantities_text({}, "da") == ""


def test_kroner_are_whole() -> None:
    assert (kroner_text(Decimal("1234.56"), "da"), kroner_text(Decimal(-1), "en")) == ("ca. 1.235 kr.", "about DKK -1")


@pytest.mark.parametrize(
    ("age", "danish"),
    [
        (timedelta(), "1 minut"),
        (timedelta(minutes=59), "59 minutter"),
        (timedelta(hours=30), "1 dag"),
        (timedelta(days=8), "8 dage"),
    ],
)
def test_an_age_is_told_in_the_largest_unit_that_fits(age: timedelta, danish: str) -> None:
    assert age_text(age, "da") == danish
