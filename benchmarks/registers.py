"""The first load of master data: seconds, calls beside the least possible, and a second run with nothing to do."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from sandbox.client import start_twin

SIZES = {"customers": 3_000, "items": 5_000, "projects": 3_000}
_HEADS = ("flow", "records made", "seconds", "calls", "least possible", "share", "second run, s", "calls", "writes")


@dataclass(frozen=True, slots=True)
class LoadFigures:
    """One flow's first load and its second run. Seconds are of the whole run, calls of both systems."""

    flow: str
    created: int
    seconds: float
    calls: int
    least_calls: int
    second_seconds: float
    second_calls: int
    second_writes: int


def measure_registers(sizes: dict[str, int]) -> list[LoadFigures]:
    """Load so many customers, items and projects into an empty Intempus, in a process of its own on fresh twins."""
    with start_twin("intempus") as intempus, start_twin("uniconta") as uniconta:
        options: dict[str, Any] = dict(sizes)
        credentials = intempus.control.reset("masters", **options)
        uniconta.control.reset("masters", **options)
        twins = {"intempus": intempus.url, "uniconta": uniconta.url, "credentials": credentials}
        command = [sys.executable, "-m", "benchmarks.registers_run"]
        ended = subprocess.run(command, input=json.dumps(twins), stdout=subprocess.PIPE, text=True, check=True)
    figures = [LoadFigures(**row) for row in json.loads(ended.stdout.splitlines()[-1])]
    for one in figures:
        if one.created != sizes[one.flow]:
            raise SystemExit(f"{one.created} of {sizes[one.flow]} {one.flow} made: the figures would mean nothing")
    return figures


def registers_table(figures: list[LoadFigures]) -> list[str]:
    """Return the figures as a Markdown table."""
    if not figures:
        return []
    rows = [
        f"| {f.flow} | {f.created:,} | {f.seconds:.1f} | {f.calls:,} | {f.least_calls:,} "
        f"| {f.calls / f.least_calls:.3f} | {f.second_seconds:.2f} | {f.second_calls} | {f.second_writes} |"
        for f in figures
    ]
    heads = ["| " + " | ".join(_HEADS) + " |", "| --- " * len(_HEADS) + "|"]
    return ["", "The first load of master data into an empty Intempus:", "", *heads, *rows]
