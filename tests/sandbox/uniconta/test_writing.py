"""Rules 9 to 16 of the Uniconta sheet, section 8: writing and posting."""

from typing import Any

import pytest

from sandbox.client import TwinControl
from tests.sandbox.uniconta.caller import Caller, refusal

LINES = "ProjectJournalLineClient"


def test_rule_9_an_inserted_row_gets_its_number_and_its_dates_from_the_server(caller: Caller) -> None:
    row = caller.insert("DebtorClient", {"Account": "0777", "Name": "Prøvekunde"}).json()
    assert row["RowId"] > 40
    assert row["UpdatedAt"].startswith(row["Created"][:10])
    assert (row["KeyStr"], row["KeyName"]) == ("0777", "Prøvekunde")
    assert row["Group"] == "1"  # the default group
    assert caller.one("DebtorClient", "Account", "0777") == row


def test_rule_9_a_key_that_exists_or_is_missing_and_a_blank_field_are_refused(
    caller: Caller, line: dict[str, Any]
) -> None:
    for entity, row, name in (
        ("DebtorClient", {"Account": "0042", "Name": "x"}, "KeyExists"),
        ("DebtorClient", {"Name": "x"}, "KeyIsEmpty"),
        ("DebtorClient", {"Account": "0778"}, "FieldCannotBeBlank"),
        (LINES, {**line, "PrCategory": ""}, "FieldCannotBeBlank"),
        (LINES, {**line, "Date": "0001-01-01T00:00:00"}, "FieldCannotBeBlank"),
    ):
        assert refusal(caller.insert(entity, row)) == (400, name)


def test_rule_9_an_empty_key_is_taken_from_the_number_series_of_the_group(caller: Caller, control: TwinControl) -> None:
    control.rows("NumberSerieClient", [{"Serie": "DEB", "Name": "Kunder", "Prefix": "K", "Next": 9, "Length": 4}])
    control.rows("DebtorGroupClient", [{"Group": "AUTO", "Name": "Automatisk", "AutoNumber": "DEB"}])
    accounts = [caller.insert("DebtorClient", {"Name": "x", "Group": "AUTO"}).json()["Account"] for _ in range(2)]
    assert accounts == ["K0009", "K0010"]


@pytest.mark.parametrize(("mode", "status", "length"), [("rows", 200, 2), ("empty", 200, 0), ("204", 204, 0)])
def test_rule_9_an_insert_answers_in_the_way_that_is_switched_on(
    caller: Caller, control: TwinControl, line: dict[str, Any], mode: str, status: int, length: int
) -> None:
    control.switch(insert_answer=mode)
    answer = caller.insert_list(LINES, [line, line])
    assert answer.status_code == status
    assert len(answer.json() if answer.content else []) == length
    assert len(caller.bare(LINES)) == 2


def test_rule_10_an_update_replaces_the_whole_row(caller: Caller) -> None:
    row = caller.one("ProjectClient", "Number", "0042")
    assert row["WorkAddress1"]
    partial = {name: row[name] for name in ("RowId", "Number", "Name", "Group")}
    after = caller.update("ProjectClient", partial | {"Description": "Ny"}).json()
    assert "WorkAddress1" not in after
    assert after["Description"] == "Ny"
    assert after["Phase"] == "Oprettet"
    assert caller.update("ProjectClient", row).json() | {"UpdatedAt": ""} == row | {"UpdatedAt": ""}


def test_rule_10_by_switch_an_update_keeps_what_was_not_sent(caller: Caller, control: TwinControl) -> None:
    control.switch(update_missing_keys="keep")
    row = caller.one("ProjectClient", "Number", "0042")
    assert caller.update("ProjectClient", {"RowId": row["RowId"]}).json()["WorkAddress1"] == row["WorkAddress1"]


def test_rule_10_a_changed_key_and_a_row_that_is_not_there_are_refused(caller: Caller) -> None:
    row = caller.one("ProjectClient", "Number", "0042")
    assert refusal(caller.update("ProjectClient", row | {"Number": "0043"})) == (400, "PrimaryKeyCannotBeChanged")
    for lost in (row | {"RowId": 999_999}, {**row, "RowId": None}):
        assert refusal(caller.update("ProjectClient", lost)) == (400, "CouldNotLoadOriginal")


