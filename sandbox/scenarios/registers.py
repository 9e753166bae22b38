"""The registers of both systems: the same people, customers, projects and goods, but for a few planned differences."""

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from sandbox.scenarios import words, work
from sandbox.scenarios.company import INTEMPUS_COMPANY, MAIL_HOST, OTHER_UNICONTA_COMPANY, UNICONTA_COMPANY
from sandbox.scenarios.shape import Row, Rows

FIRST_EMPLOYEE, FIRST_CUSTOMER, FIRST_CASE, FIRST_PRODUCT = 210_001, 6_660_001, 9_600_001, 810_001


@dataclass(frozen=True)
class Size:
    """How many there are of each, and the number that customers' and projects' own numbers count up from.

    The keys with leading zeros lie below those numbers, so that a large company needs higher ones.
    """

    employees: int = len(words.PEOPLE)
    customers: int = 40
    cases: int = 60
    products: int = 24
    first_customer_number: int = 10_000
    first_case_number: int = 2_000


SMALL = Size()

# The planned differences, by id in Intempus. They are the last of the small company, in larger ones too.
UNKNOWN_EMPLOYEE = FIRST_EMPLOYEE + SMALL.employees - 1
MISSING_CASE, BLOCKED_CASE, COMPLETED_CASE = FIRST_CASE + 57, FIRST_CASE + 58, FIRST_CASE + 59
UNKNOWN_PRODUCT, BLOCKED_PRODUCT = FIRST_PRODUCT + 22, FIRST_PRODUCT + 23

SOUND_EMPLOYEES = range(FIRST_EMPLOYEE, UNKNOWN_EMPLOYEE)
SOUND_CASES = range(FIRST_CASE, MISSING_CASE)
SOUND_PRODUCTS = range(FIRST_PRODUCT, UNKNOWN_PRODUCT)

_CUSTOMER_GROUP, _CASE_GROUP, _PRODUCT_GROUP = 101, 201, 701
_HIRED = "2020-01-01"


def registers(chance: random.Random, today: dt.date, size: Size = SMALL) -> tuple[Rows, Rows]:
    """Build the registers of Intempus and of Uniconta."""
    people = [_employee(index) for index in range(size.employees)]
    customers = [_customer(index, chance, size) for index in range(size.customers)]
    cases = [_case(index, chance, today, size) for index in range(size.cases)]
    products = [_product(index) for index in range(size.products)]
    here = _intempus(people, customers, cases, products)
    there = _uniconta(people, customers, cases, products)
    return here, {entity: [_owned(row) for row in rows] for entity, rows in there.items()}


def _intempus(people: list[Row], customers: list[Row], cases: list[Row], products: list[Row]) -> Rows:
    return {
        "customer_group": [_group(_CUSTOMER_GROUP, "Kunder")],
        "case_group": [_group(_CASE_GROUP, "Projekter")],
        "product_group": [_group(_PRODUCT_GROUP, "Varer")],
        "employee": people,
        "userprofile": [_profile(person) for person in people],
        "product": products,
        "work_model": work.work_models(INTEMPUS_COMPANY),
        "contract": [_contract(person) for person in people],
        "work_category": work.work_categories(),
        "work_type": work.work_types(),
        "customer": customers,
        "case": cases,
    }


def _uniconta(people: list[Row], customers: list[Row], cases: list[Row], products: list[Row]) -> Rows:
    accounts = {customer["id"]: customer["number"] for customer in customers}
    numbers = {person["id"]: str(person["number"]) for person in people}
    projects = [_project(case, accounts, numbers) for case in cases if case["id"] != MISSING_CASE]
    return {
        "DebtorGroupClient": [{"Group": "1", "Name": "Indland", "IsDefault": True}],
        "ProjectGroupClient": [
            {"Group": "EKS", "Name": "Kundeprojekter", "IsDefault": True, "Invoiceable": True},
            {"Group": "INT", "Name": "Interne projekter", "IsDefault": False, "Invoiceable": False},
        ],
        "InvGroupClient": [{"Group": "1", "Name": "Handelsvarer", "IsDefault": True, "PrCategory": work.MATERIALS}],
        "PrCategoryClient": work.project_categories(),
        "EmpPayrollCategoryClient": work.pay_types(),
        "EmployeeClient": [_payroll_employee(person) for person in people if person["id"] != UNKNOWN_EMPLOYEE],
        "DebtorClient": [_debtor(customer) for customer in customers] + [_unticked_debtor(), _new_debtor()],
        "InvItemClient": [_item(product) for product in products if product["id"] != UNKNOWN_PRODUCT] + [_new_item()],
        "ProjectClient": [*projects, _internal_project(), *_new_projects(), *_other_company("Number", "Projekt")],
        "ProjectJournalClient": [_journal("INTEMPUS"), _journal("DAGLIG"), *_other_company("Journal", "INTEMPUS")],
    }


