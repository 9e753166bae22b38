"""A month of two hundred employees reconciled, beside the bare reading of what it is read from."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from sandbox.client import start_twin

EMPLOYEES, WORKING_DAYS = 200, 21


@dataclass(frozen=True, slots=True)
class ReconcilingFigures:
    """Reports and sums of the month; seconds and calls, ours and those of the bare reading."""

    reports: int
    employees: int
    sums: int
    seconds: float
    bare_seconds: float
    calls: int
    bare_calls: int


def measure_reconciling(reports: int) -> ReconcilingFigures:
    """Carry so many reports on fresh twins and reconcile them."""
    with start_twin("intempus") as intempus, start_twin("uniconta") as uniconta:
        credentials = intempus.control.reset("bulk", reports=reports, employees=EMPLOYEES)
        uniconta.control.reset("bulk", reports=reports, employees=EMPLOYEES)
        twins = {"intempus": intempus.url, "uniconta": uniconta.url, "credentials": credentials}
        command = [sys.executable, "-m", "benchmarks.reconciling_run"]
        ended = subprocess.run(command, input=json.dumps(twins), stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    if not told.pop("closed"):
        raise SystemExit("the sum does not come to zero: the figures would mean nothing")
    return ReconcilingFigures(reports, **told)


def reconciling_table(figures: ReconcilingFigures) -> list[str]:
    """Return the figures as a Markdown table."""
    row = (
        f"| {figures.employees} | {figures.sums:,} | {figures.seconds:.2f} | {figures.bare_seconds:.2f} "
        f"| {figures.calls} | {figures.bare_calls} |"
    )
    return [
        "",
        f"Reconciliation of {figures.reports:,} reports, as many as {EMPLOYEES} employees hand in in a month:",
        "",
        "| employees | sums | ours, s | bare reading, s | calls | bare reading, calls |",
        "| --- | --- | --- | --- | --- | --- |",
        row,
    ]
