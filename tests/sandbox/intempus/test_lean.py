import time

import httpx2
import pytest

from sandbox.client import TwinControl

RESOURCES = (
    "company", "customer", "case", "case_group", "case_state", "department", "employee", "userprofile", "responsible",
    "contract", "work_model", "work_category", "work_type", "product", "schedule", "work_report",
    "balance", "planned_work_report", "historical_work_report", "expense", "employee_case_rules",
    "employee_department_case_rules", "work_type_case_rules", "employee_work_type_rule", "work_type_rate",
    "responsible_for_employee", "responsible_for_department", "responsible_for_case", "webhook_event_type",
    "webhook_configuration",
)  # fmt: skip
FIRST = 1_000
SECONDS_PER_PAGE = 0.5  # a page takes about a tenth of it on an idle machine


# One row of each resource that the other tests do not need.
FURTHER = {
    "schedule": [{"id": 2, "company": 1, "employees": [1, 2], "start_date": "2026-02-02", "start_time": "07:00:00"}],
    "balance": [{"name": "Ferie", "unit": "Dage", "threshold": "25"}],
    "expense": [{"company": 1, "employee": 1, "date": "2026-02-02", "amount": "99.5"}],
    "employee_case_rules": [{"employee": 1, "case": 1}],
    "employee_department_case_rules": [{"department": 1, "case": 1}],
    "work_type_case_rules": [{"work_type": 1, "case": 1}],
    "employee_work_type_rule": [{"employee": 1, "work_type": 1}],
    "work_type_rate": [{"work_type": 1, "rate": "250"}],
    "responsible_for_employee": [{"responsible": 1, "employee": 1}],
    "responsible_for_department": [{"responsible": 1, "department": 1}],
    "responsible_for_case": [{"responsible": 1, "case": 1}],
    "webhook_configuration": [{"company": 1, "url": "http://127.0.0.1:1/", "event_types": [1, 2]}],
}


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_listed_row_equals_what_tastypie_makes_of_it_byte_for_byte(
    api: httpx2.Client, control: TwinControl, resource: str
) -> None:
    control.call("POST", "rows", FURTHER)
    api.patch("work_report/2/", json={"remarks": "rettet"})  # makes history
    listed = api.get(f"{resource}/")
    identifiers = ";".join(str(row["id"]) for row in listed.json()["objects"])
    # Tastypie's own view of several rows builds each one field by field.
    made = api.get(f"{resource}/set/{identifiers}/")
    assert identifiers
    assert _objects(listed) == _objects(made)


def _objects(answer: httpx2.Response) -> str:
    return answer.text.partition('"objects": ')[2]


def seconds_of_pages(api: httpx2.Client, control: TwinControl, pages: int) -> list[float]:
    """Ask for a page of a thousand reports so often; return how long each took to come whole."""
    common = {"company": 1, "employee": 1, "case": 1, "worktype": 1, "amount": "7.5", "start_date": "2026-01-07"}
    control.rows("work_report", [common] * FIRST)
    taken = []
    for _ in range(pages):
        began = time.perf_counter()
        assert len(api.get(f"work_report/?limit={FIRST}").json()["objects"]) == FIRST
        taken.append(time.perf_counter() - began)
    return taken


def test_a_page_of_a_thousand_reports_comes_whole(api: httpx2.Client, control: TwinControl) -> None:
    assert len(seconds_of_pages(api, control, 1)) == 1


@pytest.mark.soak
def test_a_page_of_a_thousand_reports_comes_quickly(api: httpx2.Client, control: TwinControl) -> None:
    assert min(seconds_of_pages(api, control, 5)) < SECONDS_PER_PAGE
