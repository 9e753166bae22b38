"""One decision each: a field, a match, a text that is too long, a mapping that no longer fits."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.domain.registers.causes import RecordCause, RecordFinding
from bindeled.domain.registers.deciding import Verdict, judge
from bindeled.domain.registers.health import Trouble, fields_seen, troubles
from bindeled.domain.registers.mapping import Wanted, map_record
from bindeled.domain.registers.matching import Candidates, Grade, MatchReason
from bindeled.domain.registers.records import Record, Register, Seen, canonical
from bindeled.domain.registers.setup import Filter, FlowSetup, MappingRow, Transform, WhenEmpty, WhenLong
from bindeled.domain.registers.standard import STANDARD
from bindeled.domain.registers.transforms import transform

if TYPE_CHECKING:
    from bindeled.domain.registers.records import Value

CUSTOMERS = Register.CUSTOMERS
LONG = "Den meget store og meget gamle ejerforening på Nørreskovbakken"


def record(row_id: int = 1, number: str = "10001", name: str = "Bageri Ådalen", **fields: Any) -> Record:
    return Record(row_id, number, name, {"Account": number, "Name": name, **fields})


@pytest.mark.parametrize(
    ("wanted", "held", "seen", "verdict"),
    [
        ("a", "a", None, Verdict.AGREES),
        ("a", "b", None, Verdict.WRITE),
        ("a", "b", Seen("a", "b"), Verdict.LEAVE),
        ("c", "b", Seen("a", "b"), Verdict.WRITE),
        ("a", "c", Seen("a", "a"), Verdict.OVERWRITE),
        ("c", "b", Seen("a", "a"), Verdict.CONFLICT),
        ("", "b", None, Verdict.LEAVE),
        ("", "b", Seen("", ""), Verdict.LEAVE),
        ("", "a", Seen("a", "a"), Verdict.WRITE),
        ("", "b", Seen("a", "a"), Verdict.CONFLICT),
    ],
)
def test_a_field_is_judged_by_what_was_seen_before(wanted: str, held: str, seen: Seen | None, verdict: Verdict) -> None:
    assert judge(wanted, held, seen, pinned=False) is verdict


def test_a_pinned_field_is_left_whatever_happened() -> None:
    assert judge("c", "b", Seen("a", "a"), pinned=True) is Verdict.LEAVE


@pytest.mark.parametrize(
    ("value", "how", "result"),
    [
        ("  Bageri \n Ådalen ", Transform.ONE_LINE, "Bageri Ådalen"),
        ("dk", Transform.CAPITALS, "DK"),
        ("DK 12 34 56 78", Transform.DIGITS, "12345678"),
        ("no address", Transform.E_MAIL, None),
        ("a@opdigtet.example", Transform.E_MAIL, "a@opdigtet.example"),
        ("Pieces", Transform.UNIT, "stk."),
        (Decimal(0), Transform.ABOVE_ZERO, None),
        (Decimal("1.5"), Transform.ABOVE_ZERO, Decimal("1.5")),
        ("", Transform.AS_IS, None),
        (None, Transform.YES, True),
    ],
)
def test_each_transform_makes_of_a_value_what_it_says(value: Value, how: Transform, result: Value) -> None:
    assert transform(value, how, CUSTOMERS) == result


@pytest.mark.parametrize(("one", "other"), [(Decimal("155.5"), Decimal("155.50")), (Decimal("1E+2"), Decimal(100))])
def test_the_same_number_is_the_same_text(one: Decimal, other: Decimal) -> None:
    assert canonical(one) == canonical(other)


def test_sixty_characters_into_forty_are_cut_and_told_or_set_aside_by_rule() -> None:
    row = MappingRow("Name", "name", length=40)
    cut = map_record(record(name=LONG), FlowSetup((row,)), CUSTOMERS)
    assert isinstance(cut, Wanted)
    assert (cut.values["name"], cut.notices[0].facts["takes"]) == (LONG[:40].rstrip(), "40")
    parked = map_record(record(name=LONG), FlowSetup((replace(row, when_long=WhenLong.PARK),)), CUSTOMERS)
    assert isinstance(parked, RecordFinding)
    assert parked.what is RecordCause.FIELD_TOO_LONG


def test_a_text_where_a_number_belongs_is_set_aside() -> None:
    setup = FlowSetup((MappingRow("Name", "sales_price", Transform.AS_IS),))
    found = map_record(record(), setup, Register.ITEMS)
    assert isinstance(found, RecordFinding)
    assert found.what is RecordCause.FIELD_UNFIT


@pytest.mark.parametrize(("when_empty", "values"), [(WhenEmpty.CLEAR, {"phone": ""}), (WhenEmpty.KEEP, {})])
def test_an_empty_field_is_cleared_or_kept_by_rule(when_empty: WhenEmpty, values: dict[str, str]) -> None:
    mapped = map_record(record(), FlowSetup((MappingRow("Phone", "phone", when_empty=when_empty),)), CUSTOMERS)
    assert isinstance(mapped, Wanted)
    assert mapped.values == values


@pytest.mark.parametrize(
    ("there", "grade", "reason"),
    [
        ([record(7)], Grade.GREEN, MatchReason.SAME_NUMBER),
        ([record(7, name="Autoværksted Østbakke")], Grade.YELLOW, MatchReason.OTHER_NAME),
        ([record(7, vat_registration_number="87654321")], Grade.YELLOW, MatchReason.OTHER_VAT_NUMBER),
        (
            [record(7, name="Autoværksted", vat_registration_number="12345678")],
            Grade.GREEN,
            MatchReason.SAME_NUMBER,
        ),
        (
            [record(7, "5", "Kro", vat_registration_number="12 34 56 78")],
            Grade.YELLOW,
            MatchReason.SAME_VAT_NUMBER,
        ),
        ([record(7, "5")], Grade.YELLOW, MatchReason.SAME_NAME),
        ([record(7), record(8)], Grade.RED, MatchReason.SEVERAL),
    ],
)
def test_a_match_is_as_sure_as_what_agrees(there: list[Record], grade: Grade, reason: MatchReason) -> None:
    match = Candidates(CUSTOMERS, there).match(record(CompanyRegNo="12345678"), frozenset())
    assert match is not None
    assert (match.grade, match.reason) == (grade, reason)


def test_nothing_that_agrees_is_nothing_found() -> None:
    assert Candidates(CUSTOMERS, [record(7, "5", "Kro")]).match(record(), frozenset()) is None


def test_the_mapping_check_tells_what_no_longer_fits() -> None:
    rows = (
        MappingRow("Name", "name", length=5),
        MappingRow("xGone", "notes"),
        MappingRow("Name", "no_such_field"),
    )
    found = troubles(FlowSetup(rows, Filter("xTicked")), CUSTOMERS, [record()], [])
    assert [one.trouble for one in found] == [
        Trouble.SOURCE_NOT_SEEN,
        Trouble.TARGET_UNKNOWN,
        Trouble.FILTER_NOT_SEEN,
    ]
    unfiltered = troubles(FlowSetup(rows[:1]), CUSTOMERS, [record()], [])
    assert [(one.trouble, one.records) for one in unfiltered] == [(Trouble.CUT, 1)]


def test_samples_of_a_field_show_no_cpr_number() -> None:
    (account, _name, note) = fields_seen([record(xNote="Kunde 010203-1234")])
    assert (account.name, note.samples) == ("Account", ("Kunde (masked)",))


def test_the_standard_names_only_fields_that_the_follower_has() -> None:
    for register, setup in STANDARD.items():
        assert [one for one in troubles(setup, register, [], []) if one.trouble is Trouble.TARGET_UNKNOWN] == []
