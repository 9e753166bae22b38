import datetime as dt
from typing import Any

import httpx2
import pytest

from sandbox.client import TwinControl

Body = dict[str, Any]


def _timestamp(api: httpx2.Client, path: str) -> int:
    return int(api.get(path).json()["logical_timestamp"])


def test_a_create_answers_201_with_the_object_and_its_address(api: httpx2.Client, case: Body) -> None:
    answer = api.post("case/", json=case)
    assert answer.status_code == 201
    assert answer.headers["Location"] == answer.json()["resource_uri"] == "/web/v1/case/4/"


def test_rule_5_a_create_shows_the_placeholder_and_the_next_read_the_value(api: httpx2.Client, case: Body) -> None:
    before = int(api.get("case/").headers["Logical-Timestamp"])
    created = api.post("case/", json=case).json()
    assert created["logical_timestamp"] == 42
    assert _timestamp(api, f"case/{created['id']}/") > before


def test_rule_5_a_put_shows_the_old_timestamp_and_the_next_read_a_higher_one(api: httpx2.Client) -> None:
    old = _timestamp(api, "case/1/")
    assert api.put("case/1/", json={"name": "Nyt"}).json()["logical_timestamp"] == old
    assert _timestamp(api, "case/1/") > old


def test_rule_5_a_patch_shows_the_old_timestamp_unless_switched(api: httpx2.Client, control: TwinControl) -> None:
    old = _timestamp(api, "case/1/")
    assert api.patch("case/1/", json={"name": "Nyt"}).json()["logical_timestamp"] == old
    control.switch(patch_shows_old_timestamp=False)
    shown = api.patch("case/1/", json={"name": "Nyere"}).json()["logical_timestamp"]
    assert shown == _timestamp(api, "case/1/") > old


def test_rule_9_what_the_server_assigns_is_ignored_in_a_create(api: httpx2.Client, case: Body) -> None:
    sent = {**case, "id": 77, "resource_uri": "/web/v1/case/77/", "logical_timestamp": 5}
    created = api.post("case/", json=sent).json()
    assert (created["id"], created["logical_timestamp"]) == (4, 42)


def test_rule_9_nulls_in_a_create_become_the_known_defaults(api: httpx2.Client, case: Body) -> None:
    flags = (
        "all_employees_may_add_work_reports", "all_worktypes_may_used_in_work_reports", "permit_new_workreports",
        "geofence", "remarks_required", "creation_date", "notes", "city", "hour_budget",
    )  # fmt: skip
    created = api.post("case/", json={**case, **dict.fromkeys(flags), "active": False}).json()
    assert [created[flag] for flag in flags[:5]] == [False, True, True, False, None]
    assert (created["notes"], created["city"], created["hour_budget"], created["responsibles"]) == ("", "", None, [])
    assert dt.date.fromisoformat(created["creation_date"]) > dt.date(2026, 1, 1)
    assert created["active"] is False


def test_rule_6_a_put_keeps_plain_fields_it_does_not_send(api: httpx2.Client) -> None:
    api.patch("case/1/", json={"notes": "bliver", "hour_budget": "12.50"})
    answer = api.put("case/1/", json={"name": "Nyt"})
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["notes"], shown["hour_budget"], shown["number"]) == ("bliver", "12.50", "1")
    assert (shown["customer"], shown["case_state"]) == ("/web/v1/customer/1/", "/web/v1/case_state/1/")


def test_rule_6_a_put_of_a_case_wipes_the_dates_it_does_not_send(api: httpx2.Client) -> None:
    dates = {"start_date": "2025-01-01", "end_date": "2025-02-01", "creation_date": "2024-12-24"}
    assert api.patch("case/1/", json=dates).json().items() >= dates.items()
    shown = api.put("case/1/", json={"name": "Nyt"}).json()
    assert (shown["start_date"], shown["end_date"]) == (None, None)
    assert shown["creation_date"] > "2026"
    assert api.get("case/1/").json()["start_date"] is None


def test_rule_6_a_put_of_a_case_keeps_the_dates_it_sends(api: httpx2.Client) -> None:
    dates = {"start_date": "2025-01-01", "end_date": "2025-02-01", "creation_date": "2024-12-24"}
    assert api.put("case/1/", json=dates).json().items() >= dates.items()


def test_a_put_of_an_id_that_does_not_exist_creates(api: httpx2.Client, case: Body) -> None:
    assert api.put("case/9/", json=case).status_code == 201
    assert api.get("case/9/").json()["name"] == "Ny sag"


def test_rule_7_a_patch_answers_202_and_keeps_the_dates(api: httpx2.Client) -> None:
    api.patch("case/1/", json={"start_date": "2025-01-01"})
    answer = api.patch("case/1/", json={"name": "Nyt"})
    assert (answer.status_code, answer.json()["start_date"]) == (202, "2025-01-01")


