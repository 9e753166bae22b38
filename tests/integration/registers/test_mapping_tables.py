"""Each mapping table of the reference: rows in one twin become rows in the other, field by field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.domain.accounts import System
from bindeled.domain.registers.records import Register
from bindeled.intempus import rows, wire

if TYPE_CHECKING:
    from tests.integration.registers.conftest import TwinWorld

DEBTOR = {
    "Account": "70001",
    "Name": "O'Neil & Søn, Øl og Vand",
    "Address1": "Prøvevej 1",
    "ZipCode": "0001",
    "City": "Prøvekøbing",
    "Country": "Denmark",
    "CompanyRegNo": "DK 00 00 00 18",
    "ContactEmail": "oel@opdigtet.example",
    "Phone": "00 00 00 18",
    "ContactPerson": "Åse Prøvegård",
}
CUSTOMER = {
    "number": "70001",
    "name": "O'Neil & Søn, Øl og Vand",
    "street_address": "Prøvevej 1",
    "zip_code": "0001",
    "city": "Prøvekøbing",
    "country": "DK",
    "vat_registration_number": "00000018",
    "email": "oel@opdigtet.example",
    "phone": "00 00 00 18",
    "contact": "Åse Prøvegård",
    "active": True,
}
ITEM = {"Item": "70002", "Name": "Gulvvarmestreng 10 W/m", "Unit": "Metre", "CostPrice": 12.5, "SalesPrice1": 31.25}
PRODUCT = {"number": "70002", "name": "Gulvvarmestreng 10 W/m", "unit": "m", "accessible": True}
PROJECT = {
    "Number": "70003",
    "Name": "Nødbelysning, æøå",
    "Account": "10001",
    "Group": "EKS",
    "Phase": "Igangværende",
    "PersonInCharge": "101",
    "StartDate": "2026-03-01",
    "EndDate": "2026-04-01",
    "WorkAddress1": "Prøvevej 3",
    "ZipCode": "0002",
    "City": "Testrup Ås",
    "WorkCountry": "Norway",
    "Description": "Ring først",
    "xHourBudget": 155.5,
}
CASE = {
    "number": "70003",
    "name": "Nødbelysning, æøå",
    "start_date": "2026-03-01",
    "end_date": "2026-04-01",
    "street_address": "Prøvevej 3",
    "zip_code": "0002",
    "city": "Testrup Ås",
    "country": "NO",
    "notes": "Ring først",
    "permit_new_workreports": True,
    "all_employees_may_add_work_reports": True,
    "case_state_name": "Igangværende",
    "responsible_name": "Søren Prøvedal",
}


def picked(row: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in wanted}


def test_a_debtor_becomes_a_customer(world: TwinWorld) -> None:
    world.debtor(**DEBTOR)
    world.run(Register.CUSTOMERS)
    made = world.here(rows.CUSTOMERS, "70001")
    assert picked(made, CUSTOMER) == CUSTOMER
    assert made["customer_group"] == world.here(rows.CUSTOMER_GROUPS, "1")["resource_uri"]
    assert world.run(Register.CUSTOMERS).writes == 0


def test_an_item_becomes_a_product(world: TwinWorld) -> None:
    world.uniconta.insert("InvItemClientUser", {"Group": "1", "xIntempus": True, **ITEM})
    world.run(Register.ITEMS)
    made = world.here(rows.PRODUCTS, "70002")
    assert picked(made, PRODUCT) == PRODUCT
    assert (Decimal(made["cost_price"]), Decimal(made["sales_price"])) == (Decimal("12.5"), Decimal("31.25"))
    assert world.run(Register.ITEMS).writes == 0


def test_a_project_becomes_a_case(world: TwinWorld) -> None:
    world.uniconta.insert("ProjectClientUser", PROJECT)
    for register in (Register.EMPLOYEES, Register.CUSTOMERS, Register.PROJECTS):
        world.run(register)
    made = world.here(rows.CASES, "70003")
    assert picked(made, CASE) == CASE
    assert Decimal(made["hour_budget"]) == Decimal("155.5")
    assert made["customer"] == world.here(rows.CUSTOMERS, "10001")["resource_uri"]
    assert world.here(rows.CASE_GROUPS, "EKS")["name"] == "Kundeprojekter"
    assert world.run(Register.PROJECTS).writes == 0


def test_an_employee_brings_the_nine_fields_and_everything_else_stays(world: TwinWorld) -> None:
    here = next(row for row in world.intempus.rows(rows.EMPLOYEES) if row.values["number"] == 101)
    before = world.there("EmployeeClientUser", "Number", "101")
    changes = {
        "name": "Søren Prøvedal-Ærø",
        "street_address": "Prøvevej 9",
        "zip_code": "0003",
        "city": "Opdigtsø",
        "phone": "00000018",
        "email": "ny@opdigtet.example",
        "personal_email": "privat@opdigtet.example",
    }
    world.intempus.update(rows.EMPLOYEES, here.id, changes)
    assert world.run(Register.EMPLOYEES).updated == 1
    after = world.there("EmployeeClientUser", "Number", "101")
    expected = {
        "Name": "Søren Prøvedal-Ærø",
        "Address1": "Prøvevej 9",
        "ZipCode": "0003",
        "City": "Opdigtsø",
        "Mobil": "00000018",
        "Email": "ny@opdigtet.example",
        "PrivateEmail": "privat@opdigtet.example",
    }
    assert picked(after, expected) == expected
    kept = before.keys() - expected.keys() - {"UpdatedAt", "KeyName"}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert world.run(Register.EMPLOYEES).writes == 0


def test_a_contract_that_ended_becomes_the_last_day(world: TwinWorld) -> None:
    world.run(Register.EMPLOYEES)
    here = next(row for row in world.intempus.rows(rows.EMPLOYEES) if row.values["number"] == 102)
    (contract,) = here.values["contract"]
    world.intempus.update(wire.CONTRACT, contract["id"], {"end_date": date(2026, 2, 28)})
    assert world.run(Register.EMPLOYEES).updated == 1
    assert world.there("EmployeeClientUser", "Number", "102")["Terminated"].startswith("2026-02-28")


@pytest.mark.parametrize(("language", "phase"), [("da", "Igangværende"), ("en", "In progress")])
def test_labels_in_either_language_mean_the_same(world: TwinWorld, language: str, phase: str) -> None:
    world.twins[System.UNICONTA].control.call("POST", "switches", {"language": language})
    world.uniconta.insert("ProjectClientUser", {**PROJECT, "Phase": phase})
    world.run(Register.EMPLOYEES)
    world.run(Register.PROJECTS)
    assert world.here(rows.CASES, "70003")["case_state_name"] == "Igangværende"


def test_unticking_blocking_and_closing_take_out_of_use_and_delete_nothing(world: TwinWorld) -> None:
    for register in (Register.CUSTOMERS, Register.ITEMS, Register.PROJECTS):
        world.run(register)
    world.change("DebtorClientUser", "Account", "90001", xIntempus=False)
    world.change("InvItemClientUser", "Item", "000711", Blocked=True)
    world.change("ProjectClientUser", "Number", "2001", Phase="Gennemført")
    assert [world.run(r).deactivated for r in (Register.CUSTOMERS, Register.ITEMS, Register.PROJECTS)] == [1, 1, 1]
    assert world.here(rows.CUSTOMERS, "90001")["active"] is False
    assert world.here(rows.PRODUCTS, "000711")["accessible"] is False
    case = world.here(rows.CASES, "2001")
    assert (case["permit_new_workreports"], case["active"]) == (False, True)
    assert [world.run(r).writes for r in (Register.CUSTOMERS, Register.ITEMS, Register.PROJECTS)] == [0, 0, 0]
