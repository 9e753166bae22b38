"""One promise and what came of it: what every proof returns, and how the table and the JSON are made of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Measured:
    """A property, what it is to be, what was measured over how many runs, and whether that is met.

    `figures` are the numbers behind `value`, for machines.
    """

    name: str
    what: str
    target: str
    value: str
    met: bool
    runs: int
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is done: `short` for every run of the suite, `long` for the soak."""

    name: str
    rounds: int
    reports: int
    calls: int

    @property
    def is_long(self) -> bool:
        """Tell whether the long form was asked for."""
        return self.name == LONG.name


SHORT = Scale("short", rounds=2, reports=200, calls=1_000)
LONG = Scale("long", rounds=20, reports=2_000, calls=10_000)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` (0 to 1) of the values do not exceed. Raises ValueError when there are none."""
    if not values:
        raise ValueError("a percentile of nothing")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


def table(measured: Iterable[Measured]) -> list[str]:
    """Return the table as lines of text."""
    heading = ("", "property", "target", "measured", "met", "runs")
    rows = [(one.name, one.what, one.target, one.value, "yes" if one.met else "NO", str(one.runs)) for one in measured]
    widths = [max(len(row[column]) for row in (heading, *rows)) for column in range(len(heading))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (heading, *rows)]
    return [lines[0], "-" * len(lines[0]), *lines[1:]]


def as_json(measured: Iterable[Measured], machine: str, scale: Scale) -> dict[str, Any]:
    """Return what a machine reads: the same rows, the machine and whether everything is met."""
    rows = [asdict(one) for one in measured]
    return {"machine": machine, "scale": scale.name, "met": all(row["met"] for row in rows), "properties": rows}
