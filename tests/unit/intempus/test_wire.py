"""How rows are read: everything that need not be there may be missing, nothing is guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from bindeled.domain.errors import NeedsSignIn
from bindeled.domain.secrets import Secret
from bindeled.intempus import wire
from bindeled.intempus.auth import api_key

LEAST = {"id": 5, "employee": "/web/v1/employee/12/", "amount": "7.5", "start_date": "2026-01-02"}


def test_a_whole_work_report_is_read() -> None:
    row = wire.read_work_report(
        {
            **LEAST,
            "case": "/web/v1/case/9001/",
            "worktype": "/web/v1/work_type/50/",
            "product": None,
            "end_date": "2026-01-03",
            "start_time": "22:00:00",
            "end_time": "06:30",
            "remarks": "one",
            "additional_remarks": "two",
            "approved": True,
            "origin": "intempus:mobile",
            "logical_timestamp": 9150000123,
            "work_type_unit": "Timer",
            "unheard_of": {"more": []},
        }
    )
    assert row == wire.WorkReportRow(
        id=5,
        employee=12,
        case=9001,
        work_type=50,
        product=None,
        amount=Decimal("7.5"),
        start_date=date(2026, 1, 2),
        end_date=date(2026, 1, 3),
        start_time=time(22),
        end_time=time(6, 30),
        remarks="one",
        additional_remarks="two",
        approved=True,
        origin="intempus:mobile",
        logical_timestamp=9150000123,
        unit="Timer",
    )


@pytest.mark.parametrize("blank", [{}, dict.fromkeys(("end_date", "start_time", "remarks", "approved", "origin"))])
def test_what_need_not_be_there_may_be_missing(blank: dict[str, None]) -> None:
    row = wire.read_work_report({**LEAST, **blank})
    assert (row.end_date, row.start_time, row.remarks, row.approved) == (date(2026, 1, 2), None, "", False)


@pytest.mark.parametrize(
    ("amount", "read"),
    [("2.5333333333", "2.5333333333"), (7, "7"), (Decimal("0.1"), "0.1"), ("-1", "-1"), ("1E+2", "1E+2")],
)
def test_an_amount_is_read_exactly(amount: Any, read: str) -> None:
    assert wire.read_work_report({**LEAST, "amount": amount}).amount == Decimal(read)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "much"},
        {"amount": None},
        {"amount": True},
        {"amount": "NaN"},
        {"amount": "Infinity"},
        {"amount": "1e400"},
        {"amount": []},
        {"start_date": None},
        {"start_date": "02-01-2026"},
        {"start_date": 20260102},
        {"end_date": "x"},
        {"start_time": "25:00:00"},
        {"end_time": 7},
        {"employee": None},
        {"employee": "/web/v1/employee/"},
        {"case": {"name": "without id"}},
        {"id": "5"},
        {"id": None},
    ],
    ids=str,
)
def test_a_row_that_does_not_say_what_it_must_is_unreadable_and_its_values_are_not_told(wrong: dict[str, Any]) -> None:
    with pytest.raises(wire.Unreadable) as raised:
        wire.read_work_report({**LEAST, **wrong})
    assert "much" not in str(raised.value)


@pytest.mark.parametrize("reference", ["/web/v1/case/60/", "/web/v1/case/60", "60", 60, {"id": 60, "name": "x"}])
def test_a_relation_is_read_in_every_form(reference: Any) -> None:
    assert wire.id_of(reference) == 60


@pytest.mark.parametrize(
    ("row", "found"),
    [({"id": 5}, 5), ({"resource_uri": "/web/v1/x/5/"}, 5), ({"id": "x"}, 0), ({}, 0), (None, 0), ("x", 0)],
)
def test_the_id_of_an_unreadable_row_is_told_where_it_can_be(row: Any, found: int) -> None:
    assert wire.row_id(row) == found


def test_json_decimals_stay_exact() -> None:
    assert wire.parse(b'{"amount": 0.1}') == {"amount": Decimal("0.1")}


def test_registers_read_numbers_as_text_and_nulls_as_nothing() -> None:
    assert wire.EMPLOYEE.read({"id": 1, "contract": [{"id": 7, "locked_date": "2026-01-31"}]}).contract == (
        wire.ContractRow(id=7, locked_date=date(2026, 1, 31)),
    )
    employee = wire.EMPLOYEE.read({"id": 1, "number": 17, "name": None, "cpr_number": "x", "pin": "y"})
    assert employee == wire.EmployeeRow(id=1, number="17", name="", username="")
    category = wire.WORK_CATEGORY.read({"id": 1, "type": None, "supplement": None, "work_model": {"id": 3}})
    assert (category.type, category.supplement, category.work_model) == ("", False, 3)


@pytest.mark.parametrize("row", [{}, {"id": "x"}, {"id": 1, "number": []}, {"id": 1, "customer": "nowhere"}, 7])
def test_a_register_row_that_cannot_be_read_is_unreadable(row: Any) -> None:
    with pytest.raises(wire.Unreadable):
        wire.CASE.read(row)


def test_no_resource_reads_a_personal_key() -> None:
    keys = {key for model in wire.Register.__subclasses__() for key in model.model_fields}
    assert not keys & {"cpr_number", "pin", "password", "email", "personal_email", "phone", "hourly_wage"}


def test_what_is_sent_goes_as_text_where_json_would_bend_it() -> None:
    fields = {
        "amount": Decimal("1E+2"),
        "day": date(2026, 1, 2),
        "at": time(7),
        "when": datetime(2026, 1, 2, tzinfo=UTC),
        "n": None,
    }
    assert wire.written(fields) == {
        "amount": "100",
        "day": "2026-01-02",
        "at": "07:00:00",
        "when": "2026-01-02T00:00:00+00:00",
        "n": None,
    }


def test_the_login_keeps_its_capitals() -> None:
    assert api_key("Anna@Sandbox.invalid", Secret("invented")).reveal() == "ApiKey Anna@Sandbox.invalid:invented"


def test_a_login_that_intempus_would_cut_in_two_is_refused() -> None:
    with pytest.raises(NeedsSignIn):
        api_key("an:na", Secret("invented"))
