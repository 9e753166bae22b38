"""`make bench`: the product beside the bare loop, on the twins, in one run, with the machine named."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.carrying import SIZES, carrying_table, measure_carrying
from benchmarks.corrections import REPORTS as CORRECTED_OF
from benchmarks.corrections import corrections_table, measure_corrections
from benchmarks.machine import machine
from benchmarks.pages import FULL, measure_pages, pages_table
from benchmarks.reconciling import EMPLOYEES, WORKING_DAYS, measure_reconciling, reconciling_table
from benchmarks.registers import SIZES as REGISTERS
from benchmarks.registers import measure_registers, registers_table
from benchmarks.twins import measure_twins, twins_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MONTH_OF = EMPLOYEES * WORKING_DAYS
PAGE_OF_RESULTS = Path(__file__).parent.parent / "docs" / "reference" / "benchmarks.md"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bench: what measures it, what makes tables of it, and what the JSON object holds of it."""

    measure: Callable[[argparse.Namespace], Any]
    table: Callable[[Any], list[str]]


PARTS: Mapping[str, Part] = {
    "carrying": Part(lambda chosen: measure_carrying(chosen.reports), carrying_table),
    "corrections": Part(lambda chosen: measure_corrections(chosen.corrected_of), corrections_table),
    "reconciling": Part(lambda chosen: measure_reconciling(chosen.month_of), reconciling_table),
    "registers": Part(lambda _chosen: measure_registers(REGISTERS), registers_table),
    "pages": Part(lambda chosen: measure_pages({"tenants": chosen.tenants, "rows": chosen.rows}), pages_table),
    "twins": Part(lambda _chosen: measure_twins(), twins_table),
}


def main() -> None:
    """Measure, print, and with --write keep the figures in the docs."""
    chosen = options().parse_args()
    parts = ["corrections"] if chosen.corrections else chosen.only or list(PARTS)
    measured = {name: PARTS[name].measure(chosen) for name in PARTS if name in parts}
    lines = [named_machine()]
    for name, figures in measured.items():
        lines += PARTS[name].table(figures)
    if chosen.json:
        print(json.dumps({"machine": machine(), **measured}, default=asdict))
    else:
        print("\n".join(lines))
    if chosen.write:
        write("\n".join(lines))


def options() -> argparse.ArgumentParser:
    """Return what can be chosen."""
    made = argparse.ArgumentParser(prog="make bench", description=__doc__)
    made.add_argument("--only", nargs="+", choices=list(PARTS), help="these parts and no others")
    made.add_argument("--corrections", action="store_true", help="the same as --only corrections")
    made.add_argument("--reports", type=int, nargs="+", default=list(SIZES), help="how many reports are carried")
    made.add_argument("--corrected-of", type=int, default=CORRECTED_OF, help="of how many reports some are corrected")
    made.add_argument("--month-of", type=int, default=MONTH_OF, help="how many reports a month has that is reconciled")
    made.add_argument("--rows", type=int, default=FULL["rows"], help="how many ledger rows the pages are measured with")
    made.add_argument("--tenants", type=int, default=FULL["tenants"], help="and how many tenants")
    made.add_argument("--json", action="store_true", help="one JSON object for machines")
    made.add_argument("--write", action="store_true", help="keep the figures in docs/reference/benchmarks.md")
    return made


def named_machine() -> str:
    """Return the line that says where and when this was measured."""
    today = date.today().isoformat()  # noqa: DTZ011 - the day here
    return f"Machine: {machine()}. Measured {today} by `make bench`."


def write(text: str) -> None:
    """Put the figures between the marks in the docs page."""
    page = PAGE_OF_RESULTS.read_text(encoding="utf-8")
    before, _, rest = page.partition("<!-- figures -->\n")
    _, _, after = rest.partition("<!-- end of figures -->")
    PAGE_OF_RESULTS.write_text(f"{before}<!-- figures -->\n{text}\n<!-- end of figures -->{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
