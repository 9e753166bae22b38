from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from bindeled.uniconta.wire import (
    CategoryType,
    ProjectPhase,
    Row,
    Unreadable,
    without_blanks,
    written_number,
    written_time,
)


def _row(**values: Any) -> Row:
    return Row.read("ProjectClient", values)


@pytest.mark.parametrize(
    ("sent", "understood"),
    [
        ("2026-03-02T00:00:00", date(2026, 3, 2)),
        ("2026-03-02T23:30:00Z", date(2026, 3, 2)),
        ("2026-03-02T00:30:00+02:00", date(2026, 3, 2)),
        ("2026-03-02", date(2026, 3, 2)),
        ("0001-01-01T00:00:00", None),
        ("0001-01-01T00:00:00Z", None),
        (None, None),
        ("", None),
    ],
)
def test_a_date_is_the_day_that_it_names_whatever_its_zone(sent: str | None, understood: date | None) -> None:
    assert _row(EndDate=sent).day("EndDate") == understood


@pytest.mark.parametrize("sent", ["02-03-2026", "2026-02-30", "soon", 20260302])
def test_a_date_that_is_none_names_its_field_and_not_its_value(sent: object) -> None:
    with pytest.raises(Unreadable) as caught:
        _row(EndDate=sent).day("EndDate")
    assert str(caught.value) == "ProjectClient.EndDate does not hold a date"


@pytest.mark.parametrize(
    ("sent", "understood"),
    [
        (7.4, "7.4"),
        (0.1 + 0.2, "0.30000000000000004"),
        (3, "3"),
        ("1250.50", "1250.50"),
        ("1.250,50", "1250.50"),
        ("-1.250,50", "-1250.50"),
        ("0,5", "0.5"),
        ("1 250,50", "1250.50"),
        (None, "0"),
        ("", "0"),
        (1e-05, "0.00001"),
    ],
)
def test_a_number_is_understood_as_json_and_as_danish_text(sent: object, understood: str) -> None:
    assert _row(Qty=sent).number("Qty") == Decimal(understood)


@pytest.mark.parametrize("sent", ["many", True, float("nan"), "Infinity", [1]])
def test_what_is_no_number_is_not_taken_for_one(sent: object) -> None:
    with pytest.raises(Unreadable):
        _row(Qty=sent).number("Qty")


@pytest.mark.parametrize(("sent", "understood"), [(17, 17), ("17", 17), (17.0, 17), (None, None), ("", None)])
def test_a_row_number_is_whole(sent: object, understood: int | None) -> None:
    assert _row(RowId=sent).row_id == understood


def test_a_broken_row_number_is_told() -> None:
    with pytest.raises(Unreadable):
        _ = _row(RowId=1.5).row_id


@pytest.mark.parametrize(
    ("sent", "understood"),
    [(True, True), (False, False), (None, False), ("1", True), ("0", False), (1, True), (0, False), ("True", True)],
)
def test_a_boolean_is_understood_in_each_spelling(sent: object, understood: bool) -> None:
    assert _row(Blocked=sent).flag("Blocked") is understood


def test_what_is_no_boolean_is_not_taken_for_one() -> None:
    with pytest.raises(Unreadable):
        _row(Blocked="perhaps").flag("Blocked")


@pytest.mark.parametrize("key", ["0042", "42", " 42", "ÆØ-1"])
def test_a_key_stays_as_it_is(key: str) -> None:
    assert _row(Number=key).text("Number") == key


def test_a_key_that_came_as_a_number_and_one_that_is_missing_are_text() -> None:
    assert _row(Number=42).text("Number") == "42"
    assert _row().text("Number") == ""
    with pytest.raises(Unreadable):
        _row(Number={"a": 1}).text("Number")


@pytest.mark.parametrize(
    ("label", "phase"),
    [
        ("Created", ProjectPhase.CREATED),
        ("Oprettet", ProjectPhase.CREATED),
        ("Offer", ProjectPhase.OFFER),
        ("Tilbud", ProjectPhase.OFFER),
        ("Accepted", ProjectPhase.ACCEPTED),
        ("Godkendt", ProjectPhase.ACCEPTED),
        ("InProgress", ProjectPhase.IN_PROGRESS),
        ("In progress", ProjectPhase.IN_PROGRESS),
        ("Igangværende", ProjectPhase.IN_PROGRESS),
        ("ReportedAsFinished", ProjectPhase.REPORTED_AS_FINISHED),
        ("Færdigmeldt projekt", ProjectPhase.REPORTED_AS_FINISHED),
        ("Completed", ProjectPhase.COMPLETED),
        ("Gennemført", ProjectPhase.COMPLETED),
        ("Fuldført", ProjectPhase.COMPLETED),
        ("Paused", ProjectPhase.PAUSED),
        ("Pause", ProjectPhase.PAUSED),
        ("I gang", ProjectPhase.UNKNOWN),
        ("2", ProjectPhase.UNKNOWN),
        (None, ProjectPhase.UNKNOWN),
    ],
)
def test_a_phase_is_known_by_danish_and_english_label_and_never_guessed(label: str | None, phase: ProjectPhase) -> None:
    assert _row(Phase=label).phase() is phase


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Header", CategoryType.HEADER),
        ("OnAccountInvoicing", CategoryType.ON_ACCOUNT_INVOICING),
        ("On account invoicing", CategoryType.ON_ACCOUNT_INVOICING),
        ("External work", CategoryType.EXTERNAL_WORK),
        ("Noget andet", CategoryType.UNKNOWN),
    ],
)
def test_a_kind_of_category_is_known_by_name_and_label(label: str, kind: CategoryType) -> None:
    assert _row(CatType=label).category_type() is kind


def test_a_changed_row_keeps_unknown_keys_and_user_defined_fields() -> None:
    row = _row(RowId=7, xIntempus=True, FremtidigtFelt={"a": [1]}, Name="Før").changed(Name="Efter", Blocked=True)
    assert row.values == {
        "RowId": 7,
        "xIntempus": True,
        "FremtidigtFelt": {"a": [1]},
        "Name": "Efter",
        "Blocked": True,
    }


def test_a_personal_number_is_not_kept_and_its_absence_is_remembered() -> None:
    row = Row.read("EmployeeClient", {"Number": "1", "PersonalId": "invented"})
    assert row.values == {"Number": "1"}
    assert row.changed(Name="Ny").withheld == {"PersonalId"}


@pytest.mark.parametrize(
    ("quantity", "written"),
    [("7.4", "7.4"), ("2.53335", "2.5334"), ("-0.00005", "-0.0001"), ("3", "3.0"), ("1234567.1234", "1234567.1234")],
)
def test_a_quantity_is_written_without_the_noise_of_doubles(quantity: str, written: str) -> None:
    assert repr(written_number(Decimal(quantity))) == written


def test_a_time_is_written_on_the_day_of_the_line() -> None:
    assert written_time(date(2026, 3, 2), time(7, 30)) == "2026-03-02T07:30:00"
    assert written_time(date(2026, 3, 2), None) is None


def test_nothing_empty_is_inserted_but_false_and_zero_are() -> None:
    assert without_blanks({"a": None, "b": "", "c": False, "d": 0, "e": "x"}) == {"c": False, "d": 0, "e": "x"}
