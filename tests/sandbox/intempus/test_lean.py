import time

import httpx2
import pytest

from sandbox.client import TwinControl

RESOURCES = (
    "company", "customer", "case", "case_group", "case_state", "department", "employee", "userprofile", "responsible",
    "contract", "work_model", "work_category", "work_type", "product", "schedule", "work_report",
)  # fmt: skip
FIRST = 1_000
SECONDS_PER_PAGE = 0.5  # a generous bound; the page takes about a tenth of it on an idle machine


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_listed_row_equals_what_tastypie_makes_of_it_byte_for_byte(api: httpx2.Client, resource: str) -> None:
    listed = api.get(f"{resource}/")
    identifiers = ";".join(str(row["id"]) for row in listed.json()["objects"])
    # Tastypie's own view of several rows builds each one field by field.
    made = api.get(f"{resource}/set/{identifiers}/")
    assert identifiers
    assert _objects(listed) == _objects(made)


def _objects(answer: httpx2.Response) -> str:
    return answer.text.partition('"objects": ')[2]


def test_a_page_of_a_thousand_reports_comes_quickly(api: httpx2.Client, control: TwinControl) -> None:
    common = {"company": 1, "employee": 1, "case": 1, "worktype": 1, "amount": "7.5", "start_date": "2026-01-07"}
    control.rows("work_report", [common] * FIRST)
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        assert len(api.get(f"work_report/?limit={FIRST}").json()["objects"]) == FIRST
        taken.append(time.perf_counter() - began)
    assert min(taken) < SECONDS_PER_PAGE
