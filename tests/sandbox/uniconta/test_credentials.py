"""The life of passwords, and what a login may do: rule 19 of the Uniconta sheet, section 8, and its section 1."""

import datetime as dt
import time
from typing import Any

import pytest

from sandbox.client import ControlRefused, TwinControl
from sandbox.clock import clock
from tests.sandbox.uniconta.caller import Caller, refusal, refusals_of_two_at_once

PROJECTS = "/odata/ProjectClient"
LINES = "ProjectJournalLineClient"


def status(caller: Caller, password: str | None = None) -> int:
    return caller.call("GET", PROJECTS, password=password, params={"$top": 1}).status_code


def in_seconds(seconds: float) -> str:
    return (clock.now() + dt.timedelta(seconds=seconds)).isoformat()


def test_a_password_opens_within_its_time_only(caller: Caller, control: TwinControl) -> None:
    window = {"valid_from": in_seconds(1000), "valid_until": in_seconds(2000)}
    new = control.credentials("rotate", login=caller.login, **window)["password"]
    seen = [status(caller, new)]
    for _ in range(2):
        control.call("POST", "clock", {"move": 1100})
        seen.append(status(caller, new))
    assert seen == [401, 200, 401]


def test_by_switch_two_passwords_are_right_at_once_until_one_is_revoked(caller: Caller, control: TwinControl) -> None:
    with pytest.raises(ControlRefused, match="as many passwords as it may have: 1"):
        control.credentials("add-password", login=caller.login)
    control.switch(passwords_at_once=2)
    new = control.credentials("add-password", login=caller.login)["password"]
    assert (status(caller), status(caller, new)) == (200, 200)
    control.credentials("revoke-password", login=caller.login, password=caller.secret)
    assert (status(caller), status(caller, new)) == (401, 200)


def test_a_window_can_be_set_on_passwords_that_were_given_out(caller: Caller, control: TwinControl) -> None:
    control.credentials("window", login=caller.login, valid_until=in_seconds(60))
    assert status(caller) == 200
    control.call("POST", "clock", {"move": 61})
    assert status(caller) == 401
    control.credentials("window", login=caller.login)
    assert status(caller) == 200


def test_the_journal_knows_which_password_signed_a_call_and_whether_it_lived(
    caller: Caller, control: TwinControl
) -> None:
    control.switch(passwords_at_once=2)
    new = control.credentials("add-password", login=caller.login)["password"]
    control.credentials("revoke-password", login=caller.login, password=caller.secret)
    for password in (caller.secret, new, "guessed"):
        status(caller, password)
    told = [(request["version"], request["standing"], request["status"]) for request in control.requests()[-3:]]
    assert told == [(1, "dead", 401), (2, "alive", 200), (None, "unknown", 401)]


def test_a_login_is_blocked_after_its_failures_until_a_person_opens_it(caller: Caller, control: TwinControl) -> None:
    control.switch(block_after=3)
    for _ in range(3):
        status(caller, "wrong")
    assert refusal(caller.call("GET", PROJECTS)) == (401, "UserIsBlocked")
    assert [version["alive"] for version in control.versions()] == [False]
    control.credentials("activate", login=caller.login)
    assert status(caller) == 200


def test_failures_with_a_success_between_them_do_not_block(caller: Caller, control: TwinControl) -> None:
    control.switch(block_after=2)
    for _ in range(3):
        status(caller, "wrong")
        assert status(caller) == 200


def test_the_company_behind_a_login_can_change(caller: Caller, control: TwinControl) -> None:
    control.credentials("change", login=caller.login, default_company=10777)
    rows = caller.call("GET", PROJECTS, user=caller.login).json()["value"]
    assert {row["CompanyId"] for row in rows} == {10777}
    control.credentials("change", login=caller.login, companies=[10777])
    assert refusal(caller.call("GET", PROJECTS)) == (403, "UserNoAccessToCompany")
    companies = caller.call("GET", "/odata/CompanyClient", user=caller.login).json()["value"]
    assert [row["PrimaryKeyId"] for row in companies] == [10777]


def test_a_login_that_may_only_look_reads_every_table_and_writes_none(
    caller: Caller, control: TwinControl, line: dict[str, Any]
) -> None:
    control.credentials("change", login=caller.login, denied=[["*", verb] for verb in ("insert", "update", "delete")])
    assert status(caller) == 200
    assert refusal(caller.insert(LINES, line)) == (403, "NoRightsToInsert")


def test_rule_19_one_field_can_be_unseen_and_another_unchangeable(caller: Caller, control: TwinControl) -> None:
    before = caller.one("DebtorClient", "Account", "0042")
    control.credentials(
        "change",
        login=caller.login,
        hidden_fields=[["DebtorClient", "ZipCode"]],
        locked_fields=[["DebtorClient", "CreditMax"]],
    )
    row = caller.one("DebtorClient", "Account", "0042")
    assert before.keys() - row.keys() == {"ZipCode"}
    assert refusal(caller.update("DebtorClient", row | {"CreditMax": 5000.0})) == (403, "NoRightsToModifyField")
    assert caller.update("DebtorClient", before | {"City": "Opdigtet"}).status_code == 200


def test_rule_19_a_hidden_cost_price_is_absent_or_by_switch_zero(caller: Caller, control: TwinControl) -> None:
    control.credentials("change", login=caller.login, hide_cost_price=True)
    assert "CostPrice" not in caller.one("EmployeeClient", "Number", "101")
    control.switch(hidden_cost_price="zero")
    assert caller.one("EmployeeClient", "Number", "101")["CostPrice"] == 0.0


def test_rule_19_an_accountant_needs_the_integration_package_of_the_company(
    caller: Caller, control: TwinControl
) -> None:
    control.switch(modules_off=["IntegrationPack"])
    assert status(caller) == 200
    control.credentials("change", login=caller.login, accountant=True)
    assert refusal(caller.call("GET", PROJECTS)) == (403, "AddInNotActivated")


def test_rule_19_a_login_with_a_second_factor_hangs_before_it_fails(caller: Caller, control: TwinControl) -> None:
    control.switch(two_factor_wait_seconds=0.4)
    control.credentials("change", login=caller.login, two_factor=True)
    begin = time.monotonic()
    assert refusal(caller.call("GET", PROJECTS)) == (401, "LoginAuthenticationPending")
    assert time.monotonic() - begin >= 0.4


def test_rule_19_by_switch_the_first_of_two_calls_at_once_is_ended(caller: Caller, control: TwinControl) -> None:
    control.switch(concurrent_calls="end_first")
    control.credentials("change", login=caller.login, delay_seconds=1.0)
    assert refusals_of_two_at_once(caller, PROJECTS) == {(401, "UserNotLoggedIn")}


def test_rule_18_a_request_may_count_as_several_calls_and_one_user_can_be_slowed_by_hand(
    caller: Caller, control: TwinControl
) -> None:
    control.switch(calls_per_request=3)
    control.credentials("change", login=caller.login, delay_seconds=0.4)
    begin = time.monotonic()
    assert status(caller) == 200
    assert time.monotonic() - begin >= 0.4
    assert control.call("GET", "allowances")[caller.login]["calls"] == 3


def test_rule_8_the_language_is_that_of_the_user(caller: Caller, control: TwinControl) -> None:
    control.credentials("change", login=caller.login, language="en")
    control.credentials("add", login="Dansk", password="planted", companies=[10523])
    assert caller.one("ProjectClient", "Number", "0042")["Phase"] == "In progress"
    danish = caller.call("GET", PROJECTS, user="Dansk", password="planted").json()["value"]
    assert "Igangværende" in {row["Phase"] for row in danish}
