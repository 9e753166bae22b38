"""Rules 1 to 8 of the Uniconta sheet, section 8: signing in and reading."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from httpx2 import Response

from sandbox.client import TwinControl
from tests.sandbox.uniconta.caller import Caller, refusal

LINES = "ProjectJournalLineClient"


def test_rule_1_each_form_of_the_user_name_opens_the_company_that_it_names(caller: Caller) -> None:
    for user in (f"0010523/{caller.login}", f"0000010523/{caller.login}", f"10523/{caller.login}", caller.login):
        rows = caller.call("GET", "/odata/ProjectClient", user=user).json()["value"]
        assert {row["CompanyId"] for row in rows} == {10523}
    other = caller.call("GET", "/api/Entities/ProjectClient", user=f"0010777/{caller.login}").json()
    assert {row["CompanyId"] for row in other} == {10777}


def test_rule_1_the_company_in_the_path_comes_before_the_one_in_the_user_name(caller: Caller) -> None:
    path = "/odata/10777/ProjectClient"
    rows = caller.call("GET", path, user=f"0010523/{caller.login}").json()["value"]
    assert {row["CompanyId"] for row in rows} == {10777}


def test_rule_1_a_login_in_other_letters_or_a_wrong_password_is_refused(caller: Caller) -> None:
    wrong: tuple[dict[str, str], ...] = (
        {"user": caller.login.lower()},
        {"password": "wrong"},
        {"password": caller.secret.upper()},
    )
    for pair in wrong:
        answer = caller.call("GET", "/odata/ProjectClient", **pair)
        assert refusal(answer) == (401, "UserOrPasswordIsWrong")
    assert caller.call("GET", "/odata", headers={"Authorization": "Bearer x"}).status_code == 401


def test_rule_1_a_password_with_a_colon_is_cut_at_the_first_one_only(caller: Caller, control: TwinControl) -> None:
    control.credentials("add", login="colon", password="a:b/c", companies=[10523])
    assert caller.call("GET", "/odata/10523", user="colon", password="a:b/c").status_code == 200


def test_rule_2_without_accept_the_feed_is_xml_and_the_other_surface_stays_json(caller: Caller) -> None:
    feed = caller.call("GET", "/odata/ProjectClient", headers={"Accept": "*/*"}, params={"$top": 1})
    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    tree = ET.fromstring(feed.content)  # noqa: S314 - our own twin wrote it
    assert "0042" in [node.text for node in tree.iter("{http://docs.oasis-open.org/odata/ns/data}Number")]
    assert caller.call("GET", "/api/Entities/ProjectClient", headers={"Accept": "*/*"}).json()


def test_rule_3_the_feed_has_an_envelope_and_the_other_surface_a_bare_list(caller: Caller) -> None:
    assert caller.call("GET", "/odata/ProjectClient").json().keys() == {"@odata.context", "value"}
    names = [row["name"] for row in caller.call("GET", "/odata").json()["value"]]
    assert {"ProjectClient", "DebtorClientUser"} <= set(names)
    assert isinstance(caller.call("GET", "/api/Entities/Read/ProjectClient").json(), list)


def test_rule_4_the_entity_with_user_behind_shows_the_user_defined_fields_of_the_same_rows(caller: Caller) -> None:
    plain, full = caller.bare("DebtorClient"), caller.bare("DebtorClientUser")
    assert [row["RowId"] for row in plain] == [row["RowId"] for row in full]
    assert not any("xIntempus" in row for row in plain)
    assert {row["xIntempus"] for row in full} == {True, False}


def test_rule_5_filters_compare_texts_dates_numbers_and_flags(caller: Caller) -> None:
    everything = caller.read("ProjectClient")
    for text, expected in (
        ("Number eq '0042'", [p for p in everything if p["Number"] == "0042"]),
        ("Number ge '2001' and Number le '2010'", [p for p in everything if "2001" <= p["Number"] <= "2010"]),
        ("Blocked eq true", [p for p in everything if p["Blocked"]]),
        ("FixedPrice lt 1.5 and Number gt '2055'", [p for p in everything if p["Number"] > "2055"]),
        (
            "StartDate ge datetime'2026-08-01T00:00:00' and StartDate lt datetime'2026-08-10T00:00:00'",
            [p for p in everything if "2026-08-01" <= p["StartDate"] < "2026-08-10"],
        ),
    ):
        assert caller.read("ProjectClient", text) == expected != [], text


def test_rule_5_a_quoted_quote_and_danish_letters_are_part_of_the_text(caller: Caller, control: TwinControl) -> None:
    control.rows("DebtorClient", [{"Account": "Å'1", "Name": "datetime'x'", "Group": "1"}])
    assert [row["Account"] for row in caller.read("DebtorClient", "Account eq 'Å''1'")] == ["Å'1"]
    assert [row["Account"] for row in caller.read("DebtorClient", "Name eq 'datetime''x'''")] == ["Å'1"]


def test_rule_5_alternatives_are_allowed_within_one_field_only(caller: Caller) -> None:
    rows = caller.read("EmployeeClient", "(Number eq '101' or Number eq '102') and Blocked eq false")
    assert [row["Number"] for row in rows] == ["101", "102"]
    for text in ("Number eq '101' or Name eq 'x'", "Number ne '1'", "startswith(Number,'1')", "Number eq"):
        answer = caller.call("GET", "/odata/EmployeeClient", params={"$filter": text})
        assert refusal(answer) == (400, "InvalidParameter"), text


def test_rule_5_top_skip_and_order_cut_out_a_page(caller: Caller) -> None:
    numbers = [row["Number"] for row in caller.read("EmployeeClient")]
    page = caller.read("EmployeeClient", orderby="Number desc", top=3, skip=1)
    assert [row["Number"] for row in page] == sorted(numbers, reverse=True)[1:4]


def test_rule_5_when_the_server_pages_the_links_lead_through_all_rows_once(
    caller: Caller, control: TwinControl
) -> None:
    whole = [row["RowId"] for row in caller.read("ProjectClient", "Blocked eq false")]
    control.switch(page_size=7)
    answer = caller.call("GET", "/odata/ProjectClient", params={"$filter": "Blocked eq false"}).json()
    seen = [row["RowId"] for row in answer["value"]]
    while "@odata.nextLink" in answer:
        answer = caller.call("GET", answer["@odata.nextLink"]).json()
        seen += [row["RowId"] for row in answer["value"]]
    assert seen == whole


def test_rule_6_a_filter_on_an_unknown_property_returns_everything_or_is_refused(
    caller: Caller, control: TwinControl
) -> None:
    everything = len(caller.bare("EmployeeClient"))
    assert len(caller.bare("EmployeeClient", Name="Number", Value="101")) == 1
    assert len(caller.bare("EmployeeClient", Name="Nummer", Value="101")) == everything
    assert len(caller.read("EmployeeClient", "Nummer eq '101'")) == everything
    control.switch(unknown_property="refuse")
    answer = caller.call("GET", "/api/Entities/EmployeeClient", params={"Name": "Nummer", "Value": "101"})
    assert refusal(answer) == (400, "InvalidParameter")


def test_rule_8_keys_without_a_value_are_left_out_on_one_surface_and_null_on_the_other(caller: Caller) -> None:
    (feed,) = caller.read("ProjectClient", "Number eq '0042'")
    bare = caller.one("ProjectClient", "Number", "0042")
    assert feed["Description"] is None
    assert "Description" not in bare
    assert bare["EndDate"] == feed["EndDate"] == "0001-01-01T00:00:00"
    assert bare["Blocked"] is False
    assert bare["FixedPrice"] == 0.0


def test_rule_8_enumerations_are_written_in_the_language_of_the_user(caller: Caller, control: TwinControl) -> None:
    assert caller.one("ProjectClient", "Number", "0042")["Phase"] == "Igangværende"
    control.switch(language="en")
    assert caller.one("ProjectClient", "Number", "0042")["Phase"] == "In progress"
    assert caller.one("EmpPayrollCategoryClient", "Number", "300")["InternalType"] == "Vacation"
    control.switch(labels={"CategoryType": {"Labour": "Løn"}})
    assert caller.one("PrCategoryClient", "Number", "10")["CatType"] == "Løn"


def test_no_employee_holds_a_national_identity_number(caller: Caller) -> None:
    caller.insert("EmployeeClient", {"Number": "900", "Name": "Prøve", "PersonalId": "not a number"})
    assert not any("PersonalId" in row for row in caller.read("EmployeeClient"))


@pytest.mark.parametrize("path", ["/odata/NoSuchClient", "/api/Entities/NoSuchClient", "/api/Entities/Insert", "/x"])
def test_an_unknown_entity_or_path_is_not_found(caller: Caller, path: str) -> None:
    assert caller.call("GET", path).status_code == 404


def test_half_a_thousand_lines_among_fifty_thousand_are_written_and_found(caller: Caller, line: dict[str, Any]) -> None:
    written, found = half_a_thousand_among_fifty_thousand(caller, line)
    assert len(found.json()["value"]) == len(written.json()) == 500


@pytest.mark.soak
def test_half_a_thousand_lines_among_fifty_thousand_are_written_and_found_at_once(
    caller: Caller, line: dict[str, Any]
) -> None:
    bound_in_seconds = 2.0  # each takes some 30 ms; a scan without index or a slow insert would not stay below
    answers = half_a_thousand_among_fifty_thousand(caller, line)
    assert max(answer.elapsed.total_seconds() for answer in answers) < bound_in_seconds


def half_a_thousand_among_fifty_thousand(caller: Caller, line: dict[str, Any]) -> tuple[Response, Response]:
    """Write fifty thousand lines and then 500, and read these back; return the last two answers."""
    for first in range(0, 50_000, 10_000):
        rows = [line | {"ReferenceNumber": f"IM{first + n:010d}G01L01"} for n in range(10_000)]
        assert caller.insert_list(LINES, rows).status_code == 200
    rows = [line | {"ReferenceNumber": f"XX{n:010d}"} for n in range(500)]
    written = caller.insert_list(LINES, rows)
    text = "Journal eq 'INTEMPUS' and ReferenceNumber ge 'XX0000000000' and ReferenceNumber le 'XX0000000499'"
    return written, caller.call("GET", f"/odata/{LINES}", params={"$filter": text})
