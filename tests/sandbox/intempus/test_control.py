from typing import Any

import httpx2
import pytest

from sandbox.client import ControlRefused, TwinControl


def test_the_truth_shows_every_report_as_it_stands(control: TwinControl) -> None:
    reports = control.truth()["reports"]
    assert reports[2] == {
        "id": 3, "approved": False, "amount": "40", "employee": 1, "case": 1, "product": 1, "worktype": None,
        "origin": "",
    }  # fmt: skip
    assert [report["approved"] for report in reports] == [True, False, False]


def test_an_edit_behind_the_apis_back_moves_the_timestamp(api: httpx2.Client, control: TwinControl) -> None:
    checkpoint = api.get("work_report/").headers["Logical-Timestamp"]
    control.edit(resource="work_report", id=2, fields={"amount": "3.25", "case": 1})
    changed = api.get(f"work_report/?logical_timestamp__gt={checkpoint}").json()["objects"]
    assert [(row["id"], row["amount"], row["case"]) for row in changed] == [(2, "3.25", "/web/v1/case/1/")]


def test_rows_that_are_added_get_ids_and_timestamps(api: httpx2.Client, control: TwinControl) -> None:
    checkpoint = api.get("customer/").headers["Logical-Timestamp"]
    added = control.rows("customer", [{"company": 1, "name": "Ny", "number": "300"}])
    changed = api.get(f"customer/?logical_timestamp__gt={checkpoint}").json()["objects"]
    assert [row["id"] for row in changed] == added["ids"] == [3]


def test_a_delete_behind_the_apis_back_leaves_no_row(api: httpx2.Client, control: TwinControl) -> None:
    control.delete(resource="work_report", id=1)
    assert api.get("work_report/1/").status_code == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("rows/customer", {"rows": [{"company": 1, "naem": "Stavefejl"}]}),
        ("rows/nothing", {"rows": []}),
        ("rows/case", {"rows": [{"number": "1", "name": "Uden kunde"}]}),
        ("edit", {"resource": "case", "id": 99, "fields": {}}),
        ("edit", {"resource": "case", "id": 1, "fields": {"naem": "Stavefejl"}}),
        ("delete", {"resource": "customer", "id": 1}),
        ("approve", {"ids": [99]}),
        ("overtime", {"employee": 2, "date": "2026-01-05", "amount": "1"}),
        ("credentials", {"action": "revoke", "username": "nobody"}),
        ("switches", {"no_such_switch": True}),
    ],
)
def test_what_cannot_be_done_is_refused(control: TwinControl, path: str, body: dict[str, Any]) -> None:
    with pytest.raises(ControlRefused):
        control.call("POST", path, body)


def test_a_reset_begins_anew(api: httpx2.Client, control: TwinControl) -> None:
    control.switch(cursor_mode="off")
    control.reset("empty")
    assert control.truth() == {"reports": []}
    assert control.call("GET", "switches")["cursor_mode"] == "on"
    assert api.get("company/").status_code == 401