def test_an_item_keeps_its_kind_for_good(caller: Caller) -> None:
    item = next(row for row in caller.bare("InvItemClient") if row["ItemType"] == "Item")
    assert refusal(caller.update("InvItemClient", item | {"ItemType": "Service"})) == (400, "CannotChangeItemType")
    assert caller.update("InvItemClient", item | {"Name": "Andet navn"}).status_code == 200


def test_rule_10_writing_the_plain_entity_loses_the_user_defined_fields(caller: Caller, control: TwinControl) -> None:
    row = caller.one("DebtorClient", "Account", "0042")
    caller.update("DebtorClient", row)
    assert caller.one("DebtorClientUser", "Account", "0042")["xIntempus"] is False
    control.switch(plain_update_drops_user_fields=False)
    caller.update("DebtorClientUser", row | {"xIntempus": True})
    caller.update("DebtorClient", row)
    assert caller.one("DebtorClientUser", "Account", "0042")["xIntempus"] is True


def test_rule_11_a_delete_takes_the_row_in_its_body(caller: Caller, line: dict[str, Any]) -> None:
    row = caller.insert(LINES, line).json()
    assert refusal(caller.call("DELETE", f"/api/Entities/Delete/{LINES}")) == (400, "InvalidObject")
    assert caller.delete(LINES, row).status_code == 200
    assert refusal(caller.delete(LINES, row)) == (400, "RecordIsAlreadyDeleted")
    assert caller.bare(LINES) == []


def test_rule_11_what_is_referred_to_or_has_transactions_stays(
    caller: Caller, control: TwinControl, line: dict[str, Any]
) -> None:
    debtor = caller.one("DebtorClient", "Account", "0042")
    assert refusal(caller.delete("DebtorClient", debtor)) == (400, "CouldNotDeleteRecordThatIsReferred")
    caller.insert(LINES, line)
    control.post_journal("INTEMPUS")
    project = caller.one("ProjectClient", "Number", "2001")
    assert refusal(caller.delete("ProjectClient", project)) == (400, "CouldNotDeleteRecordThatHasTransactions")


def test_rule_12_a_list_with_a_bad_row_is_refused_as_a_whole_and_does_not_say_which(
    caller: Caller, line: dict[str, Any]
) -> None:
    answer = caller.insert_list(LINES, [line, {**line, "Project": None}, line])
    assert refusal(answer) == (400, "FieldCannotBeBlank")
    assert caller.bare(LINES) == []


def test_rule_12_by_switch_the_rows_before_the_bad_one_stay(
    caller: Caller, control: TwinControl, line: dict[str, Any]
) -> None:
    control.switch(insert_list="stop_at_first_error")
    caller.insert_list(LINES, [line, {**line, "Project": None}, line])
    assert len(caller.bare(LINES)) == 1
    assert len(control.journal(LINES)) == 1


def test_rule_12_a_list_of_updates_with_a_bad_row_leaves_all_as_they_were(caller: Caller, line: dict[str, Any]) -> None:
    rows = caller.insert_list(LINES, [line, line]).json()
    changed = [rows[0] | {"Text": "ny"}, rows[1] | {"Project": ""}]
    answer = caller.call("PUT", f"/api/Entities/UpdateList/{LINES}", json=changed)
    assert refusal(answer) == (400, "FieldCannotBeBlank")
    assert caller.bare(LINES) == rows
    assert caller.call("DELETE", f"/api/Entities/DeleteList/{LINES}", json=rows).status_code == 200
    assert caller.bare(LINES) == []


def test_rule_12_an_insert_takes_one_object_and_no_list(
    caller: Caller, control: TwinControl, line: dict[str, Any]
) -> None:
    assert refusal(caller.insert(LINES, [line])) == (400, "InvalidObject")
    control.switch(insert_takes_array=True)
    assert caller.insert(LINES, [line]).status_code == 200


