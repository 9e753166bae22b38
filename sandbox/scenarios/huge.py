"""A million plain reports that never lie in memory together."""

import datetime as dt
import random

from sandbox.scenarios import registers
from sandbox.scenarios.bulk import plain_reports
from sandbox.scenarios.company import scenario
from sandbox.scenarios.office import batches
from sandbox.scenarios.shape import Scenario


def huge(seed: int, today: dt.date, *, reports: int = 1_000_000) -> Scenario:
    """Build the registers of the small company; `reports` approved reports are made only while they are loaded."""
    chance = random.Random(f"huge/{seed}")  # noqa: S311 - reproducible test data, nothing secret
    here, there = registers.registers(chance, today)
    return scenario(seed, here, there, lambda: batches(plain_reports(reports, today)))
