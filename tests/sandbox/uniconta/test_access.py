"""Rules 18, 19, 22 and 23 of the Uniconta sheet, section 8: limits, rights, faults and missing fields."""

import time
from typing import Any

import httpx2
import pytest

from sandbox.client import TwinControl
from sandbox.uniconta.allowance import Allowance
from tests.sandbox.uniconta.caller import Caller, refusal, refusals_of_two_at_once

PROJECTS = "/odata/ProjectClient"
LINES = "ProjectJournalLineClient"


def seconds_of_one_call(caller: Caller) -> float:
    begin = time.monotonic()
    assert caller.call("GET", PROJECTS, params={"$top": 1}).status_code == 200
    return time.monotonic() - begin


def test_rule_18_calls_beyond_the_free_ones_are_slowed_down_until_the_midnight_after(
    caller: Caller, control: TwinControl
) -> None:
    control.switch(free_calls=2, call_delay_seconds=0.4)
    for _ in range(2):
        seconds_of_one_call(caller)
    assert seconds_of_one_call(caller) >= 0.4
    control.switch(day_offset=1)
    assert seconds_of_one_call(caller) >= 0.4  # the counter began anew, the delay stayed
    assert control.call("GET", "allowances")[caller.login] == {"calls": 1, "carried": 1}


def test_rule_18_the_delay_grows_with_every_started_block_and_falls_at_the_second_midnight() -> None:
    meter = Allowance()
    for _ in range(11):
        meter = meter.after_call(day=1, free=5)
    assert meter.steps(free=5) == 2
    meter = meter.after_call(day=2, free=5)
    assert (meter.calls, meter.steps(free=5)) == (1, 2)
    assert meter.after_call(day=3, free=5).steps(free=5) == 0
    assert meter.after_call(day=7, free=5).steps(free=5) == 0


@pytest.mark.parametrize(("calls", "delay"), [(15, 0), (16, 1)])
def test_rule_18_extended_calls_are_fifteen_times_as_many(
    caller: Caller, control: TwinControl, calls: int, delay: int
) -> None:
    control.switch(free_calls=1, call_delay_seconds=0.0, extended_calls=True)
    for _ in range(calls):
        caller.call("GET", PROJECTS, params={"$top": 1})
    control.switch(day_offset=1)
    caller.call("GET", PROJECTS, params={"$top": 1})
    # The delay that the day before had reached is the one that stays.
    assert control.call("GET", "allowances")[caller.login] == {"calls": 1, "carried": delay}


def test_rule_19_after_too_many_failures_even_the_right_password_must_wait(
    caller: Caller, control: TwinControl
) -> None:
    control.switch(login_attempts=2)
    for _ in range(2):
        assert refusal(caller.call("GET", PROJECTS, password="wrong")) == (401, "UserOrPasswordIsWrong")
    assert refusal(caller.call("GET", PROJECTS)) == (401, "TooManyLoginAttempts")


def test_rule_19_a_second_call_at_the_same_time_is_refused_by_switch(caller: Caller, control: TwinControl) -> None:
    control.switch(concurrent_calls="refuse", free_calls=1, call_delay_seconds=1.0)
    caller.call("GET", PROJECTS)
    assert refusals_of_two_at_once(caller, PROJECTS) == {(401, "UserNotLoggedIn")}


def test_rule_19_a_blocked_a_two_factor_and_a_revoked_login_are_refused_and_come_back(
    caller: Caller, control: TwinControl
) -> None:
    control.credentials("block", login=caller.login)
    assert refusal(caller.call("GET", PROJECTS)) == (401, "UserIsBlocked")
    control.credentials("activate", login=caller.login)
    assert caller.call("GET", PROJECTS).status_code == 200
    control.credentials("change", login=caller.login, two_factor=True)
    assert refusal(caller.call("GET", PROJECTS)) == (401, "LoginAuthenticationPending")
    control.credentials("revoke", login=caller.login)
    assert refusal(caller.call("GET", PROJECTS)) == (401, "UserOrPasswordIsWrong")
    control.credentials("add", login=caller.login, password=caller.secret)
    assert caller.call("GET", PROJECTS).status_code == 200


