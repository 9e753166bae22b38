import datetime as dt
from typing import Any

import httpx2
import pytest

from sandbox.client import TwinControl

Body = dict[str, Any]


@pytest.fixture
def schedule() -> Body:
    """Give the body of a plan for two people, Mondays and Wednesdays of two weeks."""
    return {
        "company": "/web/v1/company/1/",
        "employees": ["/web/v1/employee/1/", "/web/v1/employee/2/"],
        "case": "/web/v1/case/1/",
        "work_type": "/web/v1/work_type/1/",
        "start_date": "2026-02-02",
        "end_date": "2026-02-15",
        "start_time": "07:00:00",
        "end_time": "15:00:00",
        "amount": "7.5",
        "monday": True,
        "wednesday": True,
        "recurring_mode": "weekly",
        "recurring": 1,
    }


def _planned(api: httpx2.Client, query: str = "") -> list[Body]:
    return list(api.get(f"planned_work_report/{query}").json()["objects"])


def test_a_schedule_plans_a_report_for_each_person_and_day(api: httpx2.Client, schedule: Body) -> None:
    created = api.post("schedule/", json=schedule)
    assert created.status_code == 201
    assert created.json()["employees"] == schedule["employees"]
    days = ["2026-02-02", "2026-02-04", "2026-02-09", "2026-02-11"]
    assert [row["start_date"] for row in _planned(api, "?employee__in=2")] == days
    row = _planned(api)[0]
    assert (row["worktype"], row["case"], row["schedule"]) == (
        "/web/v1/work_type/1/",
        "/web/v1/case/1/",
        created.json()["resource_uri"],
    )
    assert (row["amount"], row["start_time"], row["is_draft"]) == ("7.50", "07:00:00", False)


def test_every_other_week_is_skipped_when_it_recurs_every_second(api: httpx2.Client, schedule: Body) -> None:
    api.post("schedule/", json={**schedule, "recurring": 2})
    assert {row["start_date"] for row in _planned(api)} == {"2026-02-02", "2026-02-04"}


def test_a_schedule_that_does_not_recur_plans_its_first_day(api: httpx2.Client, schedule: Body) -> None:
    api.post("schedule/", json={**schedule, "recurring_mode": ""})
    assert {row["start_date"] for row in _planned(api)} == {"2026-02-02"}


def test_a_changed_schedule_plans_anew_and_a_deleted_one_plans_nothing(api: httpx2.Client, schedule: Body) -> None:
    uri = api.post("schedule/", json=schedule).json()["resource_uri"].removeprefix("/web/v1/")
    api.patch(uri, json={"wednesday": False, "employees": ["/web/v1/employee/1/"]})
    assert [row["start_date"] for row in _planned(api)] == ["2026-02-02", "2026-02-09"]
    assert api.delete(uri).status_code == 204
    assert _planned(api) == []


def test_plans_are_filtered_by_day_and_person(api: httpx2.Client, schedule: Body) -> None:
    api.post("schedule/", json=schedule)
    found = _planned(api, "?start_date__gte=2026-02-04&start_date__lte=2026-02-09&employee__in=1")
    assert [row["start_date"] for row in found] == ["2026-02-04", "2026-02-09"]


def test_a_schedule_is_filtered_by_the_ids_of_people_and_cases(api: httpx2.Client, schedule: Body) -> None:
    made = api.post("schedule/", json=schedule).json()["id"]
    for query, expected in (("employee__id=2", [made]), ("case__id=1", [1, made]), ("case__id=2", [])):
        assert [row["id"] for row in api.get(f"schedule/?{query}").json()["objects"]] == expected


