from typing import Any

import httpx2
import pytest

from sandbox.client import TwinControl

Body = dict[str, Any]


def _refused(answer: httpx2.Response) -> bool:
    assert answer.status_code in (201, 400), answer.text
    return answer.status_code == 400


@pytest.fixture
def limited(api: httpx2.Client) -> None:
    """Let nobody in to case 1 by flag, neither of the employee nor of the case."""
    api.patch("employee/1/", json={"may_add_work_reports_to_all_cases": False})
    api.patch("case/1/", json={"all_employees_may_add_work_reports": False})


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize(
    ("resource", "rule"),
    [
        ("employee_case_rules", {"employee": "/web/v1/employee/1/"}),
        ("employee_department_case_rules", {"department": "/web/v1/department/1/"}),
    ],
)
def test_rule_14_an_employee_is_let_in_to_a_case_by_a_rule(
    api: httpx2.Client, report: Body, resource: str, rule: Body
) -> None:
    assert _refused(api.post("work_report/", json=report))
    assert api.post(f"{resource}/", json={**rule, "case": "/web/v1/case/1/"}).status_code == 201
    assert not _refused(api.post("work_report/", json=report))


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize(
    ("path", "flag"),
    [("employee/1/", "may_add_work_reports_to_all_cases"), ("case/1/", "all_employees_may_add_work_reports")],
)
def test_an_employee_is_let_in_to_a_case_by_either_flag(api: httpx2.Client, report: Body, path: str, flag: str) -> None:
    api.patch(path, json={flag: True})
    assert not _refused(api.post("work_report/", json=report))


def test_rule_14_a_case_may_take_some_work_types_only(api: httpx2.Client, report: Body) -> None:
    api.patch("case/1/", json={"all_worktypes_may_used_in_work_reports": False})
    assert _refused(api.post("work_report/", json=report))
    api.post("work_type_case_rules/", json={"work_type": report["worktype"], "case": report["case"]})
    assert not _refused(api.post("work_report/", json=report))


def test_an_employee_with_rules_may_use_those_work_types_only(api: httpx2.Client, report: Body) -> None:
    employee = report["employee"]
    api.post("employee_work_type_rule/", json={"employee": employee, "work_type": "/web/v1/work_type/4/"})
    assert _refused(api.post("work_report/", json=report))
    api.post("employee_work_type_rule/", json={"employee": employee, "work_type": report["worktype"]})
    assert not _refused(api.post("work_report/", json=report))


@pytest.mark.parametrize("what", ["employee", "department", "case"])
def test_an_approver_is_made_responsible_and_relieved(api: httpx2.Client, what: str) -> None:
    body = {"responsible": "/web/v1/responsible/1/", what: f"/web/v1/{what}/1/"}
    created = api.post(f"responsible_for_{what}/", json=body)
    assert created.status_code == 201
    assert {key: created.json()[key] for key in body} == body
    assert api.delete(f"responsible_for_{what}/1/").status_code == 204


def test_only_known_levels_make_an_approver(api: httpx2.Client) -> None:
    body = {"employee": "/web/v1/employee/1/", "level": "second_approver"}
    assert api.post("responsible/", json=body).status_code == 201
    assert api.post("responsible/", json={**body, "level": "king"}).status_code == 400


@pytest.mark.parametrize(
    ("levels", "names"), [(1, ["final"]), (2, ["second", "final"]), (3, ["first", "second", "final"])]
)
def test_a_report_waits_for_as_many_levels_as_the_company_has(
    api: httpx2.Client, control: TwinControl, levels: int, names: list[str]
) -> None:
    control.switch(approval_levels=levels)
    pending = api.get("work_report/2/").json()["approved_by"]
    assert [entry["level"] for entry in pending] == [f"{name}_approver" for name in names]


def test_a_report_is_approved_only_when_the_final_level_has_signed(api: httpx2.Client, control: TwinControl) -> None:
    control.call("POST", "approve", {"ids": [2], "level": "second_approver"})
    shown = api.get("work_report/2/").json()
    assert [entry["date"] is not None for entry in shown["approved_by"]] == [True, False]
    assert shown["approved"] is False
    control.approve([2])
    shown = api.get("work_report/2/").json()
    assert [entry["date"] is not None for entry in shown["approved_by"]] == [True, True]
    assert shown["approved"] is True


def test_the_locked_day_itself_is_open_when_switched(api: httpx2.Client, control: TwinControl, report: Body) -> None:
    api.patch("contract/1/", json={"locked_date": report["start_date"]})
    assert _refused(api.post("work_report/", json=report))
    control.switch(locked_date_inclusive=False)
    assert not _refused(api.post("work_report/", json=report))


def test_a_locked_period_lets_changes_pass_when_switched(api: httpx2.Client, control: TwinControl) -> None:
    api.patch("contract/1/", json={"locked_date": "2026-01-31"})
    assert api.delete("work_report/2/").status_code == 400
    control.switch(lock_blocks_changes=False)
    assert api.delete("work_report/2/").status_code == 204


def test_a_line_that_is_locked_can_be_opened_again_and_both_are_in_the_journal(
    api: httpx2.Client, control: TwinControl
) -> None:
    control.switch(line_lock_feature=True)
    for immutable in (True, False):
        body = {"ids": [2, 99], "origin": "test", "immutable": immutable, "action": "work_report_state"}
        assert api.post("work_report/bulk/", json=body).json() == {"objects": [2]}
    assert api.patch("work_report/2/", json={"remarks": "x"}).status_code == 202
    assert [write["after"]["isimmutable"] for write in control.journal()] == [True, False, False]


def test_a_bulk_call_without_its_action_leaks_the_name(api: httpx2.Client, control: TwinControl) -> None:
    control.switch(line_lock_feature=True)
    answer = api.post("work_report/bulk/", json={"ids": [2], "origin": "test"})
    assert (answer.status_code, answer.json()) == (400, {"error": "'action'"})


def test_history_keeps_each_state_of_a_report_without_its_approval(api: httpx2.Client) -> None:
    for remarks in ("en", "to"):
        api.patch("work_report/2/", json={"remarks": remarks})
    api.delete("work_report/2/")
    rows = api.get("historical_work_report/").json()["objects"]
    assert [(row["work_report"], row["remarks"]) for row in rows] == [
        ("/web/v1/work_report/2/", "en"),
        ("/web/v1/work_report/2/", "to"),
        ("/web/v1/work_report/2/", "to"),
    ]
    assert not {"approved", "approved_by", "approved_by_final"} & rows[0].keys()