def _group(id_: int, name: str) -> Row:
    return {"id": id_, "company": INTEMPUS_COMPANY, "number": "1", "name": name}


def _employee(index: int) -> Row:
    username = f"medarbejder{index + 1:02d}@{MAIL_HOST}"
    name = words.person(index)
    return {
        "id": FIRST_EMPLOYEE + index,
        "company": INTEMPUS_COMPANY,
        "name": name,
        "username": username,
        "email": username,
        "number": 101 + index,
        "initial": "".join(part[0] for part in name.split()),
        **_address(index),
    }


def _profile(person: Row) -> Row:
    first = person["id"] == FIRST_EMPLOYEE
    return {"id": person["id"] + 50_000, "employee": person["id"], "may_log_into_approval": first}


def _contract(person: Row) -> Row:
    return {
        "id": person["id"] + 100_000,
        "employee": person["id"],
        "work_model": work.WORK_MODEL,
        "start_date": _HIRED,
        "end_date": None,
        "locked_date": None,
    }


def _customer(index: int, chance: random.Random, size: Size) -> Row:
    return {
        "id": FIRST_CUSTOMER + index,
        "company": INTEMPUS_COMPANY,
        "number": _number(index, size.first_customer_number),
        "name": f"{chance.choice(words.TRADES)} {chance.choice(words.PLACES)} {index + 1}",
        "customer_group": _CUSTOMER_GROUP,
        "active": True,
        "email": f"kunde{index + 1:02d}@{MAIL_HOST}",
        **_address(index),
    }


def _case(index: int, chance: random.Random, today: dt.date, size: Size) -> Row:
    return {
        "id": FIRST_CASE + index,
        "number": _number(index, size.first_case_number),
        "name": f"{chance.choice(words.JOBS)}, etape {index % 4 + 1}",
        "customer": FIRST_CUSTOMER + index % size.customers,
        "case_group": _CASE_GROUP,
        "responsible": FIRST_EMPLOYEE + index % 3,
        "active": True,
        "permit_new_workreports": True,
        "all_employees_may_add_work_reports": True,
        "creation_date": (today - dt.timedelta(days=120 + index)).isoformat(),
        "start_date": (today - dt.timedelta(days=100 + index)).isoformat(),
        "hour_budget": "155.50" if index % 3 == 0 else None,
        **_address(index),
    }


def _product(index: int) -> Row:
    name, unit = words.GOODS[index % len(words.GOODS)]
    return {
        "id": FIRST_PRODUCT + index,
        "company": INTEMPUS_COMPANY,
        "number": f"{711 + index:06d}",
        "name": f"{name}, nr. {index + 1}",
        "unit": unit,
        "product_group": _PRODUCT_GROUP,
        "accessible": True,
        "cost_price": "12.50",
        "sales_price": "31.25",
    }


def _number(index: int, first: int) -> str:
    """Every seventh key has leading zeros: "0042" and 42 are two different things."""
    return f"{42 + index:04d}" if index % 7 == 0 else str(first + index)


def _address(index: int) -> Row:
    zip_code, city = words.TOWNS[index % len(words.TOWNS)]
    street = f"{words.STREETS[index % len(words.STREETS)]} {index + 1}"
    return {"street_address": street, "zip_code": zip_code, "city": city, "country": "DK"}


def _owned(row: Row) -> Row:
    return {"CompanyId": UNICONTA_COMPANY, **row}


