"""The real twin in a process of its own, once per module, with one small company in it for every test anew."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from sandbox.client import RunningTwin, TwinControl, start_twin

LOGIN = "Abo@example.invalid"
KEY = "not-a-real-key"
BASE = "/web/v1/"

# Employee 1 is bound by a contract of model 1 since 2020; type 1 is plain hours on a case.
ROWS: dict[str, list[dict[str, Any]]] = {
    "_credentials": [{"username": LOGIN, "key": KEY}],
    "company": [{"id": 1, "name": "Prøvefirma"}],
    "department": [{"id": 1, "company": 1, "number": "1", "name": "Værksted"}],
    "case_group": [{"id": 1, "company": 1, "number": "1", "name": "Service"}],
    "case_state": [{"id": 1, "company": 1, "number": "1", "name": "I gang"}],
    "customer": [
        {"id": 1, "company": 1, "number": "100", "name": "Kunde Æ", "city": "Århus", "latitude": "56.1"},
        {"id": 2, "company": 1, "number": "200", "name": "Kunde Ø", "active": False},
    ],
    "employee": [
        {"id": 1, "company": 1, "number": 11, "name": "Svend", "username": "svend@example.invalid", "department": 1},
        {"id": 2, "company": 1, "number": 12, "name": "Mester", "username": "mester@example.invalid"},
    ],
    "userprofile": [{"id": 1, "employee": 1}, {"id": 2, "employee": 2, "may_log_into_approval": True}],
    "responsible": [{"id": 1, "employee": 2, "level": "final_approver"}],
    "work_model": [{"id": 1, "company": 1, "name": "Timeløn"}, {"id": 2, "company": 1, "name": "Funktionær"}],
    "contract": [{"id": 1, "employee": 1, "work_model": 1, "start_date": "2020-01-01", "hourly_wage": "210.5"}],
    "work_category": [
        {"id": 1, "work_model": 1, "name": "Arbejde", "case_related": True},
        {"id": 2, "work_model": 1, "name": "Overtid", "supplement": True},
        {"id": 3, "work_model": 2, "name": "Arbejde"},
    ],
    "product": [{"id": 1, "number": "10", "name": "Skrue", "unit": "Styk", "sales_price": "1.25"}],
    "work_type": [
        {"id": 1, "work_model": 1, "work_category": 1, "number": "1", "name": "Normaltid", "unit": "Timer"},
        {"id": 2, "work_model": 1, "work_category": 1, "name": "Med klokkeslæt", "report_interval": True},
        {"id": 3, "work_model": 2, "work_category": 3, "name": "Anden model"},
        {"id": 4, "work_model": 1, "work_category": 2, "name": "Overtid (automatisk)", "unit": "Timer"},
    ],
    "case": [
        {"id": 1, "number": "1", "name": "Tag", "customer": 1, "case_group": 1, "case_state": 1, "responsible": 2},
        {"id": 2, "number": "1a", "name": "Tagrende", "customer": 1, "parent": 1, "root_parent": 1},
        {"id": 3, "number": "2", "name": "Lukket", "customer": 2, "active": False},
    ],
    "schedule": [{"id": 1, "company": 1, "case": 1, "start_date": "2026-02-01"}],
    "work_report": [
        {"id": 1, "company": 1, "employee": 1, "case": 1, "worktype": 1, "amount": "7.5", "start_date": "2026-01-02",
         "start_time": "07:00:00", "end_time": "15:00:00", "approved": True, "origin": "intempus:mobile"},
        {"id": 2, "company": 1, "employee": 1, "case": 2, "worktype": 1, "amount": "2.5333333333333333",
         "start_date": "2026-01-05", "remarks": "Lægger på"},
        {"id": 3, "company": 1, "employee": 1, "case": 1, "product": 1, "amount": "40", "start_date": "2026-01-05"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def twin() -> Iterator[RunningTwin]:
    with start_twin("intempus") as running:
        yield running


@pytest.fixture
def control(twin: RunningTwin) -> TwinControl:
    twin.control.reset("empty")
    twin.control.call("POST", "rows", ROWS)
    return twin.control


@pytest.fixture(scope="module")
def client(twin: RunningTwin) -> Iterator[httpx2.Client]:
    """Give the client that `api` hands out; making one takes longer than most tests."""
    headers = {"Authorization": f"ApiKey {LOGIN}:{KEY}"}
    with httpx2.Client(base_url=twin.url + BASE, headers=headers, timeout=60, trust_env=False) as made:
        yield made


@pytest.fixture
def api(client: httpx2.Client, control: TwinControl) -> httpx2.Client:
    assert control.health()["twin"] == "intempus"
    return client


@pytest.fixture
def report() -> dict[str, Any]:
    """Give the body of a create that passes every rule."""
    return {
        "company": "/web/v1/company/1/",
        "employee": "/web/v1/employee/1/",
        "worktype": "/web/v1/work_type/1/",
        "case": "/web/v1/case/1/",
        "start_date": "2026-02-02",
        "end_date": "2026-02-02",
        "amount": "7.5",
        "remarks": "",
    }


@pytest.fixture
def case() -> dict[str, Any]:
    """Give the body of the smallest create of a case."""
    return {"number": "3a", "name": "Ny sag", "customer": "/web/v1/customer/1/"}
