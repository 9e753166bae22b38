"""Corrections: what it costs in calls when people edit reports that were carried, beside the least that can be."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from benchmarks.bare_loop import INTEMPUS_TABLES, LIST, PAGE, UNICONTA_TABLES
from sandbox.client import start_twin

REPORTS, ONE_IN = 50_000, 20


@dataclass(frozen=True, slots=True)
class CorrectionFigures:
    """Reports carried and then corrected; seconds and calls of the first run and of the one that corrects."""

    reports: int
    corrected: int
    first_seconds: float
    second_seconds: float
    first_calls: int
    second_calls: int
    least_calls: int

    @property
    def calls_per_thousand(self) -> float:
        """Return the calls of both runs for a thousand reports."""
        return 1000 * (self.first_calls + self.second_calls) / self.reports


def measure_corrections(reports: int) -> CorrectionFigures:
    """Carry so many reports, edit one in twenty, and carry again, on fresh twins."""
    with start_twin("intempus") as intempus, start_twin("uniconta") as uniconta:
        credentials = intempus.control.reset("bulk", reports=reports)
        uniconta.control.reset("bulk", reports=reports)
        twins = {"intempus": intempus.url, "uniconta": uniconta.url, "credentials": credentials, "one_in": ONE_IN}
        command = [sys.executable, "-m", "benchmarks.corrections_run"]
        ended = subprocess.run(command, input=json.dumps(twins), stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    corrected = told["corrected"]
    if told["lines"] != reports or told["corrected_lines"] < corrected:
        raise SystemExit(f"{told['lines']} lines of {reports} lie there: the figures would mean nothing")
    return CorrectionFigures(
        reports,
        corrected,
        told["first"]["seconds"],
        told["second"]["seconds"],
        told["first"]["calls"],
        told["second"]["calls"],
        least_calls(reports, corrected),
    )


def least_calls(reports: int, corrected: int) -> int:
    """Return the calls that nothing can do without, over both runs.

    Uniconta takes lines in lists and gives them up one by one (Uniconta sheet 4); each table is read once a run, and
    the second run reads every page again, since approvals do not always move Intempus' counter (Intempus sheet 4.9).
    """
    tables = len(INTEMPUS_TABLES) + len(UNICONTA_TABLES)
    pages = math.ceil(reports / PAGE)
    first = tables + pages + math.ceil(reports / LIST)
    return first + tables + pages + corrected + math.ceil(corrected / LIST)


def corrections_table(figures: CorrectionFigures) -> list[str]:
    """Return the figures as a Markdown table."""
    calls = figures.first_calls + figures.second_calls
    row = (
        f"| {figures.first_seconds:.1f} | {figures.second_seconds:.1f} | {calls:,} | {figures.least_calls:,} "
        f"| {calls / figures.least_calls:.2f} | {figures.calls_per_thousand:.1f} |"
    )
    return [
        "",
        f"{figures.reports:,} reports carried, {figures.corrected:,} of them edited and carried anew:",
        "",
        "| first run, s | correcting run, s | calls | least possible | share | calls per 1,000 reports |",
        "| --- | --- | --- | --- | --- | --- |",
        row,
    ]
