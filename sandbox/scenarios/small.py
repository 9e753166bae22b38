"""The demo company: five weeks of reports, with everything that makes them hard to carry."""

import datetime as dt
import random
from collections.abc import Iterator
from itertools import count

from sandbox.scenarios import registers, words, work
from sandbox.scenarios.company import INTEMPUS_COMPANY, scenario
from sandbox.scenarios.shape import Row, Scenario

WEEKS = 5
FIRST_REPORT = 900_100_001
# Each reason for not being carried is given this many reports: 2-3 % together.
REPORTS_PER_REASON = 5

_AMOUNTS = ("3.50", "4.00", "2.5333333333", "7.40", "1.25", "5.6666666667", "0.75", "6.00")


def small(seed: int, today: dt.date) -> Scenario:
    """Build a plumbing-and-electrical company with 12 employees, 40 customers, 60 projects and about 1,500 reports."""
    chance = random.Random(f"small/{seed}")  # noqa: S311 - reproducible test data, nothing secret
    here, there = registers.registers(chance, today)
    days = working_days(today)
    reports = [*_everyday(chance, days), *_troubled(chance, days)]
    reports.sort(key=lambda report: str(report["start_date"]))
    for number, report in zip(count(FIRST_REPORT), reports, strict=False):
        report["id"] = number
    return scenario(seed, {**here, "work_report": reports}, there)


def working_days(today: dt.date) -> list[dt.date]:
    """Return Monday to Friday of the five weeks before `today`, oldest first."""
    days = (today - dt.timedelta(days=back) for back in range(WEEKS * 7, 0, -1))
    return [day for day in days if day.weekday() < 5]


def report(employee: int, day: dt.date, amount: str) -> Row:
    """Build what every report has."""
    return {
        "company": INTEMPUS_COMPANY,
        "employee": employee,
        "start_date": day.isoformat(),
        "end_date": day.isoformat(),
        "amount": amount,
        "worktype": None,
        "product": None,
        "case": None,
        "approved": True,
        "origin": "intempus:mobile",
    }


def _everyday(chance: random.Random, days: list[dt.date]) -> Iterator[Row]:
    for day in days:
        for employee in registers.SOUND_EMPLOYEES:
            for row in _one_day(chance, employee, day):
                row["approved"] = chance.random() >= 0.08
                row["remarks"] = chance.choice(words.REMARKS)
                yield row


def _one_day(chance: random.Random, employee: int, day: dt.date) -> Iterator[Row]:
    """Yield what one person registers on one day."""
    draw = chance.random()
    if draw < 0.05:
        yield report(employee, day, "7.40") | {"worktype": chance.choice((work.HOLIDAY, work.SICKNESS)).id}
        return
    if draw < 0.12:
        yield _night(chance, employee, day)
        return
    yield from (_hours(chance, employee, day) for _ in range(chance.randint(2, 3)))
    yield from (_supply(chance, employee, day) for _ in range(chance.randint(0, 5)))
    if chance.random() < 0.6:
        yield _on_case(chance, report(employee, day, f"{chance.randint(4, 180)}.5")) | {"worktype": work.CAR.id}
    if chance.random() < 0.15:
        yield _on_case(chance, report(employee, day, f"{chance.randint(20, 900)}.95")) | {"worktype": work.OUTLAY.id}
    if chance.random() < 0.12:
        yield _overtime(employee, day)


def _on_case(chance: random.Random, row: Row) -> Row:
    row["case"] = chance.choice(registers.SOUND_CASES)
    return row


def _hours(chance: random.Random, employee: int, day: dt.date) -> Row:
    kind = chance.choice((work.NORMAL, work.ELECTRICAL, work.PLUMBING, work.ADVICE, work.TRAVEL))
    row = _on_case(chance, report(employee, day, chance.choice(_AMOUNTS))) | {"worktype": kind.id}
    if row["amount"] == "4.00":
        row |= {"start_time": "07:00:00", "end_time": "11:00:00"}
    return row


def _night(chance: random.Random, employee: int, day: dt.date) -> Row:
    """A shift over midnight: eight hours, though it ends at an earlier time of day than it began."""
    morning = (day + dt.timedelta(days=1)).isoformat()
    times = {"start_time": "22:00:00", "end_time": "06:00:00", "end_date": morning}
    return _on_case(chance, report(employee, day, "8.00")) | times | {"worktype": work.NIGHT.id}


def _supply(chance: random.Random, employee: int, day: dt.date) -> Row:
    amount = chance.choice(("1", "2", "12.5", "0.3333333333", "40"))
    return _on_case(chance, report(employee, day, amount)) | {"product": chance.choice(registers.SOUND_PRODUCTS)}


def _overtime(employee: int, day: dt.date) -> Row:
    """A line that Intempus made by itself; carried as normal time, its hours would count twice (sheet 7.14)."""
    return report(employee, day, "1.50") | {"worktype": work.GENERATED.id, "origin": "intempus:overtime"}


def _troubled(chance: random.Random, days: list[dt.date]) -> Iterator[Row]:
    """Yield approved reports that cannot be carried, some for each reason."""
    for flaw in _flaws():
        for day in chance.sample(days, REPORTS_PER_REASON):
            kind = _supply if "product" in flaw else _hours
            yield kind(chance, chance.choice(registers.SOUND_EMPLOYEES), day) | {"remarks": ""} | flaw


def _flaws() -> tuple[Row, ...]:
    return (
        {"employee": registers.UNKNOWN_EMPLOYEE},
        {"case": registers.MISSING_CASE},
        {"case": registers.BLOCKED_CASE},
        {"case": registers.COMPLETED_CASE},
        {"worktype": work.UNKNOWN.id},
        {"product": registers.UNKNOWN_PRODUCT},
        {"product": registers.BLOCKED_PRODUCT},
    )
