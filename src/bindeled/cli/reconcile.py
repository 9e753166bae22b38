"""`bindeled reconcile`: approved in Intempus against what lies in Uniconta, per period, employee and project."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bindeled.bootstrap.exporting import (
    EXPLANATION_COLUMNS,
    as_csv,
    as_xlsx,
    by_hand_rows,
    explanation_rows,
    sum_columns,
    sum_rows,
)
from bindeled.cli.options import JsonOption, TenantOption, day, open_program
from bindeled.cli.output import show, show_table
from bindeled.domain.calendar import danish_day
from bindeled.domain.errors import Misconfigured
from bindeled.domain.pay_periods import PayPeriods, PeriodKind

if TYPE_CHECKING:
    from bindeled.domain.reconciliation import Reconciliation

_FOUR_WEEKS = timedelta(weeks=4)


def reconcile(
    tenant: TenantOption,
    first: Annotated[
        date | None, typer.Option("--from", parser=day, metavar="DAY", help="First day; four weeks back if left out.")
    ] = None,
    last: Annotated[
        date | None, typer.Option("--to", parser=day, metavar="DAY", help="Last day; today if left out.")
    ] = None,
    by: Annotated[PeriodKind, typer.Option(help="What is summed together.")] = PeriodKind.WEEK,
    begins: Annotated[
        date | None,
        typer.Option(parser=day, metavar="DAY", help="The first day of any one period, for fortnights and months."),
    ] = None,
    *,
    names: Annotated[bool, typer.Option("--names", help="Show the employees' names too.")] = False,
    csv: Annotated[Path | None, typer.Option(help="Write the sum to this file.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Write sum and explanations to this workbook.")] = None,
    json: JsonOption = False,
) -> None:
    """Read both systems and sum them up. Exits 0 when it comes to zero, 1 when there is a difference."""
    program = open_program()
    span = _span(first, last, danish_day(program.clock()))
    periods = PayPeriods(by, begins) if begins else PayPeriods(by)
    found = program.flows.reconcile(program.tenants.by_slug(tenant), span, periods)
    _write(found, csv, xlsx, names=names)
    if json:
        show(_facts(found, names=names), as_json=True)
    else:
        _show(found, names=names)
    raise typer.Exit(0 if found.closed else 1)


def _span(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    last = last or today
    first = first or last - _FOUR_WEEKS
    if first > last:
        raise Misconfigured([f"There is no day from {first} to {last}: the first day must not be later than the last."])
    return first, last


def _write(found: Reconciliation, csv: Path | None, xlsx: Path | None, *, names: bool) -> None:
    files = {}
    if csv is not None:
        files[csv] = as_csv(sum_columns(names=names), sum_rows(found, names=names)).encode()
    if xlsx is not None:
        files[xlsx] = as_xlsx(found, names=names)
    for file, content in files.items():
        try:
            file.write_bytes(content)
        except OSError as error:
            raise Misconfigured([f"{file} cannot be written: {error.strerror}. Choose another place."]) from None


def _facts(found: Reconciliation, *, names: bool) -> dict[str, object]:
    columns = sum_columns(names=names)
    return {
        "from": found.first_day,
        "to": found.last_day,
        "closed": found.closed,
        "cells": [dict(zip(columns, row, strict=True)) for row in sum_rows(found, names=names)],
        "explanations": [dict(zip(EXPLANATION_COLUMNS, row, strict=True)) for row in explanation_rows(found)],
        "by_hand": len(found.by_hand),
        "typed_twice": sorted(found.twins),
    }


def _show(found: Reconciliation, *, names: bool) -> None:
    title = f"{found.first_day} to {found.last_day}"
    show_table(title, sum_columns(names=names), sum_rows(found, names=names))
    if found.explanations:
        show_table("What is not simply there", list(EXPLANATION_COLUMNS), explanation_rows(found))
    show({}, as_json=False, lines=_told(found))


def _told(found: Reconciliation) -> list[str]:
    open_cells = sum(bool(cell.difference) for cell in found.cells)
    lines = ["Closed: everything approved is accounted for."]
    if open_cells:
        lines = [f"Not closed: {open_cells} of {len(found.cells)} sums differ; the reports above say why."]
    if found.by_hand:
        lines.append(f"{len(by_hand_rows(found))} lines in Uniconta are none of ours and are not in the sum.")
    if found.twins:
        reports = ", ".join(map(str, sorted(found.twins)))
        lines.append(f"Some of them look like reports typed a second time: {reports}. Remove one of the two.")
    return lines
