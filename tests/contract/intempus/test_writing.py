"""The writing half of the contract, on the twin only: created once, changed in part, deleted, refused in words."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from bindeled.domain.errors import MissingRight, OutcomeUnknown, Refused
from bindeled.intempus import wire
from bindeled.intempus.errors import Gone
from tests.contract.intempus.login import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.intempus.client import IntempusClient
    from sandbox.client import RunningTwin
    from tests.contract.intempus.login import Login


def case_fields(client: IntempusClient) -> dict[str, Any]:
    customer = next(client.rows(wire.CUSTOMER))
    company = next(client.rows(wire.COMPANY))
    return {
        "company": f"/web/v1/company/{company.id}/",
        "customer": f"/web/v1/customer/{customer.id}/",
        "number": "9-007",
        "name": "Made by the contract suite",
        "active": True,
        "start_date": date(2026, 11, 1),
        "hour_budget": Decimal("12.30"),
    }


def writes(twin: RunningTwin, entity: str) -> list[str]:
    return [write["action"] for write in twin.control.journal(entity)]


def test_a_row_is_created_changed_in_part_and_deleted(twin: RunningTwin, client: IntempusClient) -> None:
    created = client.create(wire.CASE, case_fields(client), str(uuid4()))
    assert client.row(wire.CASE, created.id) == created
    changed = client.update(wire.CASE, created.id, {"name": "Renamed"})
    assert (changed.name, changed.number) == ("Renamed", "9-007")
    assert client.delete(wire.CASE, created.id)
    assert not client.delete(wire.CASE, created.id)
    assert client.row(wire.CASE, created.id) is None
    assert len(writes(twin, "case")) == 3


def test_an_update_leaves_the_dates_that_it_does_not_name(client: IntempusClient) -> None:
    fields = {"employee": "/web/v1/employee/210001/", "work_model": "/web/v1/work_model/301/"}
    day = TODAY - timedelta(days=3000)
    contract = client.create(wire.CONTRACT, {**fields, "start_date": day, "end_date": day}, str(uuid4()))
    changed = client.update(wire.CONTRACT, contract.id, {"locked_date": day})
    assert (changed.start_date, changed.end_date, changed.locked_date) == (day, day, day)


def test_a_create_that_is_repeated_with_its_creation_id_makes_one_row(
    twin: RunningTwin, client: IntempusClient
) -> None:
    fields, creation_id = case_fields(client), str(uuid4())
    first = client.create(wire.CASE, fields, creation_id)
    twin.control.switch(creation_id_repeat_status=201)
    assert client.create(wire.CASE, fields, creation_id).id == first.id
    assert len(writes(twin, "case")) == 1


@pytest.mark.parametrize(("fault", "stored"), [("reset_before_commit", 0), ("reset_after_commit", 1), ("truncate", 1)])
def test_a_create_without_an_answer_is_unknown_and_a_repeat_makes_one_row(
    fault: str, stored: int, twin: RunningTwin, client: IntempusClient
) -> None:
    fields, creation_id = case_fields(client), str(uuid4())
    twin.control.fault(fault, method="POST", path="case")
    with pytest.raises(OutcomeUnknown):
        client.create(wire.CASE, fields, creation_id)
    assert len(writes(twin, "case")) == stored
    client.create(wire.CASE, fields, creation_id)
    assert len(writes(twin, "case")) == 1


def test_a_create_that_is_answered_too_late_is_unknown(
    twin: RunningTwin, twin_login: Login, sign_in: Callable[..., IntempusClient]
) -> None:
    fields = case_fields(sign_in(twin_login))
    twin.control.fault("slow", method="POST", path="case", seconds=3, commit_first=True)
    with pytest.raises(OutcomeUnknown):
        sign_in(twin_login, read_timeout=1).create(wire.CASE, fields, str(uuid4()))


@pytest.mark.parametrize(("fault", "name"), [("reset_before_commit", "Before"), ("reset_after_commit", "After")])
def test_an_update_without_an_answer_is_unknown(
    fault: str, name: str, twin: RunningTwin, client: IntempusClient
) -> None:
    case = next(client.rows(wire.CASE))
    twin.control.fault(fault, method="PATCH", path="case")
    with pytest.raises(OutcomeUnknown):
        client.update(wire.CASE, case.id, {"name": name})
    found = client.row(wire.CASE, case.id)
    assert found is not None
    assert (found.name == name) is (fault == "reset_after_commit")


def test_what_does_not_exist_cannot_be_changed(client: IntempusClient) -> None:
    with pytest.raises(Gone):
        client.update(wire.CASE, 2_000_000_000, {"name": "x"})


def test_what_is_still_referenced_is_kept_and_the_reason_told(client: IntempusClient) -> None:
    employee = next(client.rows(wire.EMPLOYEE))
    with pytest.raises(Refused, match="Kan ikke slette") as raised:
        client.delete(wire.EMPLOYEE, employee.id)
    assert raised.value.code == "conflict"


def test_a_create_without_what_is_required_is_refused_in_words(client: IntempusClient) -> None:
    fields = case_fields(client)
    del fields["customer"]
    with pytest.raises(Refused, match="customer") as raised:
        client.create(wire.CASE, fields, str(uuid4()))
    assert raised.value.evidence is not None
    assert raised.value.evidence.rule in {"refused", "field-refused"}


def test_an_approved_report_is_not_changed_and_the_reason_told(client: IntempusClient) -> None:
    approved = next(row for row in client.rows(wire.WORK_REPORT, {"approved": "true"}))
    with pytest.raises(Refused, match="godkendt"):
        client.update(wire.WORK_REPORT, approved.id, {"remarks": "too late"})


def test_a_refusal_for_want_of_a_feature_is_a_missing_right(twin: RunningTwin, client: IntempusClient) -> None:
    approved = next(row for row in client.rows(wire.WORK_REPORT, {"approved": "true"}))
    twin.control.switch(approved_edit_status=401)
    with pytest.raises(MissingRight, match="godkendt") as raised:
        client.delete(wire.WORK_REPORT, approved.id)
    assert raised.value.resource == "work_report"
