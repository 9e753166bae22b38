from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from bindeled.bootstrap.exporting import as_csv, as_xlsx, by_hand_rows, sum_columns, sum_rows
from bindeled.domain.nouns import FoundLine, Place
from bindeled.domain.reconciliation import Cell, Explanation, Reason, ReconciledCell, Reconciliation

MONDAY = date(2026, 11, 16)
FORMULA = '=HYPERLINK("http://elsewhere.example","1060")'
CELL = Cell(MONDAY, "0042", FORMULA, "hours")
BY_HAND = FoundLine("", 7, Place.JOURNAL, Decimal(2), "1060", "0042", MONDAY, "hours")
FOUND = Reconciliation(
    MONDAY,
    MONDAY,
    (ReconciledCell(CELL, Decimal("7.5"), journal=Decimal(9)),),
    (Explanation(CELL, 901, Reason.EDITED_BY_HAND, Decimal("-1.5")),),
    (BY_HAND,),
    {902: BY_HAND},
    {"0042": "Åse Bæk"},
)


def test_names_are_left_out_unless_they_are_asked_for() -> None:
    assert "Åse Bæk" not in str(sum_rows(FOUND, names=False))
    assert dict(zip(sum_columns(names=True), sum_rows(FOUND, names=True)[0], strict=True))["name"] == "Åse Bæk"


@pytest.mark.parametrize("text", [FORMULA, "+45", "-1+2", "@SUM(A1)", "\t=1"])
def test_no_text_is_taken_for_a_formula(text: str) -> None:
    (_, row) = csv.reader(StringIO(as_csv(["a"], [(text,)])))
    assert row == [f"'{text}"]


def test_a_negative_number_stays_a_number() -> None:
    (_, row) = csv.reader(StringIO(as_csv(["a"], [(Decimal("-1.5"),)])))
    assert row == ["-1.5"]


def test_a_workbook_holds_the_sum_its_explanations_and_no_formula() -> None:
    with ZipFile(BytesIO(as_xlsx(FOUND, names=False))) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        texts = book.read("xl/sharedStrings.xml").decode()
    assert len(sheets) == 3
    assert not any("<f>" in sheet for sheet in sheets)
    assert "HYPERLINK" in texts
    assert "edited_by_hand" in texts
    assert "Bæk" not in texts


def test_a_line_typed_by_hand_names_the_report_that_it_looks_like() -> None:
    assert by_hand_rows(FOUND)[0][-1] == "902"
