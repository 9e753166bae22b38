from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from sandbox.client import TwinControl

NAME = "svend@example.invalid"
KEY = "not-a-real-key-of-svend"


@pytest.fixture
def other(api: httpx2.Client, control: TwinControl) -> Iterator[httpx2.Client]:
    """Give a client of the user that each test adds."""
    assert control.health()
    with httpx2.Client(
        base_url=api.base_url, headers={"Authorization": f"ApiKey {NAME}:{KEY}"}, timeout=60, trust_env=False
    ) as made:
        yield made


def _add(control: TwinControl, **user: Any) -> None:
    control.credentials("add", username=NAME, key=KEY, **user)


def _ids(answer: httpx2.Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["objects"]]


@pytest.mark.parametrize(("switch", "status"), [("401", 401), ("404", 404)])
def test_a_denied_resource_is_refused_as_switched(
    control: TwinControl, other: httpx2.Client, switch: str, status: int
) -> None:
    control.switch(denied_answer=switch)
    _add(control, denied={"customer": ["read", "create", "update", "delete"]})
    body = {"company": "/web/v1/company/1/", "name": "Ny"}
    answers = [other.get("customer/"), other.get("customer/1/"), other.post("customer/", json=body)]
    assert [answer.status_code for answer in answers] == [status] * 3
    assert _ids(other.get("case/")) == [1, 2, 3]


def test_a_right_that_is_missing_comes_with_a_reason_unlike_a_bad_key(
    control: TwinControl, other: httpx2.Client
) -> None:
    _add(control, denied={"customer": ["read"]})
    answer = other.get("customer/")
    assert answer.json()["error"]
    assert answer.headers["x-django-user"] == NAME


def test_a_denied_list_is_empty_when_switched(control: TwinControl, other: httpx2.Client) -> None:
    control.switch(denied_answer="filtered")
    _add(control, denied={"customer": ["read"]})
    assert _ids(other.get("customer/")) == []
    assert other.get("customer/1/").status_code == 404


def test_who_may_read_may_still_be_denied_to_write(control: TwinControl, other: httpx2.Client) -> None:
    _add(control, denied={"customer": ["create", "update", "delete"]})
    assert _ids(other.get("customer/")) == [1, 2]
    assert other.patch("customer/1/", json={"name": "Ny"}).status_code == 401
    control.credentials("change", username=NAME, denied={})
    assert other.patch("customer/1/", json={"name": "Ny"}).status_code == 202


def test_a_user_who_is_no_admin_sees_the_own_rows_only(control: TwinControl, other: httpx2.Client) -> None:
    row = {"company": 1, "employee": 2, "amount": "1", "start_date": "2026-01-05"}
    (foreign,) = control.rows("work_report", [row])["ids"]
    _add(control, role="employee", employee=1)
    answer = other.get("work_report/")
    assert _ids(answer) == [1, 2, 3]
    assert answer.headers["x-django-role"] == "employee"
    assert other.get(f"work_report/{foreign}/").status_code == 404
    assert [_ids(other.get(f"{name}/")) for name in ("employee", "contract", "userprofile")] == [[1], [1], [1]]


def test_customers_and_cases_are_changed_by_those_whose_flag_allows_it(
    api: httpx2.Client, control: TwinControl, other: httpx2.Client, case: dict[str, str]
) -> None:
    _add(control, role="employee", employee=1)
    assert other.post("case/", json=case).status_code == 401
    assert _ids(other.get("case/")) == [1, 2, 3]
    api.patch("employee/1/", json={"may_CUD_customers_and_cases": True})
    assert other.post("case/", json=case).status_code == 201


def test_a_key_of_another_company_sees_nothing_of_this_one(control: TwinControl, other: httpx2.Client) -> None:
    control.rows("company", [{"id": 2, "name": "Et andet firma"}])
    control.rows("customer", [{"id": 9, "company": 2, "name": "Fremmed"}])
    _add(control, company=2)
    assert [_ids(other.get(f"{name}/")) for name in ("company", "customer", "case", "work_report")] == [
        [2],
        [9],
        [],
        [],
    ]
    for name in ("contract", "work_type", "work_category", "responsible", "planned_work_report", "employee_case_rules"):
        assert _ids(other.get(f"{name}/")) == []


def test_nobody_points_to_a_row_of_another_company(control: TwinControl, other: httpx2.Client) -> None:
    control.rows("company", [{"id": 2, "name": "Et andet firma"}])
    _add(control, company=2)
    answer = other.post("case/", json={"number": "1", "name": "Kuk", "customer": "/web/v1/customer/1/"})
    assert answer.status_code == 400
