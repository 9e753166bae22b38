from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.accounts import System
from bindeled.domain.hints import flows_hinted, parameters_of
from bindeled.domain.schedules import FLOW_ORDER

UNICONTA = "CompanyId=10523&Table={table}&RowId=543&Key=1000&{verb}"


@pytest.mark.parametrize(
    ("table", "flows"),
    [
        ("Debtor", {"customers"}),
        ("DebtorGroup", {"customers"}),
        ("InvItem", {"items"}),
        ("Project", {"projects"}),
        ("Employee", {"employees"}),
        ("EmployeeClient", {"employees"}),
        ("debtor", {"customers"}),
        ("GLAccount", set()),
        ("", {"customers", "items", "projects"}),
    ],
)
@pytest.mark.parametrize(
    "verb",
    ["Action=update", "Operation=Update", "Action=DELETE", "Action=add&Operation=Add", "Action=grumble", ""],
)
def test_uniconta_hints_at_the_flow_of_its_table_whatever_it_says_was_done(
    table: str, flows: set[str], verb: str
) -> None:
    query = UNICONTA.format(table=table, verb=verb)
    assert flows_hinted(System.UNICONTA, query, b"") == flows


def test_an_address_with_a_question_mark_between_its_parts_is_read_as_well() -> None:
    query = "CompanyId=123?Table=InvItem?RowId=543?Key=1000?Operation=Update"
    assert flows_hinted(System.UNICONTA, query, b"") == {"items"}
    assert dict(parameters_of(query))["key"] == "1000"


def test_escaped_parameters_are_read_in_plain() -> None:
    assert parameters_of("Key=A%26B+C%20%C3%A6&empty=&&bare") == [("key", "A&B C æ"), ("empty", ""), ("bare", "")]


@pytest.mark.parametrize(
    ("told", "flows"),
    [
        ({"event": "case.updated", "id": 1}, {"projects"}),
        ({"event": "customer.deleted"}, {"customers"}),
        ({"event": "work_report.created"}, {"reports"}),
        ({"resource_uri": "/web/v1/product/7/"}, {"items"}),
        ({"resource_uri": "/web/v1/employee/7/"}, {"employees"}),
        ({"event": "pay_type.updated"}, set()),
        ({"event": 7}, {"employees", "reports"}),
        ({}, {"employees", "reports"}),
        ([{"event": "case.updated"}], {"employees", "reports"}),
        ("case", {"employees", "reports"}),
        (None, {"employees", "reports"}),
    ],
)
def test_intempus_hints_at_the_flow_of_what_changed_or_at_all_that_are_at_home_there(
    told: object, flows: set[str]
) -> None:
    assert flows_hinted(System.INTEMPUS, "", json.dumps(told).encode()) == flows


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"{", b"[" * 60_000, b"event=case.updated"])
def test_a_body_that_is_no_json_tells_that_something_changed(body: bytes) -> None:
    assert flows_hinted(System.INTEMPUS, "", body) == {"employees", "reports"}


@given(st.sampled_from(System), st.text(), st.binary())
def test_no_garbage_breaks_it_or_hints_at_a_flow_that_is_not_there(system: System, query: str, body: bytes) -> None:
    assert flows_hinted(system, query, body) <= set(FLOW_ORDER)
