from typing import Any

import httpx2
import pytest

from sandbox.client import TwinControl

Body = dict[str, Any]


def _refusal(answer: httpx2.Response) -> list[str]:
    assert answer.status_code == 400, answer.text
    sentences: list[str] = answer.json()["error"]
    assert isinstance(sentences, list)
    return sentences


def test_rule_14_a_report_that_passes_hangs_on_the_contract_of_its_day(api: httpx2.Client, report: Body) -> None:
    created = api.post("work_report/", json=report).json()
    assert created["contract"] == "/web/v1/contract/1/"
    assert (created["worktype_name"], created["work_type_unit"], created["case_name"]) == ("Normaltid", "Timer", "Tag")
    assert (created["work_category_name"], created["start_week_number"]) == ("Arbejde", 6)
    assert (created["approved"], created["isimmutable"]) == (False, False)
    assert [level["date"] for level in created["approved_by"]] == [None, None]


@pytest.mark.parametrize("field", ["company", "employee", "amount"])
def test_rule_14_company_employee_and_amount_are_required(api: httpx2.Client, report: Body, field: str) -> None:
    del report[field]
    answer = api.post("work_report/", json=report)
    assert answer.status_code == 400
    assert answer.json() == {"error": f"The '{field}' field has no data and doesn't allow a default or null value."}


def test_rule_14_a_day_without_a_contract_takes_no_report(api: httpx2.Client, report: Body) -> None:
    assert _refusal(api.post("work_report/", json={**report, "start_date": "2019-12-31"}))
    assert _refusal(api.post("work_report/", json={**report, "employee": "/web/v1/employee/2/"}))


def test_rule_14_a_locked_period_takes_no_report_until_it_is_opened(api: httpx2.Client, report: Body) -> None:
    assert api.patch("contract/1/", json={"locked_date": "2026-02-02"}).status_code == 202
    assert _refusal(api.post("work_report/", json=report))
    assert _refusal(api.patch("work_report/2/", json={"remarks": "for sent"}))
    assert _refusal(api.delete("work_report/2/"))
    assert api.post("work_report/", json={**report, "start_date": "2026-02-03"}).status_code == 201
    api.patch("contract/1/", json={"locked_date": None})
    assert api.post("work_report/", json=report).status_code == 201


def test_rule_14_the_work_type_must_be_of_the_contracts_model(api: httpx2.Client, report: Body) -> None:
    (sentence,) = _refusal(api.post("work_report/", json={**report, "worktype": "/web/v1/work_type/3/"}))
    assert sentence.startswith("Kontrakt (")
    assert sentence.endswith(") skal tilhøre samme arbejdsmodel")


def test_rule_14_a_work_type_by_the_clock_needs_both_times(api: httpx2.Client, report: Body) -> None:
    timed = {**report, "worktype": "/web/v1/work_type/2/", "start_time": "07:00:00"}
    expected = ["Start- og sluttid skal være angivet for denne arbejdstype"]
    assert _refusal(api.post("work_report/", json=timed)) == expected
    assert api.post("work_report/", json={**timed, "end_time": "15:00:00"}).status_code == 201


def test_rule_14_project_work_needs_a_case(api: httpx2.Client, report: Body) -> None:
    answer = api.post("work_report/", json={**report, "case": None})
    assert _refusal(answer) == ["Projektarbejde skal være tilknyttet et projekt"]


@pytest.mark.parametrize("closing", [{"active": False}, {"permit_new_workreports": False}])
def test_rule_14_a_closed_case_takes_no_new_report_but_lets_old_ones_be_corrected(
    api: httpx2.Client, report: Body, closing: Body
) -> None:
    api.patch("case/1/", json=closing)
    api.patch("case/2/", json=closing)
    assert _refusal(api.post("work_report/", json=report))
    assert api.patch("work_report/2/", json={"amount": "3"}).status_code == 202
    assert _refusal(api.patch("work_report/2/", json={"case": "/web/v1/case/1/"}))


def test_a_supply_line_has_a_product_and_no_work_type(api: httpx2.Client, report: Body) -> None:
    supply = {**report, "worktype": None, "product": "/web/v1/product/1/", "amount": "12"}
    created = api.post("work_report/", json=supply).json()
    assert (created["product"], created["worktype"], created["work_type_unit"]) == ("/web/v1/product/1/", None, None)


def test_a_long_amount_keeps_its_tail(api: httpx2.Client) -> None:
    assert api.get("work_report/2/").json()["amount"] == "2.5333333333333333"


def test_rule_14_a_repeat_with_the_same_creation_id_adds_no_second_report(api: httpx2.Client, report: Body) -> None:
    answers = [api.post("work_report/", json={**report, "creation_id": "r-1"}) for _ in range(2)]
    assert [answer.json()["id"] for answer in answers] == [4, 4]
    assert api.get("work_report/").json()["meta"]["total_count"] == 4


