from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.keys import Reference, content_mark
from tests.support.reports import a_report

references = st.builds(
    Reference,
    report_id=st.integers(1, 10**12),
    generation=st.integers(1, 120),
    line=st.integers(1, 99),
    reversal=st.booleans(),
)


@given(references)
def test_a_reference_reads_back_as_what_was_written(reference: Reference) -> None:
    assert Reference.parse(str(reference)) == reference


@given(st.lists(references, min_size=2, max_size=5))
def test_references_sort_by_report(some: list[Reference]) -> None:
    ids = [reference.report_id for reference in sorted(some, key=str) if reference.report_id < 10**10]
    assert ids == sorted(ids)


@pytest.mark.parametrize("text", ["", "IM12", "Faktura 4711", "IM0000901234G01L01 ", "im0000901234G01L01"])
def test_a_text_that_is_not_ours_is_no_reference(text: str) -> None:
    assert Reference.parse(text) is None


@pytest.mark.parametrize(
    "change",
    [
        {"amount": Decimal(8)},
        {"case_id": 61},
        {"employee_id": 13},
        {"work_type_id": 51},
        {"product_id": 70},
        {"remarks": "rettet"},
        {"start_time": time(7)},
    ],
)
def test_the_mark_changes_with_everything_that_a_line_shows(change: dict[str, Any]) -> None:
    assert content_mark(a_report(**change)) != content_mark(a_report())


@pytest.mark.parametrize("change", [{"approved": False}, {"version": 9_150_000_001}, {"amount": Decimal("7.50")}])
def test_the_mark_does_not_change_with_what_a_line_does_not_show(change: dict[str, Any]) -> None:
    assert content_mark(a_report(**change)) == content_mark(a_report())
