"""Pages, interface, timelines and memory at a million ledger rows, beside a nearly empty database."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

FULL, NEARLY_EMPTY = {"tenants": 200, "rows": 1_000_000}, {"tenants": 1, "rows": 1_500}
TARGET_MS = 100


@dataclass(frozen=True, slots=True)
class PageFigures:
    """Both databases. `pages` holds milliseconds by address: the full one and the nearly empty one."""

    rows: int
    tenants: int
    pages: dict[str, tuple[float, float]]
    left_out: dict[str, str]
    trace_ms: tuple[float, float]
    slowest_trace_ms: tuple[float, float]
    window: tuple[int, int]
    ledger_seconds: tuple[float, float]
    peak_mib: tuple[float, float]


def measure_pages(full: dict[str, int]) -> PageFigures:
    """Fill a database and measure, then the same with next to nothing in it, each in a process of its own."""
    ours, base = (_run(size) for size in (full, NEARLY_EMPTY))

    def both(name: str) -> tuple[Any, Any]:
        return ours[name], base[name]

    return PageFigures(
        rows=full["rows"],
        tenants=full["tenants"],
        pages={address: (took, base["pages"].get(address, 0.0)) for address, took in ours["pages"].items()},
        left_out=ours["left_out"],
        trace_ms=both("trace_ms"),
        slowest_trace_ms=both("slowest_trace_ms"),
        window=both("window"),
        ledger_seconds=both("ledger_seconds"),
        peak_mib=(ours["peak_kib"] / 1024, base["peak_kib"] / 1024),
    )


def _run(size: dict[str, int]) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.pages_run"]
    ended = subprocess.run(command, input=json.dumps(size), stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return figures


def pages_table(figures: PageFigures) -> list[str]:
    """Return the figures as Markdown tables, the slowest page on top."""
    slow = sum(took > TARGET_MS for took, _ in figures.pages.values())
    heads = f"| | {figures.rows:,} rows | {NEARLY_EMPTY['rows']:,} rows |"
    facts = [
        ("a report's timeline, ms, the middle one", figures.trace_ms, ".1f"),
        ("the slowest of fifty, ms", figures.slowest_trace_ms, ".1f"),
        ("reports in the window of a run", figures.window, ",d"),
        ("what a run asks of the ledger about them, s", figures.ledger_seconds, ".2f"),
        ("peak memory of the process, MiB", figures.peak_mib, ".0f"),
    ]
    by_time = sorted(figures.pages.items(), key=lambda one: -one[1][0])
    return [
        "",
        f"With {figures.rows:,} ledger rows and {figures.tenants} tenants, of which the largest has half of them:",
        "",
        heads,
        "| --- | --- | --- |",
        *(f"| {name} | {both[0]:{form}} | {both[1]:{form}} |" for name, both, form in facts),
        "",
        f"Server time of each page and resource, {len(figures.pages)} in all, {slow} of them over {TARGET_MS} ms:",
        "",
        "| address | ms | ms on a nearly empty database |",
        "| --- | --- | --- |",
        *(f"| `{address}` | {took:.0f} | {base:.0f} |" for address, (took, base) in by_time),
        "",
        f"Not measured: {'; '.join(f'`{address}` ({why})' for address, why in sorted(figures.left_out.items()))}.",
    ]
