from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.errors import Contradiction
from bindeled.domain.nouns import JournalLine
from bindeled.store.lines import decode, encode

if TYPE_CHECKING:
    from decimal import Decimal

texts = st.text(max_size=20)
times = st.none() | st.times()
journal_lines = st.builds(
    JournalLine,
    reference=texts,
    journal=texts,
    date=st.dates(),
    project=texts,
    employee=texts,
    pay_type=texts,
    project_category=texts,
    item=texts,
    text=texts,
    quantity=st.decimals(allow_nan=False, allow_infinity=False),
    unit=texts,
    invoiceable=st.booleans(),
    time_from=times,
    time_to=times,
    dimensions=st.tuples(texts, texts, texts, texts, texts),
)


@given(journal_lines)
def test_a_line_reads_back_as_what_was_written(line: JournalLine) -> None:
    assert decode(encode(line)) == line


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_quantity_keeps_its_digits(quantity: Decimal) -> None:
    line = JournalLine("r", "j", date(2026, 11, 16), "", "", "", "", "", "", quantity, "Timer", True, time(7), None)
    assert decode(encode(line)).quantity.as_tuple() == quantity.as_tuple()


def test_a_line_of_a_later_form_is_not_guessed_at() -> None:
    with pytest.raises(Contradiction, match="form 2"):
        decode('[2,"IM0000000901G01L01"]')