def test_rule_13_keys_that_are_unknown_or_read_only_are_ignored(caller: Caller, line: dict[str, Any]) -> None:
    sent = line | {"account name": "x", "RowId": 5, "CompanyId": 1, "SalesAmount": 12.0, "Created": "1999-01-01"}
    row = caller.insert(LINES, sent).json()
    assert (row["CompanyId"], row["SalesAmount"]) == (10523, 0.0)
    assert "account name" not in row
    assert row["Created"] > "2000"


def test_rule_13_numbers_as_text_and_dates_in_both_forms_are_understood(caller: Caller, line: dict[str, Any]) -> None:
    row = caller.insert(LINES, line | {"Qty": "2.53", "Date": "2026-11-02T00:00:00Z"}).json()
    assert (row["Qty"], row["Date"]) == (2.53, "2026-11-02T00:00:00")
    assert refusal(caller.insert(LINES, line | {"Qty": "2,53"})) == (400, "InvalidValue")


def test_rule_13_the_time_part_of_a_moment_is_kept(caller: Caller, control: TwinControl, line: dict[str, Any]) -> None:
    times = {"TimeFrom": "2026-11-02T22:00:00", "TimeTo": "06:00:00"}
    row = caller.insert(LINES, line | times).json()
    assert (row["TimeFrom"][11:], row["TimeTo"][11:]) == ("22:00:00", "06:00:00")
    control.switch(time_format="minutes")
    row = caller.insert(LINES, line | {"TimeFrom": 22 * 60, "TimeTo": 360}).json()
    assert (row["TimeFrom"], row["TimeTo"]) == (1320, 360)


@pytest.mark.parametrize(
    ("mode", "status", "text"),
    [
        ("status_text", 400, "KeyExists"),
        ("status_json_string", 400, '"KeyExists"'),
        ("status_object", 400, '{"Message": "KeyExists"}'),
        ("ok_text", 200, "KeyExists"),
        ("ok_json_string", 200, '"KeyExists"'),
        ("ok_err", 200, '{"Err": 1, "ErrorProperty": "Account", "ErrorValue": null}'),
    ],
)
def test_rule_14_an_error_travels_in_the_way_that_is_switched_on(
    caller: Caller, control: TwinControl, mode: str, status: int, text: str
) -> None:
    control.switch(errors=mode)
    answer = caller.insert("DebtorClient", {"Account": "0042", "Name": "x"})
    assert refusal(answer) == (status, text)


def test_rule_14_labels_of_another_language_are_ignored_or_refused(caller: Caller, control: TwinControl) -> None:
    project = {"Number": "7001", "Name": "x", "Phase": "In progress"}
    assert caller.insert("ProjectClient", project).json()["Phase"] == "Oprettet"
    control.switch(unknown_label="refuse")
    assert refusal(caller.insert("ProjectClient", project | {"Number": "7002"})) == (400, "InvalidValue")
    control.switch(enum_input="any")
    assert caller.insert("ProjectClient", project | {"Number": "7003"}).json()["Phase"] == "Igangværende"


def test_rule_15_a_line_may_name_what_does_not_exist_until_it_is_posted(
    caller: Caller, control: TwinControl, line: dict[str, Any]
) -> None:
    assert caller.insert(LINES, line | {"Project": "nowhere"}).status_code == 200
    outcome = control.post_journal("INTEMPUS")
    assert (outcome["posted"], outcome["error"]) == (0, "JournalFailedValidation")
    assert [wrong["error"] for wrong in outcome["lines"]] == ["ProjectIsMissing"]
    assert len(caller.bare(LINES)) == 1


def test_rule_15_by_switch_a_line_with_a_dangling_reference_is_refused(
    caller: Caller, control: TwinControl, line: dict[str, Any]
) -> None:
    assert refusal(caller.insert(LINES, line | {"Journal": "NIX"})) == (400, "CouldNotFind")
    control.switch(check_line_references=True)
    for name, error in (
        ("Project", "ProjectIsMissing"),
        ("PrCategory", "InvalidCategory"),
        ("Employee", "CouldNotFind"),
        ("PayrollCategory", "CouldNotFind"),
        ("Item", "CouldNotFind"),
    ):
        assert refusal(caller.insert(LINES, line | {name: "nowhere"})) == (400, error)
    assert caller.insert(LINES, line).status_code == 200


