"""A company whose master data lies in Uniconta and not yet in Intempus: for the first load."""

import datetime as dt

from sandbox.scenarios import words
from sandbox.scenarios.company import MAIL_HOST, UNICONTA_COMPANY, scenario
from sandbox.scenarios.shape import Row, Scenario

FIRST_ACCOUNT, FIRST_ITEM, FIRST_PROJECT = 100_000, 500_000, 900_000


def masters(seed: int, today: dt.date, customers: int = 3_000, items: int = 5_000, projects: int = 3_000) -> Scenario:
    """Build so many customers, items and projects, all to be carried; Intempus holds nothing but the company."""
    there = {
        "DebtorGroupClient": [{"Group": "1", "Name": "Indland", "IsDefault": True}],
        "ProjectGroupClient": [{"Group": "EKS", "Name": "Kundeprojekter", "IsDefault": True, "Invoiceable": True}],
        "InvGroupClient": [{"Group": "1", "Name": "Handelsvarer", "IsDefault": True}],
        "DebtorClient": [_debtor(index) for index in range(customers)],
        "InvItemClient": [_item(index) for index in range(items)],
        "ProjectClient": [_project(index, customers, today) for index in range(projects)],
    }
    owned = {entity: [{"CompanyId": UNICONTA_COMPANY, **row} for row in rows] for entity, rows in there.items()}
    return scenario(seed, {}, owned)


def _debtor(index: int) -> Row:
    zip_code, city = words.TOWNS[index % len(words.TOWNS)]
    return {
        "Account": str(FIRST_ACCOUNT + index),
        "Name": f"{words.TRADES[index % len(words.TRADES)]} {words.PLACES[index % len(words.PLACES)]} {index + 1}",
        "Group": "1",
        "Address1": f"{words.STREETS[index % len(words.STREETS)]} {index + 1}",
        "ZipCode": zip_code,
        "City": city,
        "Country": "Denmark",
        "InvoiceEmail": f"kunde{index + 1}@{MAIL_HOST}",
        "xIntempus": True,
    }


def _item(index: int) -> Row:
    name, unit = words.GOODS[index % len(words.GOODS)]
    return {
        "Item": str(FIRST_ITEM + index),
        "Name": f"{name}, nr. {index + 1}",
        "Group": "1",
        "Unit": "Metre" if unit == "m" else "Pieces",
        "CostPrice": 12.5,
        "SalesPrice1": 31.25,
        "xIntempus": True,
    }


def _project(index: int, customers: int, today: dt.date) -> Row:
    return {
        "Number": str(FIRST_PROJECT + index),
        "Name": f"{words.JOBS[index % len(words.JOBS)]}, etape {index % 4 + 1}",
        "Account": str(FIRST_ACCOUNT + index % customers),
        "Group": "EKS",
        "Phase": "InProgress",
        "StartDate": today.isoformat(),
        "xHourBudget": float(10 + index % 200),
    }
