"""What a reader sees beside the rows: rules 3, 4, 5, 6, 8 and 23 of the Uniconta sheet, section 8."""

from typing import Any
from xml.etree import ElementTree as ET

from sandbox.client import TwinControl
from tests.sandbox.uniconta.caller import Caller, refusal

LINES = "ProjectJournalLineClient"
EDM = "{http://docs.oasis-open.org/odata/ns/edm}"


def metadata(caller: Caller, path: str = "/odata/$metadata") -> dict[str, dict[str, str]]:
    """Read `$metadata` as a general OData reader would: the types of the properties by entity set."""
    tree = ET.fromstring(caller.call("GET", path, headers={"Accept": "*/*"}).content)  # noqa: S314 - our own twin wrote it
    types = {
        node.attrib["Name"]: {each.attrib["Name"]: each.attrib["Type"] for each in node.iter(f"{EDM}Property")}
        for node in tree.iter(f"{EDM}EntityType")
    }
    assert {node.attrib["Name"] for node in tree.iter(f"{EDM}PropertyRef")} == {"RowId"}
    sets = {node.attrib["Name"]: node.attrib["EntityType"] for node in tree.iter(f"{EDM}EntitySet")}
    return {name: types[kind.rpartition(".")[2]] for name, kind in sets.items()}


def test_rule_3_the_metadata_describe_every_entity_of_the_service_document_as_it_is_shown(caller: Caller) -> None:
    described = metadata(caller)
    assert described.keys() == {row["name"] for row in caller.call("GET", "/odata").json()["value"]}
    for name in ("ProjectClient", "DebtorClientUser", "EmployeeClient", "ProjectJournalClient"):
        (row, *_) = caller.read(name, top=1)
        assert row.keys() == described[name].keys()
    assert described[LINES]["Qty"] == "Edm.Double"
    assert metadata(caller, "/odata/10777/$metadata") == described


def test_rule_23_the_metadata_leave_out_what_the_company_has_not_got(caller: Caller, control: TwinControl) -> None:
    control.switch(modules_off=["Payroll"], dimensions=2, metadata_dates="Edm.DateTime")
    described = metadata(caller)[LINES]
    assert not {"PayrollCategory", "PayrollCategoryName", "Dimension3"} & described.keys()
    assert described["Date"] == "Edm.DateTime"


def test_names_stand_beside_the_keys_they_belong_to(caller: Caller, line: dict[str, Any]) -> None:
    row = caller.insert(LINES, line | {"ItemName": "ignored"}).json()
    names = {
        name: caller.one(entity, "Number", row[field])["Name"]
        for name, field, entity in (
            ("ProjectName", "Project", "ProjectClient"),
            ("EmployeeName", "Employee", "EmployeeClient"),
            ("CategoryName", "PrCategory", "PrCategoryClient"),
            ("PayrollCategoryName", "PayrollCategory", "EmpPayrollCategoryClient"),
        )
    }
    assert {name: row[name] for name in names} == names
    assert "ItemName" not in row
    assert caller.read(LINES)[0]["ItemName"] is None
    project = caller.one("ProjectClient", "Number", "0042")
    assert project["DebtorName"] == caller.one("DebtorClient", "Account", project["Account"])["Name"]


def test_a_name_that_changes_changes_beside_every_key(caller: Caller, line: dict[str, Any]) -> None:
    caller.insert(LINES, line)
    project = caller.one("ProjectClient", "Number", line["Project"])
    caller.update("ProjectClient", project | {"Name": "Nyt navn"})
    assert caller.bare(LINES)[0]["ProjectName"] == "Nyt navn"


def test_a_contact_shows_the_name_of_its_debtor(caller: Caller) -> None:
    contact = {"Name": "Opdigtet Kontakt", "DCType": "Debtor", "DCAccount": "0042", "Email": "kontakt@opdigtet.example"}
    row = caller.insert("ContactClient", contact).json()
    assert row["AccountName"] == caller.one("DebtorClient", "Account", "0042")["Name"]


def test_a_journal_counts_its_lines_and_rows_say_whether_they_have_notes(caller: Caller, line: dict[str, Any]) -> None:
    caller.insert_list(LINES, [line, line])
    journal = caller.one("ProjectJournalClient", "Journal", "INTEMPUS")
    assert journal["NumberOfLines"] == 2
    assert (journal["HasNotes"], journal["HasDocs"]) == (False, False)