def test_rule_19_a_rotated_password_works_at_once_and_the_old_one_does_not(
    caller: Caller, control: TwinControl
) -> None:
    new = control.credentials("rotate", login=caller.login)["password"]
    assert caller.call("GET", PROJECTS).status_code == 401
    assert caller.call("GET", PROJECTS, password=new).status_code == 200
    control.switch(refused_login_status=403)
    assert caller.call("GET", PROJECTS).status_code == 403


def test_rule_19_access_to_a_company_can_be_missing_or_expire(caller: Caller, control: TwinControl) -> None:
    assert refusal(caller.call("GET", "/odata/99999/ProjectClient")) == (403, "UserNoAccessToCompany")
    control.credentials("change", login=caller.login, expires={"10523": "2020-01-01"})
    assert refusal(caller.call("GET", PROJECTS)) == (403, "NoAccess")
    assert caller.call("GET", "/odata/10777/ProjectClient").status_code == 200
    control.credentials("add", login="lost", password="x", companies=[4711])
    assert refusal(caller.call("GET", PROJECTS, user="lost", password="x")) == (403, "CompanyDoesNotExist")
    control.switch(ip_blocked=True)
    assert refusal(caller.call("GET", "/odata/10777")) == (403, "IPAddressNotAllowed")


def test_rule_19_rights_are_per_table_and_per_kind_of_write(
    caller: Caller, control: TwinControl, line: dict[str, Any]
) -> None:
    denied = [[LINES, "insert"], ["EmployeeClient", "read"], ["DebtorClient", "update"], ["DebtorClient", "delete"]]
    control.credentials("change", login=caller.login, denied=denied)
    debtor = caller.one("DebtorClient", "Account", "0042")
    assert refusal(caller.insert(LINES, line)) == (403, "NoRightsToInsert")
    assert refusal(caller.call("GET", "/odata/EmployeeClient")) == (403, "NoRights")
    assert refusal(caller.update("DebtorClient", debtor)) == (403, "NoRightsToUpdate")
    assert refusal(caller.delete("DebtorClient", debtor)) == (403, "NoRightsToDelete")
    assert caller.bare(LINES) == []


def test_rule_19_cost_prices_can_be_hidden_from_a_user(caller: Caller, control: TwinControl) -> None:
    assert caller.one("EmployeeClient", "Number", "101")["CostPrice"] == 240.0
    control.credentials("change", login=caller.login, hide_cost_price=True)
    assert "CostPrice" not in caller.one("EmployeeClient", "Number", "101")


def test_rule_22_a_reset_after_commit_keeps_the_line_and_one_before_commit_does_not(
    caller: Caller, control: TwinControl, line: dict[str, Any]
) -> None:
    for fault, left in (("reset_before_commit", 0), ("reset_after_commit", 1)):
        control.fault(fault, path="InsertList")
        with pytest.raises(httpx2.TransportError):
            caller.insert_list(LINES, [line])
        assert len(caller.bare(LINES)) == left


def test_rule_22_a_busy_server_answers_so_and_does_nothing(
    caller: Caller, control: TwinControl, line: dict[str, Any]
) -> None:
    control.fault("status", status=503, body="ServerIsBusy", method="POST", count=2)
    assert [refusal(caller.insert(LINES, line)) for _ in range(2)] == [(503, "ServerIsBusy")] * 2
    assert caller.insert(LINES, line).status_code == 200
    assert len(caller.bare(LINES)) == 1


def test_rule_22_half_an_answer_is_noticed(caller: Caller, control: TwinControl) -> None:
    control.fault("truncate", path="/odata/")
    with pytest.raises(httpx2.RemoteProtocolError):
        caller.call("GET", PROJECTS)


def test_rule_23_a_company_without_a_module_lacks_its_tables_and_fields(
    caller: Caller, control: TwinControl, line: dict[str, Any]
) -> None:
    control.switch(modules_off=["Payroll"], dimensions=1)
    assert refusal(caller.call("GET", "/odata/EmpPayrollCategoryClient")) == (403, "AddInNotActivated")
    row = caller.insert(LINES, line | {"Dimension1": "EL", "Dimension2": "X"}).json()
    assert "PayrollCategory" not in row
    assert "Dimension2" not in caller.read(LINES)[0]
    control.switch(modules_off=[], dimensions=5)
    (row,) = caller.bare(LINES)
    assert (row.get("Dimension1"), row.get("Dimension2"), row.get("PayrollCategory")) == ("EL", None, None)
