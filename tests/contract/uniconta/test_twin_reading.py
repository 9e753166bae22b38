"""Reading in each way that the sheet leaves open; the twin alone can be switched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import MissingRight, NeedsSignIn, Throttled
from bindeled.domain.nouns import Phase, UnicontaRegisters
from bindeled.uniconta.client import equals
from bindeled.uniconta.rows import DebtorRow, ProjectRow
from tests.contract.uniconta.doors import TODAY, line

if TYPE_CHECKING:
    from sandbox.client import TwinControl
    from tests.contract.uniconta.doors import Door

OTHER_COMPANY = "10777"


def _phases(registers: UnicontaRegisters) -> dict[str, Phase]:
    return {number: project.phase for number, project in registers.projects.items()}


def test_danish_and_english_labels_say_the_same(twin: Door, control: TwinControl) -> None:
    danish = twin.journal().registers()
    control.switch(language="en")
    english = twin.journal().registers()
    assert _phases(danish) == _phases(english)
    assert set(_phases(danish).values()) == {Phase.IN_PROGRESS, Phase.COMPLETED}
    assert danish.project_categories == english.project_categories
    assert sum(not category.bookable for category in danish.project_categories.values()) == 2


def test_the_registers_cost_one_call_each(twin: Door, control: TwinControl) -> None:
    control.zero_calls()
    twin.journal().registers()
    assert control.calls()["total"] == 6


def test_an_answer_in_pages_is_read_to_its_end(twin: Door, control: TwinControl) -> None:
    whole = twin.client().read(ProjectRow.ENTITY)
    control.switch(page_size=7)
    control.zero_calls()
    assert twin.client().read(ProjectRow.ENTITY) == whole
    assert control.calls()["total"] == -(-len(whole) // 7)


def test_keys_keep_their_leading_zeros(twin: Door) -> None:
    registers = twin.journal().registers()
    assert registers.pay_types["0110"].number == "0110"
    assert "0900" in registers.projects


def test_a_date_in_a_filter_is_understood(twin: Door) -> None:
    rows = twin.client().read(ProjectRow.ENTITY, equals("StartDate", TODAY))
    assert all(row.day("StartDate") == TODAY for row in rows)
    assert len(rows) < len(twin.client().read(ProjectRow.ENTITY))


def test_user_defined_fields_come_with_the_tables_other_name(twin: Door) -> None:
    assert any(row.flag("xIntempus") for row in twin.client().read(f"{DebtorRow.ENTITY}User"))
    assert not any("xIntempus" in row.values for row in twin.client().read(DebtorRow.ENTITY))


def test_each_company_shows_its_own_rows_alone(twin: Door) -> None:
    first = {row.text("Number") for row in twin.client().read(ProjectRow.ENTITY)}
    other = {row.text("Number") for row in twin.client(company=OTHER_COMPANY).read(ProjectRow.ENTITY)}
    assert first
    assert not first & other


def test_a_company_that_the_login_does_not_open_is_refused(twin: Door, control: TwinControl) -> None:
    control.credentials("add", login="Fremmed", password="planted", companies=[int(OTHER_COMPANY)])
    stranger = replace(twin, login="Fremmed", secret="planted")
    with pytest.raises(NeedsSignIn, match=f"does not open company {twin.company}"):
        stranger.journal().identify()
    assert stranger.journal(company=OTHER_COMPANY).identify().key == OTHER_COMPANY


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize(
    ("action", "rule"), [("revoke", "login_refused"), ("block", "user_refused"), ("rotate", "login_refused")]
)
def test_a_login_that_no_longer_works_needs_a_person(
    twin: Door, control: TwinControl, action: str, rule: str, status: int
) -> None:
    control.switch(refused_login_status=status)
    control.credentials(action, login=twin.login)
    with pytest.raises(NeedsSignIn) as caught:
        twin.journal().identify()
    assert caught.value.evidence is not None
    assert caught.value.evidence.rule == rule
    assert twin.secret not in repr(caught.value.evidence)


def test_a_login_with_a_second_factor_is_told_as_one_that_needs_a_server_user(twin: Door, control: TwinControl) -> None:
    control.credentials("change", login=twin.login, two_factor=True)
    with pytest.raises(NeedsSignIn, match="server user"):
        twin.journal().identify()


def test_too_many_failed_logins_pass_by_themselves(twin: Door, control: TwinControl) -> None:
    control.switch(login_attempts=1)
    with pytest.raises(NeedsSignIn):
        twin.client(secret="planted-wrong").read(ProjectRow.ENTITY)
    with pytest.raises(Throttled) as caught:
        twin.client().read(ProjectRow.ENTITY)
    assert caught.value.retry_after == 30


def test_an_address_that_uniconta_does_not_let_in_is_a_matter_of_rights(twin: Door, control: TwinControl) -> None:
    control.switch(ip_blocked=True)
    with pytest.raises(MissingRight, match="IPAddressNotAllowed"):
        twin.journal().identify()


def test_one_forbidden_table_is_named_and_the_others_go_on(twin: Door, control: TwinControl) -> None:
    control.credentials("change", login=twin.login, denied=[[ProjectRow.ENTITY, "read"]])
    with pytest.raises(MissingRight) as caught:
        twin.client().read(ProjectRow.ENTITY)
    assert caught.value.resource == ProjectRow.ENTITY
    assert twin.client().read(DebtorRow.ENTITY)


def test_a_table_that_does_not_exist_is_told_clearly(twin: Door) -> None:
    with pytest.raises(MissingRight, match="nothing at this address"):
        twin.client().read("FindesIkkeClient")


def test_a_filter_that_uniconta_ignores_finds_no_line_that_was_not_asked_for(twin: Door) -> None:
    twin.journal().insert([line(1), line(2)])
    rows = twin.client().read("ProjectJournalLineClient", equals("FindesIkke", "1"))
    assert len(rows) == 2
    assert set(twin.journal().find([line(2).reference])) == {line(2).reference}


def test_a_module_that_is_switched_off_is_a_missing_right_of_that_table(twin: Door, control: TwinControl) -> None:
    control.switch(modules_off=["Project"])
    with pytest.raises(MissingRight, match=ProjectRow.ENTITY):
        twin.client().read(ProjectRow.ENTITY)
    assert twin.client().read(DebtorRow.ENTITY)
