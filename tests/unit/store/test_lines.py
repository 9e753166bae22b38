from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.errors import Contradiction
from bindeled.domain.nouns import JournalLine
from bindeled.store.lines import decode, encode

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
    task=texts,
    workspace=texts,
    row=texts,
)


@given(journal_lines)
def test_a_line_reads_back_as_what_was_written(line: JournalLine) -> None:
    assert decode(encode(line)) == line


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_quantity_keeps_its_digits(quantity: Decimal) -> None:
    line = JournalLine("r", "j", date(2026, 11, 16), "", "", "", "", "", "", quantity, "Timer", True, time(7), None)
    assert decode(encode(line)).quantity.as_tuple() == quantity.as_tuple()


def test_a_line_of_a_later_form_is_not_guessed_at() -> None:
    with pytest.raises(Contradiction, match="form 4"):
        decode('[4,"IM0000000901G01L01"]')


def test_a_line_of_the_first_form_has_no_task_and_no_workspace() -> None:
    line = JournalLine("r", "j", date(2026, 11, 16), "", "", "", "", "", "", Decimal(1), "Timer", True)
    first = encode(line).replace("[3,", "[1,", 1).removesuffix(',"","",""]') + "]"
    assert decode(first) == line


def test_a_line_of_the_second_form_is_a_share_of_no_row() -> None:
    line = JournalLine("r", "j", date(2026, 11, 16), "", "", "", "", "", "", Decimal(1), "Timer", True, task="7")
    second = encode(line).replace("[3,", "[2,", 1).removesuffix(',""]') + "]"
    assert decode(second) == line
