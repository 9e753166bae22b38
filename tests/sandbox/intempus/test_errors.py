from typing import Any

import httpx2
import pytest

from sandbox.client import TwinControl

Body = dict[str, Any]
CANNED = {"error_message": "Sorry, this request could not be processed. Please try again later."}


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_unknown_id_is_an_empty_404(api: httpx2.Client, method: str) -> None:
    answer = api.request(method, "case/999/", json={"name": "x"} if method == "PATCH" else None)
    assert (answer.status_code, answer.content) == (404, b"")
    assert answer.headers["Content-Type"].startswith("text/html")


def test_an_unknown_resource_is_a_404_page(api: httpx2.Client) -> None:
    answer = api.get("nothing_here/")
    assert answer.status_code == 404
    assert "<html" in answer.text


def test_an_id_that_is_no_number_is_a_404_with_a_message(api: httpx2.Client) -> None:
    answer = api.get("case/abc/")
    assert (answer.status_code, list(answer.json())) == (404, ["error_message"])


def test_a_wrong_verb_is_a_405_that_lists_the_right_ones(api: httpx2.Client) -> None:
    answer = api.delete("company/1/")
    assert (answer.status_code, answer.text, answer.headers["Allow"]) == (405, "GET", "GET")


@pytest.mark.parametrize("body", [b"{", b""])
def test_a_body_that_is_no_json_is_a_400(api: httpx2.Client, body: bytes) -> None:
    answer = api.post("case/", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()) == (400, {"error": "Request is not valid JSON."})


def test_a_list_instead_of_an_object_is_a_500(api: httpx2.Client) -> None:
    answer = api.post("case/", json=[1])
    assert (answer.status_code, answer.json()) == (500, CANNED)


def test_a_form_is_a_415(api: httpx2.Client) -> None:
    answer = api.post("case/", data={"name": "x"})
    assert (answer.status_code, answer.json()) == (415, CANNED)


def test_a_bad_decimal_is_named(api: httpx2.Client) -> None:
    answer = api.patch("case/1/", json={"hour_budget": "abc"})
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": "Invalid decimal string for 'hour_budget' field: 'abc'"},
    )


@pytest.mark.parametrize(
    ("path", "change", "expected"),
    [
        ("case/1/", {"latitude": "95"}, {"case": {"latitude": ["Skal være mellem -90 og 90"]}}),
        ("case/1/", {"end_date": "2026-02-01"}, {"case": {"__all__": ["Slutdato kræver en startdato"]}}),
        ("employee/1/", {"number": 0}, {"employee": {"number": ["Medarbejdernummer skal være mellem 1 og 999999"]}}),
    ],
)
def test_a_value_out_of_bounds_is_told_under_its_resource_and_field_or_as_switched(
    api: httpx2.Client, control: TwinControl, path: str, change: Body, expected: Body
) -> None:
    answer = api.patch(path, json=change)
    assert (answer.status_code, answer.json()) == (400, expected)
    control.switch(field_errors="sentences")
    ((sentences,),) = (fields.values() for fields in expected.values())
    assert api.patch(path, json=change).json() == {"error": sentences}


@pytest.mark.parametrize("path", ["case/1/", "work_report/2/"])
def test_a_bad_date_is_a_list_inside_a_text(api: httpx2.Client, path: str) -> None:
    answer = api.patch(path, json={"start_date": "zzz"})
    text = "['“zzz” value has an invalid date format. It must be in YYYY-MM-DD format.']"
    assert (answer.status_code, answer.json()) == (400, {"error": text})


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
def test_rule_19_a_missing_slash_is_redirected_whatever_the_verb(api: httpx2.Client, method: str) -> None:
    answer = api.request(method, "case/1?x=1", json={})
    assert (answer.status_code, answer.headers["Location"]) == (301, "/web/v1/case/1/?x=1")


def test_a_missing_slash_can_be_accepted_by_switch(api: httpx2.Client, control: TwinControl, case: Body) -> None:
    control.switch(slashless="accept")
    assert api.get("case/1").json()["id"] == 1
    assert api.post("case", json=case).status_code == 201


def test_rule_19_a_reset_after_the_commit_leaves_the_row_that_creation_id_finds(
    api: httpx2.Client, control: TwinControl, report: Body
) -> None:
    control.fault("reset_after_commit", method="POST", path="work_report")
    body = {**report, "creation_id": "r-2"}
    with pytest.raises(httpx2.TransportError):
        api.post("work_report/", json=body)
    assert api.post("work_report/", json=body).status_code == 200
    assert len(control.journal("work_report")) == 1