@pytest.mark.parametrize("sent", [{"approved": True}, {"approved_by_final": "/web/v1/userprofile/2/"}])
def test_rule_16_nothing_sent_through_the_api_approves_a_report(api: httpx2.Client, sent: Body) -> None:
    assert api.patch("work_report/2/", json=sent).status_code == 202
    assert api.get("work_report/2/").json()["approved"] is False


@pytest.mark.parametrize("status", [400, 409])
def test_rule_15_an_approved_report_is_neither_edited_nor_deleted(
    api: httpx2.Client, control: TwinControl, status: int
) -> None:
    control.switch(approved_edit_status=status)
    answers = [
        api.patch("work_report/1/", json={"remarks": "x"}),
        api.put("work_report/1/", json={"remarks": "x"}),
        api.delete("work_report/1/"),
    ]
    assert [answer.status_code for answer in answers] == [status] * 3
    assert all(isinstance(answer.json()["error"], list) for answer in answers)


def test_rule_16_an_approval_names_who_and_when_and_leaves_the_final_profile_empty(
    api: httpx2.Client, control: TwinControl
) -> None:
    before = api.get("work_report/2/").json()["logical_timestamp"]
    control.call("POST", "approve", {"ids": [2, 3]})
    shown = api.get("work_report/2/").json()
    assert (shown["approved"], shown["approved_by_final"]) == (True, None)
    final = shown["approved_by"][-1]
    assert (final["level"], final["name"], final["number"]) == ("final_approver", "Mester", "12")
    assert final["date"]
    assert final["time"]
    assert shown["logical_timestamp"] == before


def test_rule_16_a_withdrawn_approval_opens_the_report_again(api: httpx2.Client, control: TwinControl) -> None:
    control.call("POST", "unapprove", {"ids": [1]})
    shown = api.patch("work_report/1/", json={"remarks": "rettet"}).json()
    assert (shown["approved"], shown["approved_by"][-1]["date"]) == (False, None)


def test_rule_16_an_approval_bumps_the_timestamp_when_switched(api: httpx2.Client, control: TwinControl) -> None:
    before = api.get("work_report/2/").json()["logical_timestamp"]
    control.switch(approval_bumps_timestamp=True)
    control.call("POST", "approve", {"ids": [2]})
    assert api.get("work_report/2/").json()["logical_timestamp"] > before


def test_a_line_lock_needs_an_origin_and_the_feature(api: httpx2.Client, control: TwinControl) -> None:
    body = {"ids": [2], "origin": "test", "immutable": True, "action": "work_report_state"}
    answer = api.post("work_report/bulk/", json={"ids": [2]})
    assert (answer.status_code, answer.json()) == (400, {"error": "'origin'"})
    answer = api.post("work_report/bulk/", json=body)
    assert answer.status_code == 401
    assert answer.json() == {"error": "Work report state can only be updated if the feature is enabled"}
    control.switch(line_lock_feature=True)
    assert api.post("work_report/bulk/", json=body).status_code == 200
    assert api.get("work_report/2/").json()["isimmutable"] is True
    assert api.delete("work_report/2/").status_code == 400


def test_rule_18_generated_overtime_is_a_supplement_of_its_own_origin(api: httpx2.Client, control: TwinControl) -> None:
    made = control.call("POST", "overtime", {"employee": 1, "date": "2026-01-05", "amount": "1.5"})
    shown = api.get(f"work_report/{made['id']}/").json()
    assert (shown["origin"], shown["amount"]) == ("intempus:overtime", "1.5")
    assert shown["worktype_name"] == "Overtid (automatisk)"


def test_a_report_that_breaks_many_rules_is_refused_for_one_after_the_other(api: httpx2.Client, report: Body) -> None:
    api.patch("contract/1/", json={"locked_date": "2026-02-02"})
    api.patch("case/1/", json={"active": False})
    sent = {**report, "start_date": "2019-01-01", "worktype": "/web/v1/work_type/3/", "case": None}
    told = []
    for mended in (
        {"start_date": "2026-02-02"},  # has a contract, and is locked
        {"start_date": "2026-02-03"},
        {"worktype": "/web/v1/work_type/2/"},  # of the right model, and by the clock
        {"start_time": "07:00:00", "end_time": "15:00:00"},
        {"case": "/web/v1/case/1/"},  # closed
        {"case": "/web/v1/case/2/"},
    ):
        told += _refusal(api.post("work_report/", json=sent))
        sent |= mended
    assert api.post("work_report/", json=sent).status_code == 201
    expected = ("ingen kontrakt", "låst", "samme arbejdsmodel", "Start- og sluttid", "tilknyttet et projekt", "lukket")
    assert [part in sentence for part, sentence in zip(expected, told, strict=True)] == [True] * 6
