"""The same company with as many plain reports as wanted, built fast."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence

from sandbox.scenarios import registers, work
from sandbox.scenarios.company import scenario
from sandbox.scenarios.shape import Row, Scenario
from sandbox.scenarios.small import FIRST_REPORT, report, working_days

_AMOUNTS = ("3.50", "7.40", "2.5333333333", "1.25")
_TYPES = (work.NORMAL.id, work.ELECTRICAL.id, work.PLUMBING.id)
_SUPPLY_EVERY = 5


def bulk(
    seed: int, today: dt.date, *, reports: int = 50_000, employees: int = len(registers.SOUND_EMPLOYEES)
) -> Scenario:
    """Build `reports` approved reports, each of which can be carried, spread evenly over five weeks, oldest first.

    `employees` people take turns to hand them in; one more is there whom Uniconta does not know.
    """
    chance = random.Random(f"bulk/{seed}")  # noqa: S311 - reproducible test data, nothing secret
    here, there = registers.registers(chance, today, registers.Size(employees=employees + 1))
    people = range(registers.FIRST_EMPLOYEE, registers.FIRST_EMPLOYEE + employees + 1)
    sound = [person for person in people if person != registers.UNKNOWN_EMPLOYEE]
    return scenario(seed, {**here, "work_report": list(plain_reports(reports, today, sound))}, there)


def plain_reports(reports: int, today: dt.date, people: Sequence[int] = registers.SOUND_EMPLOYEES) -> Iterator[Row]:
    """Yield that many approved reports, spread evenly over five weeks, oldest first."""
    days = working_days(today)
    return (_plain(index, days[index * len(days) // reports], people[index % len(people)]) for index in range(reports))


def _plain(index: int, day: dt.date, employee: int) -> Row:
    """Choose by counting instead of by chance: the ranges have lengths without a common factor, so all pairs occur."""
    row = report(employee, day, _AMOUNTS[index % 4])
    row["id"] = FIRST_REPORT + index
    row["case"] = registers.SOUND_CASES[index % len(registers.SOUND_CASES)]
    if index % _SUPPLY_EVERY == 0:
        row["product"] = registers.SOUND_PRODUCTS[index % len(registers.SOUND_PRODUCTS)]
    else:
        row["worktype"] = _TYPES[index % len(_TYPES)]
    return row
