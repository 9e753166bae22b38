"""A reconciliation as a file for people who live in spreadsheets. Names are left out unless they are asked for.

What comes from the systems is written as text that no spreadsheet takes for a formula.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter.worksheet import Worksheet

    from bindeled.domain.reconciliation import Reconciliation

Row = tuple[object, ...]
# Gives a code the word that stands for it in the reader's language; `str` leaves the codes.
Called = Callable[[str], str]
_UNITS = frozenset({"hours", "pieces", "days"})

_PLACES = ("approved", "journal", "posted", "parked", "waiting", "difference")
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def sum_columns(*, names: bool) -> list[str]:
    """Return the columns of `sum_rows`."""
    return ["period", "employee", *(["name"] if names else []), "project", "unit", *_PLACES]


def sum_rows(found: Reconciliation, *, names: bool, called: Called = str) -> list[Row]:
    """Return one row for each period, employee, project and unit; `called` gives a code the word that stands for it."""
    rows: list[Row] = []
    for each in found.cells:
        period, employee, project, unit = each.cell
        name = [found.names.get(employee, "")] if names else []
        places = [each.approved, each.journal, each.posted, each.parked, each.waiting, each.difference]
        rows.append((period.isoformat(), employee, *name, project, _unit(unit, called), *places))
    return rows


EXPLANATION_COLUMNS = ("period", "employee", "project", "unit", "report", "reason", "quantity")


def explanation_rows(found: Reconciliation, called: Called = str) -> list[Row]:
    """Return one row for each report that is not simply there."""
    rows: list[Row] = []
    for one in found.explanations:
        period, employee, project, unit = one.cell
        about = period.isoformat(), employee, project, _unit(unit, called)
        rows.append((*about, str(one.report_id), called(one.reason.value), one.quantity))
    return rows


BY_HAND_COLUMNS = ("date", "employee", "project", "unit", "place", "quantity", "looks_like_report")


def by_hand_rows(found: Reconciliation, called: Called = str) -> list[Row]:
    """Return one row for each line in Uniconta that is none of ours."""
    twins = {line.row_id: str(report_id) for report_id, line in found.twins.items()}
    return [
        (
            line.date.isoformat() if line.date else "",
            *(line.employee, line.project, line.unit, called(line.place.value), line.quantity),
            twins.get(line.row_id, ""),
        )
        for line in found.by_hand
    ]


def as_csv(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Return the table as comma-separated text with a point in numbers, which Google Sheets reads as it is."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def as_xlsx(found: Reconciliation, *, names: bool, called: Called = str) -> bytes:
    """Return a workbook: the sum, what explains it, and what was typed by hand."""

    def headed(columns: Sequence[str]) -> list[str]:
        return [called(column) for column in columns]

    from xlsxwriter import Workbook  # noqa: PLC0415 - only who exports waits for it to load

    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sums = sum_rows(found, names=names, called=called)
        _sheet(book.add_worksheet(called("sum")), headed(sum_columns(names=names)), sums)
        reasons = explanation_rows(found, called)
        _sheet(book.add_worksheet(called("explanations")), headed(EXPLANATION_COLUMNS), reasons)
        _sheet(book.add_worksheet(called("by_hand")), headed(BY_HAND_COLUMNS), by_hand_rows(found, called))
    return file.getvalue()


def _sheet(sheet: Worksheet, columns: Sequence[str], rows: Sequence[Row]) -> None:
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, Decimal):
                sheet.write_number(number, place, float(value))
            else:
                sheet.write_string(number, place, str(value))
    sheet.freeze_panes(1, 0)


def _unit(unit: str, called: Called) -> str:
    """Return a unit by its word; one that nobody knows stays as it is."""
    return called(unit) if unit in _UNITS else unit


def _cell(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    text = str(value)
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text
