"""Surface C: rules 7, 14, 19 and 20 of the Uniconta sheet, section 8, and its sections 2.2 and 3.3."""

import base64
import json
from typing import Any

import pytest

from sandbox.client import TwinControl
from tests.sandbox.uniconta.caller import Caller, WebCaller, refusal

LINES = "ProjectJournalLineClient"
EMPLOYEES = "EmployeeClient"


def field(rows: list[dict[str, Any]], name: str) -> list[Any]:
    return [row[name] for row in rows]


def pass_time(control: TwinControl, seconds: float) -> None:
    control.call("POST", "clock", {"move": seconds})


def is_out(web: WebCaller) -> bool:
    answer = web.post(f"/Query/Get/{EMPLOYEES}", [{}])
    assert answer.status_code in (200, 401)
    return answer.status_code == 401


# --- Logging in -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/Login", "/login", "//Login"])
def test_rule_20_a_login_answers_token_and_refresh_token_under_each_form_of_its_path(web: WebCaller, path: str) -> None:
    answer = web.post(path, {"Username": f"0010523/{web.login}", "Password": web.secret}).json()
    assert answer.keys() == {"token", "refreshToken", "refreshTokenExpiry"}
    head, claims, _ = answer["token"].split(".")
    assert json.loads(base64.urlsafe_b64decode(head + "=="))["typ"] == "JWT"
    assert web.secret.encode() not in base64.urlsafe_b64decode(claims + "==")
    assert answer["refreshTokenExpiry"].endswith("Z")


def test_rule_20_the_company_is_fixed_by_the_login(web: WebCaller) -> None:
    for name, company in ((f"0010777/{web.login}", 10777), (web.login, 10523)):
        web.log_in(Username=name)
        assert set(field(web.ask("ProjectClient"), "CompanyId")) == {company}


def test_rule_20_a_refused_login_is_a_success_that_holds_a_text_or_by_switch_a_status(
    web: WebCaller, control: TwinControl
) -> None:
    assert refusal(web.try_login(Password="wrong")) == (200, '"UserOrPasswordIsWrong"')
    control.credentials("change", login=web.login, default_company=None)
    assert refusal(web.try_login(Username=web.login)) == (200, '"NoCompanyId"')
    assert refusal(web.try_login(Username=f"004711/{web.login}")) == (200, '"UserNoAccessToCompany"')
    control.switch(web_login_refusal="status")
    assert refusal(web.try_login(Password="wrong")) == (401, "UserOrPasswordIsWrong")


def test_rule_19_failed_logins_of_all_surfaces_count_together(
    web: WebCaller, caller: Caller, control: TwinControl
) -> None:
    control.switch(login_attempts=2)
    web.try_login(Password="wrong")
    caller.call("GET", "/odata", password="wrong")
    assert refusal(web.try_login()) == (200, '"TooManyLoginAttempts"')
    pass_time(control, 31)
    assert "token" in web.try_login().json()


@pytest.mark.parametrize(
    ("mode", "bare", "prefixed"),
    [("optional", True, True), ("with_bare_name", False, True), ("required", False, False)],
)
def test_an_api_key_is_optional_or_by_switch_demanded(
    web: WebCaller, control: TwinControl, mode: str, bare: bool, prefixed: bool
) -> None:
    control.switch(web_api_key=mode)
    assert ("token" in web.try_login(Username=web.login).json()) is bare
    assert ("token" in web.try_login().json()) is prefixed
    assert "token" in web.try_login(apiKey="00000000-0000-0000-0000-00000000beef").json()
    assert web.try_login(apiKey="no guid").json() == "NoAccessToApp"


def test_an_api_key_refuses_a_standard_user(web: WebCaller, control: TwinControl) -> None:
    control.credentials("change", login=web.login, server=False)
    key = {"apiKey": "00000000-0000-0000-0000-00000000beef"}
    assert web.try_login(**key).json() == "UserIsNotServerUser"
    control.switch(web_key_needs_server_user=False)
    assert "token" in web.try_login(**key).json()


# --- The life of a token ----------------------------------------------------------------------------------------------


def test_rule_20_a_token_ends_after_an_hour_and_a_bare_string_renews_it(web: WebCaller, control: TwinControl) -> None:
    web.log_in()
    pass_time(control, 3599)
    assert not is_out(web)
    pass_time(control, 2)
    assert is_out(web)
    answer = web.renew().json()
    web.token = answer["token"]
    assert not is_out(web)
    assert refusal(web.renew()) == (401, "UserNotLoggedIn")  # it works once
    assert answer["refreshToken"] != web.renewal