def test_rule_7_read_only_keys_are_ignored_and_unknown_ones_echoed_but_not_kept(api: httpx2.Client) -> None:
    shown = api.patch("case/1/", json={"customer_name": "X", "customer_id": "2", "mystery": 1}).json()
    assert (shown["customer_name"], shown["customer_id"], shown["mystery"]) == ("Kunde Æ", "1", 1)
    assert "mystery" not in api.get("case/1/").json()


def test_rule_7_a_null_for_a_mandatory_relation_is_ignored_in_a_patch(api: httpx2.Client) -> None:
    assert api.patch("case/1/", json={"customer": None}).json()["customer"] == "/web/v1/customer/1/"


def test_rule_8_a_decimal_sent_as_a_float_is_echoed_unrounded_and_read_back_rounded(api: httpx2.Client) -> None:
    shown = api.patch("case/1/", json={"hour_budget": 12.3}).json()["hour_budget"]
    assert shown == "12.300000000000000710542735760100185871124267578125"
    assert api.get("case/1/").json()["hour_budget"] == "12.30"


def test_coordinates_have_six_digits(api: httpx2.Client) -> None:
    api.patch("case/1/", json={"latitude": "55.6238"})
    assert api.get("case/1/").json()["latitude"] == "55.623800"
    assert api.patch("case/1/", json={"latitude": "91"}).status_code == 400


def test_an_end_date_needs_a_start_date(api: httpx2.Client) -> None:
    assert api.patch("case/1/", json={"end_date": "2026-01-01"}).status_code == 400


@pytest.mark.parametrize("status", [200, 201])
def test_rule_9_a_repeated_creation_id_returns_the_first_row(
    api: httpx2.Client, control: TwinControl, case: Body, status: int
) -> None:
    control.switch(creation_id_repeat_status=status)
    first = api.post("case/", json={**case, "creation_id": "c-1"}).json()
    answer = api.post("case/", json={**case, "creation_id": "c-1", "name": "Anden"})
    assert (answer.status_code, answer.json()["id"], answer.json()["name"]) == (status, first["id"], "Ny sag")
    assert len(control.journal("case")) == 1


def test_a_creation_id_cannot_be_given_afterwards(api: httpx2.Client) -> None:
    assert api.put("case/1/", json={"creation_id": "late"}).json()["creation_id"] is None
    assert api.get("case/1/").json()["creation_id"] is None


def test_rule_17_a_deleted_row_is_gone_without_a_trace(api: httpx2.Client) -> None:
    answer = api.delete("case/3/")
    assert (answer.status_code, answer.content) == (204, b"")
    again = api.delete("case/3/")
    assert (again.status_code, again.content) == (404, b"")
    assert [row["id"] for row in api.get("case/").json()["objects"]] == [1, 2]


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("customer/1/", "Kan ikke slette Kunde da Projekter er relateret og bør slettes først"),
        ("employee/1/", "Kan ikke slette Medarbejder da Brugerprofiler er relateret og bør slettes først"),
    ],
)
def test_rule_17_a_row_that_others_refer_to_is_not_deleted(api: httpx2.Client, path: str, sentence: str) -> None:
    answer = api.delete(path)
    assert (answer.status_code, answer.json()) == (409, {"error": [sentence]})


def test_a_refused_write_leaves_nothing_behind(api: httpx2.Client, control: TwinControl, case: Body) -> None:
    nested = {"company": "/web/v1/company/1/", "number": "9", "name": "Ny gruppe"}
    answer = api.post("case/", json={**case, "case_group": nested, "end_date": "2026-01-01"})
    assert answer.status_code == 400
    assert len(api.get("case_group/").json()["objects"]) == 1
    assert control.journal() == []


def test_accepted_writes_are_in_the_journal_with_before_and_after(api: httpx2.Client, control: TwinControl) -> None:
    api.patch("customer/1/", json={"name": "Ny"})
    api.delete("case/3/")
    first, second = control.journal()
    assert (first["entity"], first["action"], first["key"]) == ("customer", "update", 1)
    assert (first["before"]["name"], first["after"]["name"]) == ("Kunde Æ", "Ny")
    assert (second["action"], second["key"], second["after"]) == ("delete", 3, None)


def test_a_put_to_an_id_that_does_not_exist_creates_the_row(
    api: httpx2.Client, control: TwinControl, case: Body
) -> None:
    answer = api.put("case/99/", json=case)
    assert (answer.status_code, answer.json()["id"]) == (201, 99)
    assert [write["action"] for write in control.journal("case")] == ["create"]