def test_rule_15_posting_checks_every_line_in_full(caller: Caller, control: TwinControl, line: dict[str, Any]) -> None:
    blocked = next(row["Number"] for row in caller.bare("ProjectClient") if row["Blocked"])
    item = next(row["Item"] for row in caller.bare("InvItemClient") if row["Blocked"])
    wrong: dict[str, dict[str, Any]] = {
        "ProjectIsBlocked": {"Project": blocked},
        "InvalidCategory": {"PrCategory": "1"},
        "QtyCannotBeZero": {"Qty": 0},
        "BlockedInJournal": {"Item": item},
        "CombinationNotAllowed": {"PayrollCategory": "300"},
        "CouldNotFind": {"Employee": "nobody"},
    }
    caller.insert_list(LINES, [line | change for change in wrong.values()])
    outcome = control.post_journal("INTEMPUS")
    assert [error["error"] for error in outcome["lines"]] == list(wrong)


def test_rule_16_posted_lines_become_transactions_and_leave_the_journal(
    caller: Caller, control: TwinControl, line: dict[str, Any]
) -> None:
    caller.insert_list(LINES, [line, line | {"ReferenceNumber": "IM0000000002G01L01", "Voucher": 77}])
    assert control.post_journal("INTEMPUS") == {"posted": 2, "JournalPostedId": 1}
    assert caller.bare(LINES) == []
    first, second = caller.read("ProjectTransClient", "ReferenceNumber ge 'IM' and ReferenceNumber le 'IN'")
    assert (first["ReferenceNumber"], first["Qty"], first["Text"]) == (line["ReferenceNumber"], 7.5, line["Text"])
    assert (first["Voucher"], second["Voucher"], first["JournalPostedId"]) == (1, 77, 1)
    assert [row["Project"] for row in control.truth()["transactions"]] == ["2001", "2001"]
    assert refusal(caller.update("ProjectTransClient", first)) == (400, "CannotUpdateRecord")
    assert refusal(caller.insert("ProjectTransClient", first)) == (400, "CannotUseMethod")


def test_rule_16_posting_honours_approved_on_hold_and_delete_lines(
    caller: Caller, control: TwinControl, line: dict[str, Any]
) -> None:
    journal = caller.one("ProjectJournalClient", "Journal", "INTEMPUS")
    control.edit(
        entity="ProjectJournalClient", row_id=journal["RowId"], fields={"UseApproved": True, "DeleteLines": False}
    )
    for number, flags in enumerate(({}, {"Approved": True}, {"Approved": True, "OnHold": True})):
        caller.insert(LINES, line | {"ReferenceNumber": f"R{number}", **flags})
    assert control.post_journal("INTEMPUS")["posted"] == 1
    assert [row["ReferenceNumber"] for row in caller.bare("ProjectTransClient")] == ["R1"]
    assert len(caller.bare(LINES)) == 3


def test_a_person_can_change_and_delete_rows_behind_the_interface(
    caller: Caller, control: TwinControl, line: dict[str, Any]
) -> None:
    row = caller.insert(LINES, line).json()
    control.edit(entity=LINES, row_id=row["RowId"], fields={"Qty": 1.0, "ReferenceNumber": "mine"})
    assert [found["Qty"] for found in caller.read(LINES, "ReferenceNumber eq 'mine'")] == [1.0]
    assert caller.read(LINES, f"ReferenceNumber eq '{line['ReferenceNumber']}'") == []
    control.delete(entity=LINES, row_id=row["RowId"])
    assert control.truth()["lines"] == []


def test_the_journal_of_accepted_writes_agrees_with_the_rows(
    caller: Caller, control: TwinControl, line: dict[str, Any]
) -> None:
    rows = caller.insert_list(LINES, [line, line, line]).json()
    caller.update(LINES, rows[0] | {"Text": "ny"})
    caller.delete(LINES, rows[1])
    left: dict[int, Any] = {}
    for write in control.journal(LINES):
        left.pop(write["key"], None)
        if write["after"]:
            left[write["key"]] = write["after"]["Text"]
    assert left == {row["RowId"]: row["Text"] for row in caller.bare(LINES)}