def test_rule_20_a_refresh_token_ends_after_seven_days(web: WebCaller, control: TwinControl) -> None:
    web.log_in()
    pass_time(control, 7 * 86_400 + 1)
    assert refusal(web.renew()) == (401, "UserNotLoggedIn")


def test_rule_20_by_switch_a_refresh_token_works_again_and_other_spans_hold(
    web: WebCaller, control: TwinControl
) -> None:
    control.switch(web_refresh_rotates=False, web_access_seconds=10, web_refresh_seconds=60)
    web.log_in()
    pass_time(control, 11)
    assert is_out(web)
    for _ in range(2):
        assert web.renew().json()["refreshToken"] == web.renewal
    pass_time(control, 60)
    assert web.renew().status_code == 401


def test_rule_20_calls_without_a_token_or_with_another_one_are_refused(web: WebCaller) -> None:
    for header in ("", "Bearer x.y.z", "Basic " + base64.b64encode(f"{web.login}:{web.secret}".encode()).decode()):
        answer = web.post(f"/Query/Get/{EMPLOYEES}", [{}], headers={"Authorization": header})
        assert refusal(answer) == (401, "UserNotLoggedIn")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("mode", "token_lives", "renews"), [("nothing", True, True), ("refresh", True, False), ("all", False, False)]
)
def test_whether_a_new_password_ends_tokens_is_a_switch(
    web: WebCaller, control: TwinControl, mode: str, token_lives: bool, renews: bool
) -> None:
    control.switch(credential_change_ends=mode)
    web.log_in()
    control.credentials("rotate", login=web.login)
    assert is_out(web) is not token_lives
    assert (web.renew().status_code == 200) is renews


@pytest.mark.parametrize("action", ["block", "revoke"])
def test_a_token_of_a_login_that_is_blocked_or_gone_opens_nothing(
    web: WebCaller, control: TwinControl, action: str
) -> None:
    web.log_in()
    control.credentials(action, login=web.login)
    assert is_out(web)
    assert web.renew().status_code == 401


def test_rule_22_the_server_loses_all_sessions_at_night(web: WebCaller, control: TwinControl) -> None:
    web.log_in()
    assert control.call("POST", "end-sessions") == {"ended": 1}
    assert is_out(web)
    assert web.renew().status_code == 401
    assert not is_out(web.log_in())


# --- One log-in of a server user --------------------------------------------------------------------------------------


def test_rule_19_a_server_user_may_log_in_many_times_unless_switched_otherwise(web: WebCaller) -> None:
    first = web.log_in().token
    web.log_in()
    assert not is_out(web)
    web.token = first
    assert not is_out(web)


def test_rule_19_by_switch_a_second_log_in_ends_the_first(web: WebCaller, control: TwinControl) -> None:
    control.switch(second_login="end_first")
    first = web.log_in().token
    second = web.log_in().token
    web.token = first
    assert is_out(web)
    web.token = second
    assert not is_out(web)


def test_rule_19_by_switch_a_second_log_in_is_refused_until_the_first_has_ended(
    web: WebCaller, control: TwinControl
) -> None:
    control.switch(second_login="refuse")
    web.log_in()
    assert refusal(web.try_login()) == (200, '"NoAccess"')
    assert not is_out(web)
    pass_time(control, 3601)
    assert "token" in web.try_login().json()


def test_rule_19_a_standard_user_is_not_held_to_one_log_in(web: WebCaller, control: TwinControl) -> None:
    control.switch(second_login="refuse")
    control.credentials("change", login=web.login, server=False)
    web.log_in()
    assert "token" in web.try_login().json()


# --- Asking -----------------------------------------------------------------------------------------------------------


def test_rule_7_skip_and_take_count_in_the_first_object_and_take_0_is_all(web: WebCaller) -> None:
    web.log_in()
    numbers = field(web.ask(EMPLOYEES), "Number")
    assert field(web.ask(EMPLOYEES, {"Skip": 2, "Take": 3}), "Number") == numbers[2:5]
    assert field(web.ask(EMPLOYEES, {"Take": 0, "Skip": 1}), "Number") == numbers[1:]
    assert field(web.ask(EMPLOYEES, {}, {"Skip": 2, "Take": 3}), "Number") == numbers
    answer = web.post(f"/Query/Get/{EMPLOYEES}?top=1", [{}])
    assert len(answer.json()) == len(numbers)


def test_rule_7_an_empty_value_filters_nothing_and_several_objects_filter_together(web: WebCaller) -> None:
    web.log_in()
    everything = web.ask("ProjectClient")
    assert web.ask("ProjectClient", {"PropertyName": "Number", "FilterValue": ""}) == everything
    found = web.ask(
        "ProjectClient",
        {"PropertyName": "Account", "FilterValue": everything[5]["Account"]},
        {"PropertyName": "Blocked", "FilterValue": "false"},
    )
    expected = [p for p in everything if p.get("Account") == everything[5]["Account"] and not p["Blocked"]]
    assert found == expected != []


