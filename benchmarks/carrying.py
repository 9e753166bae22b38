"""Reports carried by the product beside the bare loop, each in a process of its own on the same fresh twins."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.client import RunningTwin, start_twin

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZES = (1_500, 50_000)
# A run of half a second is measured several times, and the middle one counts.
SHORT, ROUNDS = 10_000, 5
COLUMNS = (
    "reports",
    "ours, reports/s",
    "bare loop, reports/s",
    "share",
    "calls",
    "least possible",
    "share",
    "calls per 1,000",
    "peak MiB",
    "bare loop MiB",
    "second run, s",
    "its writes",
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Both sides at one size. Rates are reports per second, calls are of the whole run, memory is the peak in MiB."""

    reports: int
    rate: float
    bare_rate: float
    calls: int
    least_calls: int
    peak_mib: float
    bare_peak_mib: float
    second_run_seconds: float
    second_run_writes: int

    @property
    def speed_share(self) -> float:
        """How fast we are beside the bare loop."""
        return self.rate / self.bare_rate

    @property
    def calls_share(self) -> float:
        """How many calls we make beside the least possible."""
        return self.calls / self.least_calls


def measure_carrying(sizes: Sequence[int]) -> list[Figures]:
    """Measure each size, a short one several times."""
    return [middle([measure(size) for _ in range(ROUNDS if size <= SHORT else 1)]) for size in sizes]


def middle(rounds: list[Figures]) -> Figures:
    """Return the round whose share of the bare loop's speed is the middle one."""
    return sorted(rounds, key=lambda figures: figures.speed_share)[len(rounds) // 2]


def measure(size: int) -> Figures:
    """Carry `size` reports by the bare loop and by the product, each in a process of its own, on fresh twins."""
    with start_twin("intempus") as intempus, start_twin("uniconta") as uniconta:
        bare = _carry("benchmarks.bare_loop", size, intempus, uniconta)
        ours = _carry("benchmarks.product_run", size, intempus, uniconta)
    if ours["carried"] != size or bare["carried"] != size:
        raise SystemExit(f"{ours['carried']} and {bare['carried']} carried of {size}: the figures would mean nothing")
    return Figures(
        reports=size,
        rate=size / ours["seconds"],
        bare_rate=size / bare["seconds"],
        calls=ours["calls"],
        least_calls=bare["calls"],
        peak_mib=ours["peak_kib"] / 1024,
        bare_peak_mib=bare["peak_kib"] / 1024,
        second_run_seconds=ours["second_run_seconds"],
        second_run_writes=ours["second_run_writes"],
    )


def _carry(module: str, size: int, intempus: RunningTwin, uniconta: RunningTwin) -> dict[str, Any]:
    credentials = intempus.control.reset("bulk", reports=size)
    uniconta.control.reset("bulk", reports=size)
    twins = {"intempus": intempus.url, "uniconta": uniconta.url, "credentials": credentials}
    ended = subprocess.run(
        [sys.executable, "-m", module], input=json.dumps(twins), stdout=subprocess.PIPE, text=True, check=True
    )
    result: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return result


def carrying_table(figures: list[Figures]) -> list[str]:
    """Return the figures as a Markdown table, with what they mean beneath."""
    rows = [
        "",
        "| " + " | ".join(COLUMNS) + " |",
        "| --- " * len(COLUMNS) + "|",
    ]
    rows += [
        f"| {f.reports:,} | {f.rate:,.0f} | {f.bare_rate:,.0f} | {f.speed_share:.2f} | {f.calls} | {f.least_calls} "
        f"| {f.calls_share:.2f} | {1000 * f.calls / f.reports:.1f} | {f.peak_mib:.0f} | {f.bare_peak_mib:.0f} "
        f"| {f.second_run_seconds:.2f} | {f.second_run_writes} |"
        for f in figures
    ]
    if len(figures) > 1:
        growth = figures[-1].peak_mib / figures[0].peak_mib
        rows += [
            "",
            f"Peak memory at {figures[-1].reports:,} reports is {growth:.2f} times that at {figures[0].reports:,}.",
        ]
    return rows