def test_amounts_follow_from_prices(caller: Caller, control: TwinControl, line: dict[str, Any]) -> None:
    row = caller.insert(LINES, line | {"Qty": 3, "SalesPrice": 500, "CostPrice": 200.5, "DiscountPct": 10}).json()
    assert (row["SalesAmount"], row["CostAmount"]) == (1350.0, 601.5)
    control.post_journal("INTEMPUS")
    posted = caller.one("ProjectTransClient", "ReferenceNumber", line["ReferenceNumber"])
    assert (posted["Margin"], posted["MarginRatio"], posted["CatType"]) == (748.5, 55.44, "Labour")


def test_rule_4_a_task_is_a_key_within_its_project(caller: Caller) -> None:
    task = {"Project": "2001", "Task": "10", "Name": "Grav"}
    assert caller.insert("ProjectTaskClient", task).status_code == 200
    assert caller.insert("ProjectTaskClient", task | {"Project": "2002"}).status_code == 200
    assert refusal(caller.insert("ProjectTaskClient", task)) == (400, "KeyExists")
    assert len(caller.read("ProjectTaskClient", "Task eq '10'")) == 2


def test_rule_5_an_or_holds_at_most_forty_alternatives(caller: Caller, control: TwinControl) -> None:
    many = " or ".join(f"Number eq '{number}'" for number in range(41))
    assert caller.call("GET", "/odata/EmployeeClient", params={"$filter": many}).status_code == 400
    control.switch(most_alternatives=41)
    assert caller.call("GET", "/odata/EmployeeClient", params={"$filter": many}).status_code == 200


def test_rule_5_select_and_count_are_ignored_or_by_switch_understood(caller: Caller, control: TwinControl) -> None:
    asked = {"$select": "Number, Name", "$count": "true", "$top": 2}
    plain = caller.call("GET", "/odata/EmployeeClient", params=asked).json()
    assert len(plain["value"][0]) > 2
    assert "@odata.count" not in plain
    control.switch(select_and_count=True)
    answer = caller.call("GET", "/odata/EmployeeClient", params=asked).json()
    assert [row.keys() for row in answer["value"]] == [{"Number", "Name"}] * 2
    assert answer["@odata.count"] == len(caller.read("EmployeeClient"))


def test_by_switch_an_answer_is_cut_without_a_word(caller: Caller, control: TwinControl) -> None:
    control.switch(most_rows=3)
    assert len(caller.read("ProjectClient")) == len(caller.bare("ProjectClient")) == 3
    assert caller.call("GET", "/odata/ProjectClient").json().keys() == {"@odata.context", "value"}


def test_rule_6_how_a_filter_names_a_member_is_a_switch(caller: Caller, control: TwinControl) -> None:
    by_label = caller.read("ProjectClient", "Phase eq 'Igangværende'")
    control.switch(enum_filter="number")
    assert caller.read("ProjectClient", "Phase eq '2'") == by_label != []


def test_rule_8_dates_end_in_z_and_members_are_written_otherwise_by_switch(
    caller: Caller, control: TwinControl
) -> None:
    control.switch(zoned_dates=True, enum_output="member")
    row = caller.one("ProjectClient", "Number", "0042")
    assert (row["EndDate"], row["Phase"]) == ("0001-01-01T00:00:00Z", "InProgress")
    assert caller.update("ProjectClient", row).json()["EndDate"] == row["EndDate"]


def test_the_phase_that_nobody_saw_exists_by_switch_only(caller: Caller, control: TwinControl) -> None:
    project = {"Number": "7001", "Name": "x", "Phase": "Tilbud"}
    assert caller.insert("ProjectClient", project).json()["Phase"] == "Oprettet"
    control.switch(offer_phase=True)
    assert caller.insert("ProjectClient", project | {"Number": "7002"}).json()["Phase"] == "Tilbud"


def test_rule_23_a_field_of_a_module_that_is_off_is_ignored_or_by_switch_refused(
    caller: Caller, control: TwinControl, line: dict[str, Any]
) -> None:
    control.switch(modules_off=["ProjectTask"])
    assert "Task" not in caller.insert(LINES, line | {"Task": "10"}).json()
    assert refusal(caller.call("GET", "/odata/ProjectTaskClient")) == (403, "AddInNotActivated")
    control.switch(module_field_sent="refuse")
    assert refusal(caller.insert(LINES, line | {"Task": "10"})) == (400, "AddInNotActivated")


def test_a_read_can_be_served_from_before_the_latest_write(
    caller: Caller, control: TwinControl, line: dict[str, Any]
) -> None:
    control.fault("stale", path="/odata/", count=1)
    caller.insert(LINES, line)
    assert caller.read(LINES) == []
    assert len(caller.read(LINES)) == 1
