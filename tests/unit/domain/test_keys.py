from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.keys import Reference, content_mark, reference_range
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


@given(st.lists(st.integers(1, 9_999_999_999), min_size=1, max_size=5), st.integers(1, 99), st.booleans())
def test_every_reference_of_the_reports_lies_in_their_range(ids: list[int], generation: int, reversal: bool) -> None:
    first, last = reference_range(ids)
    assert all(first < str(Reference(report_id, generation, reversal=reversal)) < last for report_id in ids)


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