def _payroll_employee(person: Row) -> Row:
    return {
        "Number": str(person["number"]),
        "Name": person["name"],
        "Email": person["username"],
        "Address1": person["street_address"],
        "ZipCode": person["zip_code"],
        "City": person["city"],
        "PayId": f"L{person['number']}",
        "PayrollCategory": work.NORMAL.pay_type,
        "CostPrice": 240.0,
        "SalesPrice": 495.0,
        "Hired": _HIRED,
        "Blocked": False,
    }


def _debtor(customer: Row) -> Row:
    return {
        "Account": customer["number"],
        "Name": customer["name"],
        "Group": "1",
        "Address1": customer["street_address"],
        "ZipCode": customer["zip_code"],
        "City": customer["city"],
        "Country": "Denmark",
        "Currency": "DKK",
        "VatZone": "Domestic",
        "InvoiceEmail": customer["email"],
        "Blocked": False,
        "xIntempus": True,
    }


def _unticked_debtor() -> Row:
    """A customer that the bookkeeper keeps out of Intempus."""
    return {"Account": "99999", "Name": "Kontantkunde", "Group": "1", "Country": "Denmark", "xIntempus": False}


def _new_debtor() -> Row:
    """A customer that Intempus does not have yet."""
    return {
        **_unticked_debtor(),
        "Account": "90001",
        "Name": "O'Neil & Søn, Øl og Vand",
        "CompanyRegNo": "00000018",
        "Phone": "00 00 00 18",
        "xIntempus": True,
    }


def _new_item() -> Row:
    """An item that Intempus does not have yet."""
    name = "Rørskål, galvaniseret, til Ø22"
    prices = {"SalesPrice1": 8.5, "PrCategory": work.MATERIALS}
    return {"Item": "900001", "Name": name, "Group": "1", "Unit": "Pieces", "xIntempus": True, **prices}


def _new_projects() -> list[Row]:
    """Projects that Intempus does not have yet, the part before the whole, of a customer that is not ticked."""
    whole = {"Account": "99999", "Group": "EKS", "Phase": "InProgress"}
    return [
        {**whole, "Number": "90002", "Name": "Nyt køkken: el", "MasterProject": "90001", "xHourBudget": 37.0},
        {**whole, "Number": "90001", "Name": "Nyt køkken"},
    ]


def _project(case: Row, accounts: dict[int, str], numbers: dict[int, str]) -> Row:
    return {
        "Number": case["number"],
        "Name": case["name"],
        "Account": accounts[case["customer"]],
        "Group": "EKS",
        "Phase": "Completed" if case["id"] == COMPLETED_CASE else "InProgress",
        "Blocked": case["id"] == BLOCKED_CASE,
        "PersonInCharge": numbers[case["responsible"]],
        "StartDate": case["start_date"],
        "WorkAddress1": case["street_address"],
        "ZipCode": case["zip_code"],
        "City": case["city"],
        "InvoiceAble": True,
        "xHourBudget": float(case["hour_budget"] or 0),
        **_dimension(case["id"]),
    }


def _dimension(case: int) -> dict[str, Any]:
    return {"Dimension1": "EL" if case % 2 else "VVS"}


def _internal_project() -> Row:
    name = "Ferie, sygdom og andet fravær"
    return {"Number": work.INTERNAL_PROJECT, "Name": name, "Group": "INT", "Phase": "InProgress", "Blocked": False}


def _item(product: Row) -> Row:
    return {
        "Item": product["number"],
        "Name": product["name"],
        "Group": "1",
        "ItemType": "Item",
        "Unit": "Metre" if product["unit"] == "m" else "Pieces",
        "CostPrice": float(product["cost_price"]),
        "SalesPrice1": float(product["sales_price"]),
        "PrCategory": work.MATERIALS,
        "Blocked": product["id"] == BLOCKED_PRODUCT,
        "xIntempus": True,
    }


def _journal(name: str) -> Row:
    return {"Journal": name, "DeleteLines": True, "UseApproved": False, "Blocked": False}


def _other_company(key: str, name: str) -> list[Row]:
    """Rows of the second company; the first must never see them."""
    return [{"CompanyId": OTHER_UNICONTA_COMPANY, key: name, "Name": "Den anden virksomhed"}]