@pytest.mark.parametrize("truth", [True, "true", "True"])
def test_rule_7_booleans_may_come_as_texts(web: WebCaller, truth: Any) -> None:
    web.log_in()
    numbers = field(web.ask(EMPLOYEES), "Number")
    by = {"PropertyName": "Number", "FilterValue": "", "OrderBy": truth}
    assert field(web.ask(EMPLOYEES, by), "Number") == sorted(numbers)
    down = by | {"OrderBy": "false", "OrderByDescending": truth}
    assert field(web.ask(EMPLOYEES, down), "Number") == sorted(numbers, reverse=True)


def test_rule_7_the_body_must_hold_at_least_one_object(web: WebCaller) -> None:
    web.log_in()
    bodies: tuple[Any, ...] = ([], {}, ["x"], "x")
    for body in bodies:
        assert refusal(web.post(f"/Query/Get/{EMPLOYEES}", body)) == (200, "ArgumentMissing")


def test_values_of_filters_follow_the_other_programming_interface(web: WebCaller, control: TwinControl) -> None:
    web.log_in()
    everything = web.ask("ProjectClient")

    def found(name: str, value: Any) -> list[str]:
        return field(web.ask("ProjectClient", {"PropertyName": name, "FilterValue": value}), "Number")

    assert found("Number", "2001..2003") == ["2001", "2002", "2003"]
    assert found("Number", "2055..") == [p["Number"] for p in everything if p["Number"] >= "2055"]
    assert found("Description", "null") == [p["Number"] for p in everything if "Description" not in p]
    assert found("Phase", "2") == [p["Number"] for p in everything if p["Phase"] == "Igangværende"]
    assert found("Nummer", "1") == field(everything, "Number")
    control.switch(web_ranges=False, web_enum_filter="label")
    assert found("Number", "2001..2003") == []
    assert found("Phase", "Igangværende") == [p["Number"] for p in everything if p["Phase"] == "Igangværende"]


def test_rule_3_answers_are_bare_lists_without_empty_keys(web: WebCaller) -> None:
    (row,) = web.log_in().ask("ProjectClient", {"PropertyName": "Number", "FilterValue": "0042"})
    assert "Description" not in row
    assert row["EndDate"] == "0001-01-01T00:00:00"


# --- Writing ----------------------------------------------------------------------------------------------------------


def test_rows_are_inserted_changed_and_deleted_under_paths_of_their_own(web: WebCaller, line: dict[str, Any]) -> None:
    web.log_in()
    first = web.post(f"/crud/insert/{LINES}", line).json()
    rows = web.post(f"/Crud/InsertList/{LINES}", [line, line]).json()
    assert [row["RowId"] - first["RowId"] for row in rows] == [1, 2]
    assert web.call("PUT", f"/Crud/Update/{LINES}", json=first | {"Text": "ny"}).json()["Text"] == "ny"
    assert web.call("PUT", f"/Crud/UpdateList/{LINES}", json=rows).status_code == 200
    assert web.call("DELETE", f"/Crud/Delete/{LINES}", json=first).status_code == 200
    assert web.call("DELETE", f"/Crud/DeleteList/{LINES}", json=rows).status_code == 200
    assert web.ask(LINES) == []


def test_by_switch_what_nobody_saw_does_not_exist(web: WebCaller, control: TwinControl, line: dict[str, Any]) -> None:
    control.switch(web_updates=False)
    row = web.log_in().post(f"/Crud/Insert/{LINES}", line).json()
    assert web.call("PUT", f"/Crud/Update/{LINES}", json=row).status_code == 404
    assert web.call("DELETE", f"/Crud/Delete/{LINES}", json=row).status_code == 404
    assert web.call("DELETE", f"/Crud/DeleteList/{LINES}", json=[row]).status_code == 200


@pytest.mark.parametrize(
    ("mode", "status", "text"),
    [
        ("ok_text", 200, "KeyExists"),
        ("ok_err", 200, '{"Err": 1, "ErrorProperty": "Account", "ErrorValue": null}'),
        ("status_text", 400, "KeyExists"),
    ],
)
def test_rule_14_an_error_looks_like_success_unless_switched_otherwise(
    web: WebCaller, control: TwinControl, mode: str, status: int, text: str
) -> None:
    control.switch(web_errors=mode)
    answer = web.log_in().post("/Crud/Insert/DebtorClient", {"Account": "0042", "Name": "x"})
    assert refusal(answer) == (status, text)


