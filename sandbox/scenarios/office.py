"""A company of two hundred people and a year of their hours."""

import datetime as dt
import random
from collections.abc import Iterator
from itertools import islice

from sandbox.scenarios import registers, words, work
from sandbox.scenarios.company import scenario
from sandbox.scenarios.shape import Batches, Row, Scenario
from sandbox.scenarios.small import FIRST_REPORT, report

SIZE = registers.Size(
    employees=200, customers=400, cases=3_000, products=150, first_customer_number=100_000, first_case_number=20_000
)
DAYS = 365
BATCH = 5_000

_KINDS = (work.NORMAL.id, work.ELECTRICAL.id, work.PLUMBING.id, work.ADVICE.id, work.TRAVEL.id)
_SHIFTS = (("7.40",), ("3.50", "3.90"), ("2.5333333333", "4.8666666667"), ("2.00", "2.00", "3.40"))


def office(seed: int, today: dt.date) -> Scenario:
    """Build 200 employees, 3,000 projects and a year of reports, some 100,000, made while they are loaded.

    The last week is not approved yet. People and projects that are unknown to Uniconta have hours like all others.
    """
    here, there = registers.registers(_chance(seed, "registers"), today, SIZE)
    return scenario(seed, here, there, lambda: batches(_reports(_chance(seed, "reports"), today)))


def batches(reports: Iterator[Row]) -> Batches:
    """Part reports into lists that can be loaded one at a time."""
    while batch := list(islice(reports, BATCH)):
        yield "work_report", batch


def _chance(seed: int, what: str) -> random.Random:
    return random.Random(f"office/{what}/{seed}")  # noqa: S311 - reproducible test data, nothing secret


def _reports(chance: random.Random, today: dt.date) -> Iterator[Row]:
    """Yield the reports of all working days, oldest first, under rising ids."""
    number = FIRST_REPORT
    for back in range(DAYS, 0, -1):
        day = today - dt.timedelta(days=back)
        if day.weekday() >= 5:
            continue
        for row in _one_day(chance, day):
            yield {**row, "id": number, "approved": back > 7}
            number += 1


def _one_day(chance: random.Random, day: dt.date) -> Iterator[Row]:
    """Yield what everybody registers on one day; each person has ten cases at a time and moves on by the week."""
    week = day.toordinal() // 7
    for index in range(SIZE.employees):
        employee = registers.FIRST_EMPLOYEE + index
        if chance.random() < 0.08:
            yield report(employee, day, "7.40") | {"worktype": chance.choice((work.HOLIDAY, work.SICKNESS)).id}
            continue
        for amount in chance.choice(_SHIFTS):
            case = registers.FIRST_CASE + (index * 15 + week + chance.randrange(10)) % SIZE.cases
            remarks = chance.choice(words.REMARKS)
            yield report(employee, day, amount) | {"worktype": chance.choice(_KINDS), "case": case, "remarks": remarks}