def test_at_night_plans_become_reports_once_where_a_contract_covers_the_day(
    api: httpx2.Client, control: TwinControl, schedule: Body
) -> None:
    api.post("schedule/", json=schedule)
    before = {row["id"] for row in api.get("work_report/").json()["objects"]}
    made = control.convert_plans(dt.date(2026, 2, 4))["ids"]
    reports = [row for row in api.get("work_report/").json()["objects"] if row["id"] not in before]
    assert [row["id"] for row in reports] == made
    seen = [(row["employee"], row["start_date"], row["amount"], row["start_time"], row["approved"]) for row in reports]
    days = ("2026-02-02", "2026-02-04")
    assert seen == [("/web/v1/employee/1/", day, "7.50", "07:00:00", False) for day in days]
    assert {row["employee"] for row in _planned(api, "?start_date__lte=2026-02-04")} == {"/web/v1/employee/2/"}
    assert control.convert_plans(dt.date(2026, 2, 4))["ids"] == []


def test_drafts_and_days_of_a_locked_period_stay_plans(
    api: httpx2.Client, control: TwinControl, schedule: Body
) -> None:
    api.post("schedule/", json={**schedule, "is_draft": True})
    assert control.convert_plans(dt.date(2026, 3, 1))["ids"] == []
    api.post("schedule/", json=schedule)
    api.patch("contract/1/", json={"locked_date": "2026-02-05"})
    assert len(control.convert_plans(dt.date(2026, 3, 1))["ids"]) == 2


def test_plans_are_not_written_by_the_api(api: httpx2.Client) -> None:
    assert api.post("planned_work_report/", json={}).status_code == 405


def _movements(control: TwinControl) -> None:
    control.rows("balance", [{"id": 1, "name": "Ferie", "unit": "Dage"}, {"id": 2, "name": "Afspadsering"}])
    control.rows(
        "explored_employee_balance",
        [
            {"employee": 1, "balance": 1, "date": "2026-01-31", "amount": "2.08"},
            {"employee": 1, "balance": 1, "date": "2026-02-10", "amount": "-1", "advance": "5"},
            {"employee": 1, "balance": 1, "date": "2026-02-11", "amount": "0", "advance": "-2"},
            {"employee": 2, "balance": 2, "date": "2026-02-28", "amount": "2.08"},
        ],
    )


SPAN = "start_date=2026-01-01&end_date=2026-02-28"


def test_a_balance_sums_what_moved_within_the_window(api: httpx2.Client, control: TwinControl) -> None:
    _movements(control)
    rows = api.get(f"explored_employee_balance/?{SPAN}&employee_pk=1").json()["objects"]
    assert rows == [
        {
            "employee_pk": 1, "balance_pk": 1, "positive_sum": "2.08", "negative_sum": "1.00",
            "advance_spent": "2.00", "advance_remaining": "3.00",
        }
    ]  # fmt: skip


def test_a_balance_without_movement_does_not_show(api: httpx2.Client, control: TwinControl) -> None:
    _movements(control)
    rows = api.get("explored_employee_balance/?start_date=2026-02-28&end_date=2026-02-28").json()["objects"]
    assert [(row["employee_pk"], row["balance_pk"]) for row in rows] == [(2, 2)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [("employee_pk__in=1,2", [1, 2]), ("employee_pk__in=", []), ("balance_pk=2", [2]), ("limit=1", [1])],
)
def test_balances_are_filtered_by_person_and_balance(
    api: httpx2.Client, control: TwinControl, query: str, expected: list[int]
) -> None:
    _movements(control)
    content = api.get(f"explored_employee_balance/?{SPAN}&{query}").json()
    assert [row["employee_pk"] for row in content["objects"]] == expected


@pytest.mark.parametrize("query", ["", "start_date=2026-01-01", "end_date=2026-01-01"])
def test_balances_need_both_dates(api: httpx2.Client, query: str) -> None:
    assert api.get(f"explored_employee_balance/?{query}").status_code == 400


def test_balances_answer_500_to_a_cursor(api: httpx2.Client) -> None:
    answer = api.get(f"explored_employee_balance/?{SPAN}&pagination_type=cursor")
    assert (answer.status_code, list(answer.json())) == (500, ["error_message"])


def test_a_balance_is_defined_by_name_and_unit(api: httpx2.Client, control: TwinControl) -> None:
    _movements(control)
    row = api.get("balance/").json()["objects"][0]
    assert (row["name"], row["unit"], row["visible"], row["threshold"]) == ("Ferie", "Dage", True, None)