def test_a_country_is_taken_as_a_number_and_other_enumerations_as_english_texts(web: WebCaller) -> None:
    sent = {"Account": "CRM-1", "Name": "x", "Country": 57, "VatZone": "Domestic", "Currency": "DKK", "Simulate": True}
    row = web.log_in().post("/Crud/Insert/DebtorClient", sent).json()
    assert (row["Country"], row["CountryName"], row["VatZone"], row["Currency"]) == (
        "Denmark",
        "Denmark",
        "Domestic",
        "DKK",
    )


def test_how_enumerations_are_written_is_a_switch(web: WebCaller, control: TwinControl) -> None:
    web.log_in()
    by_number = {"PropertyName": "Number", "FilterValue": "0042"}
    seen: list[Any] = []
    for mode in ("label", "member", "number"):
        control.switch(web_enum_output=mode)
        seen += field(web.ask("ProjectClient", by_number), "Phase")
    assert seen == ["Igangværende", "InProgress", 2]


def test_rights_and_limits_hold_on_this_surface_too(web: WebCaller, control: TwinControl, line: dict[str, Any]) -> None:
    web.log_in()
    control.credentials("change", login=web.login, denied=[[LINES, "insert"], [EMPLOYEES, "read"]])
    assert refusal(web.post(f"/Crud/Insert/{LINES}", line)) == (403, "NoRightsToInsert")
    assert refusal(web.post(f"/Query/Get/{EMPLOYEES}", [{}])) == (403, "NoRights")
    control.credentials("change", login=web.login, companies=[10777])
    assert refusal(web.post(f"/Query/Get/{LINES}", [{}])) == (403, "UserNoAccessToCompany")
    assert control.call("GET", "allowances")[web.login]["calls"] == 3  # the login, and two that got inside


INVOICE = {
    "Order": {"Account": "0042"},
    "Lines": [{"Item": "1", "Qty": 1}],
    "Date": "2026-11-23T00:00:00",
    "Simulate": False,
}
GENERATE = "/Invoice/GenerateDebtorInvoice"


def test_an_invoice_gets_a_number_and_its_page_comes_as_text(web: WebCaller) -> None:
    web.log_in()
    told = web.post(GENERATE, INVOICE).json()
    assert (told["InvoiceNumber"], told["Err"], told["JournalPostedlId"]) == (1, 0, 1)
    found = {"Account": "0042", "InvoiceNumber": 1, "Date": "2026-11-23"}
    page = web.call("GET", "/Invoice/GetInvoicePDF", params=found, headers={"Accept": "application/pdf"}).json()
    assert base64.b64decode(page).startswith(b"%PDF")


def test_an_invoice_that_lacks_something_is_refused_inside_a_success(web: WebCaller) -> None:
    web.log_in()
    assert refusal(web.post(GENERATE, {"Order": {}})) == (200, "ArgumentMissing")
    told = web.post(GENERATE, INVOICE | {"Order": {"Account": "nobody"}}).json()
    assert (bool(told["Err"]), told["ErrorProperty"], told["ErrorValue"]) == (True, "Account", "nobody")
    assert web.post(GENERATE, INVOICE | {"Simulate": True}).json()["InvoiceNumber"] == 0
    assert refusal(web.call("GET", "/Invoice/GetInvoicePDF/0")) == (200, "CouldNotFind")


def test_the_surface_is_described_for_people(web: WebCaller) -> None:
    paths = web.call("GET", "/swagger/v1/swagger.json").json()["paths"]
    assert {"/Login", "/refresh", "/Query/Get/{entity}", "/Crud/DeleteList/{entity}"} <= paths.keys()


@pytest.mark.parametrize("path", ["/Query/Get", "/Query/Put/EmployeeClient", "/Crud/Merge/EmployeeClient"])
def test_paths_that_do_not_exist_are_not_found(web: WebCaller, path: str) -> None:
    assert web.log_in().post(path, [{}]).status_code == 404


def test_by_switch_each_surface_answers_under_its_own_host_only(
    web: WebCaller, caller: Caller, control: TwinControl
) -> None:
    control.switch(web_host="api.uniconta.test")
    own = {"Host": "api.uniconta.test"}
    login = {"Username": web.login, "Password": web.secret}
    assert "token" in web.post("/Login", login, headers=own).json()
    assert web.post("/Login", login).status_code == 404
    assert caller.call("GET", "/odata/EmployeeClient").status_code == 200
    assert caller.call("GET", "/api/Entities/EmployeeClient", headers=own).status_code == 404
