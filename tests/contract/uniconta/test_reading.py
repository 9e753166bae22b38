"""What only reads: against the twin, and against a real test company where the environment names one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import NeedsSignIn
from bindeled.domain.keys import Reference
from bindeled.uniconta.client import between, equals
from bindeled.uniconta.rows import CompanyRow, DebtorRow, ProjectRow
from bindeled.uniconta.wire import ProjectPhase

if TYPE_CHECKING:
    from tests.contract.uniconta.doors import Door


def test_the_login_tells_whose_data_it_opens(uniconta: Door) -> None:
    company = uniconta.journal().identify()
    assert company.key == uniconta.company
    assert company.name


def test_every_register_can_be_read(uniconta: Door) -> None:
    registers = uniconta.journal().registers()
    for register in (registers.projects, registers.employees, registers.items, registers.pay_types):
        assert all(number == row.number for number, row in register.items())
    assert registers.project_categories
    assert registers.journals


def test_phases_are_understood_in_the_language_of_the_login(uniconta: Door) -> None:
    phases = {ProjectRow.of(row).phase for row in uniconta.client().read(ProjectRow.ENTITY)}
    assert phases
    assert ProjectPhase.UNKNOWN not in phases


def test_a_filter_on_a_range_of_keys_narrows_what_comes_back(uniconta: Door) -> None:
    client = uniconta.client()
    accounts = sorted(row.text("Account") for row in client.read(DebtorRow.ENTITY))
    first, last = accounts[0], accounts[len(accounts) // 2]
    found = client.read(DebtorRow.ENTITY, between("Account", first, last), "Account asc")
    assert [row.text("Account") for row in found] == [account for account in accounts if first <= account <= last]


def test_a_quote_in_a_filter_is_no_error(uniconta: Door) -> None:
    assert uniconta.client().read(DebtorRow.ENTITY, equals("Name", "Findes'ikke")) == []


def test_references_that_nobody_has_used_are_not_found(uniconta: Door) -> None:
    references = [str(Reference(report_id, 99, 99)) for report_id in (9_999_999_001, 9_999_999_002)]
    assert uniconta.journal().find(references) == {}


def test_a_wrong_password_is_told_as_one(uniconta: Door) -> None:
    with pytest.raises(NeedsSignIn):
        uniconta.client(secret="planted-wrong").read(CompanyRow.ENTITY)
