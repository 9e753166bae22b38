from typing import Any

import httpx2
import pytest

Body = dict[str, Any]


@pytest.fixture
def employee() -> Body:
    return {
        "company": "/web/v1/company/1/",
        "name": "Lærling",
        "username": "laerling@example.invalid",
        "password": "planted-password",
        "password_generation": 2,
        "number": 13,
    }


def test_rule_12_creating_an_employee_creates_a_profile_and_echoes_no_password(
    api: httpx2.Client, employee: Body
) -> None:
    answer = api.post("employee/", json=employee)
    assert answer.status_code == 201
    assert "planted-password" not in answer.text
    profiles = api.get("userprofile/").json()["objects"]
    assert profiles[-1]["employee"] == answer.json()["resource_uri"]


@pytest.mark.parametrize("field", ["company", "name", "username", "password"])
def test_rule_12_an_employee_needs_company_name_username_and_password(
    api: httpx2.Client, employee: Body, field: str
) -> None:
    del employee[field]
    answer = api.post("employee/", json=employee)
    assert answer.status_code == 400
    assert f"The '{field}' field has no data" in answer.json()["error"]


@pytest.mark.parametrize("sent", [{"password_generation": 0}, {"password_generation": None}])
def test_rule_12_keeping_a_password_is_only_for_existing_users(api: httpx2.Client, employee: Body, sent: Body) -> None:
    answer = api.post("employee/", json={**employee, **sent})
    assert answer.status_code == 400
    assert "only valid for existing users" in answer.json()["error"][0]


def test_a_mailed_password_needs_an_address(api: httpx2.Client, employee: Body) -> None:
    assert api.post("employee/", json={**employee, "password_generation": 1}).status_code == 400
    mailed = {**employee, "password_generation": 1, "email": "laerling@example.invalid"}
    assert api.post("employee/", json=mailed).status_code == 201


@pytest.mark.parametrize("number", [0, 1_000_000])
def test_rule_12_a_number_outside_its_range_is_refused(api: httpx2.Client, employee: Body, number: int) -> None:
    assert api.post("employee/", json={**employee, "number": number}).status_code == 400


def test_rule_12_a_patch_of_the_day_of_leaving_is_ignored(api: httpx2.Client) -> None:
    answer = api.patch("employee/1/", json={"unsubscribe_date": "2026-01-01"})
    assert (answer.status_code, answer.json()["unsubscribe_date"]) == (202, None)


def test_rule_12_a_profile_can_be_changed_but_never_deleted_or_made(api: httpx2.Client) -> None:
    assert api.patch("userprofile/1/", json={"may_log_into_backend": True}).json()["may_log_into_backend"] is True
    for answer in (api.delete("userprofile/1/"), api.post("userprofile/", json={})):
        assert answer.status_code == 405
        assert answer.text == answer.headers["Allow"]


@pytest.mark.parametrize("field", ["employee", "work_model", "start_date"])
def test_rule_13_a_contract_needs_employee_model_and_first_day(api: httpx2.Client, field: str) -> None:
    body = {"employee": "/web/v1/employee/2/", "work_model": "/web/v1/work_model/1/", "start_date": "2026-01-01"}
    assert api.post("contract/", json=body).status_code == 201
    del body[field]
    answer = api.post("contract/", json=body)
    assert answer.status_code == 400
    assert f"The '{field}' field has no data" in answer.json()["error"]


def test_an_ended_contract_is_no_longer_active(api: httpx2.Client) -> None:
    assert api.patch("contract/1/", json={"end_date": "2021-01-01"}).status_code == 202
    assert api.get("employee/1/").json()["active_contract"] is False
