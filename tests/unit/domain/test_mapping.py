from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.causes import Cause, Caution, Finding
from bindeled.domain.keys import Reference
from bindeled.domain.mapping import (
    QUANTITY_STEP,
    ChosenPayType,
    Condition,
    EmployeeMatch,
    Field,
    Mapped,
    Matcher,
    OwnRule,
    ReportRules,
    Severity,
    map_report,
    masked,
)
from bindeled.domain.mapping.lines import spread, unknown_placeholders
from bindeled.domain.mapping.own_rules import speaks_up
from bindeled.domain.nouns import Phase, UnicontaRegisters, WorkReport
from tests.support.reports import A_MONDAY, a_report, here, there

if TYPE_CHECKING:
    from collections.abc import Callable


def mapped(
    report: WorkReport, uniconta: UnicontaRegisters | None = None, rules: ReportRules | None = None
) -> Mapped | Finding:
    rules = rules or ReportRules()
    return map_report(report, Reference(report.id, 1), Matcher(here(), uniconta or there(), rules), rules)


def line_of(report: WorkReport, **more: Any) -> Any:
    result = mapped(report, **more)
    assert isinstance(result, Mapped), result
    return result.lines[0]


def test_plain_hours_become_a_line_with_everything_that_uniconta_would_have_derived() -> None:
    line = line_of(a_report(remarks="Skiftet  vandlås\ni kælder"))
    assert (line.reference, line.journal, line.date) == ("IM0000000901G01L01", "INTEMPUS", A_MONDAY)
    assert (line.project, line.employee, line.pay_type, line.project_category) == ("1060", "0042", "100", "TIME")
    assert (line.quantity, line.unit, line.invoiceable) == (Decimal("7.5"), "Timer", True)
    assert (line.text, line.dimensions[0]) == ("Skiftet vandlås i kælder", "AFD1")


def test_a_supply_report_becomes_a_line_with_its_item_and_no_pay_type() -> None:
    line = line_of(a_report(work_type_id=None, product_id=70, amount=Decimal(3)))
    assert (line.item, line.pay_type, line.project_category, line.unit) == ("V-1", "", "MAT", "Stk")


def test_a_work_type_without_number_is_matched_by_name_with_a_caution() -> None:
    result = mapped(a_report(work_type_id=51))
    assert isinstance(result, Mapped)
    assert (result.lines[0].pay_type, result.cautions) == ("110", (Caution.PAY_TYPE_BY_NAME,))


def test_the_tenants_own_table_comes_before_number_and_name() -> None:
    assert line_of(a_report(), rules=ReportRules(pay_types={50: "110"})).pay_type == "110"


def test_absence_goes_to_the_internal_project_of_its_pay_type() -> None:
    assert line_of(a_report(work_type_id=53, case_id=None)).project == "INTERN"


def test_employees_can_be_matched_by_e_mail_whatever_its_capitals() -> None:
    people = {"7": replace(there().employees["0042"], number="7", email="Aase@Nordlys.example")}
    uniconta = replace(there(), employees=people)
    assert line_of(a_report(), uniconta=uniconta, rules=ReportRules(employee_match=EmployeeMatch.EMAIL)).employee == "7"


def test_hours_for_a_closed_project_pass_with_a_caution() -> None:
    projects = {"1060": replace(there().projects["1060"], phase=Phase.COMPLETED)}
    result = mapped(a_report(), replace(there(), projects=projects))
    assert isinstance(result, Mapped)
    assert result.cautions == (Caution.PROJECT_CLOSED,)


@pytest.mark.parametrize(
    ("amount", "start", "end", "kept"),
    [
        ("8", time(7), time(15), True),
        ("8", time(22), time(6), True),
        ("7.5", time(7), time(15), False),
    ],
    ids=["they span the hours", "a night shift spans the hours", "a break makes them disagree"],
)
def test_times_are_sent_only_when(amount: str, start: time, end: time, kept: bool) -> None:
    line = line_of(a_report(amount=Decimal(amount), start_time=start, end_time=end))
    assert (line.time_from, line.time_to) == ((start, end) if kept else (None, None))


def test_a_long_decimal_is_rounded_half_up_to_four_places() -> None:
    assert line_of(a_report(amount=Decimal("2.53335"))).quantity == Decimal("2.5334")


def test_leading_zeros_decide_who_an_employee_is() -> None:
    people = {"42": replace(there().employees["0042"], number="42")}
    result = mapped(a_report(), replace(there(), employees=people))
    assert isinstance(result, Finding)
    assert result.cause is Cause.EMPLOYEE_UNKNOWN


def _with(**registers: Any) -> Callable[[], UnicontaRegisters]:
    return lambda: replace(there(), **registers)


_BLOCKED_PROJECT = {"1060": replace(there().projects["1060"], blocked=True)}
_GONE_EMPLOYEE = {"0042": replace(there().employees["0042"], terminated=date(2026, 11, 1))}
_BLOCKED_EMPLOYEE = {"0042": replace(there().employees["0042"], blocked=True)}
_TWINS = {number: replace(there().pay_types["110"], number=number) for number in ("110", "111")}
_BLOCKED_PAY_TYPE = {"100": replace(there().pay_types["100"], blocked=True)}
_SUM_PAY_TYPE = {"100": replace(there().pay_types["100"], project_category="SUM")}
_BLOCKED_ITEM = {"V-1": replace(there().items["V-1"], blocked=True)}
_SUPPLY = {"work_type_id": None, "product_id": 70}


@pytest.mark.parametrize(
    ("report", "uniconta", "cause"),
    [
        ({"employee_id": 99}, there, Cause.EMPLOYEE_NOT_READ),
        ({}, _with(employees={}), Cause.EMPLOYEE_UNKNOWN),
        ({}, _with(employees=_BLOCKED_EMPLOYEE), Cause.EMPLOYEE_BLOCKED),
        ({}, _with(employees=_GONE_EMPLOYEE), Cause.EMPLOYEE_TERMINATED),
        ({"case_id": None}, there, Cause.PROJECT_MISSING),
        ({}, _with(projects={}), Cause.PROJECT_UNKNOWN),
        ({}, _with(projects=_BLOCKED_PROJECT), Cause.PROJECT_BLOCKED),
        ({"work_type_id": 52}, there, Cause.PAY_TYPE_UNKNOWN),
        ({"work_type_id": 51}, _with(pay_types=_TWINS), Cause.PAY_TYPE_AMBIGUOUS),
        ({}, _with(pay_types=_BLOCKED_PAY_TYPE), Cause.PAY_TYPE_BLOCKED),
        (_SUPPLY, _with(items={}), Cause.ITEM_UNKNOWN),
        (_SUPPLY, _with(items=_BLOCKED_ITEM), Cause.ITEM_BLOCKED),
        (_SUPPLY, _with(items={}, items_refused=True), Cause.ITEMS_NOT_ALLOWED),
        ({}, _with(project_categories={}), Cause.PROJECT_CATEGORY_MISSING),
        ({}, _with(pay_types=_SUM_PAY_TYPE), Cause.PROJECT_CATEGORY_NOT_BOOKABLE),
        ({"work_type_id": None}, there, Cause.KIND_UNKNOWN),
        ({"product_id": 70}, there, Cause.KIND_UNKNOWN),
        ({"amount": Decimal("0.00004")}, there, Cause.QUANTITY_ZERO),
    ],
)
def test_a_report_that_cannot_be_carried_says_why(
    report: dict[str, Any], uniconta: Callable[[], UnicontaRegisters], cause: Cause
) -> None:
    result = mapped(a_report(**report), uniconta())
    assert isinstance(result, Finding)
    assert result.cause is cause


def test_what_looks_like_a_cpr_number_never_gets_into_a_text() -> None:
    assert masked("ring 010203-4567 i morgen, ordre 12345678") == "ring (masked) i morgen, ordre 12345678"


# days, units and the tenant's own choices


@given(st.decimals("-2000", "2000", places=4), st.integers(1, 92))
def test_what_is_spread_over_days_comes_to_what_it_was_to_the_last_decimal(quantity: Decimal, days: int) -> None:
    parts = spread(quantity, days)
    assert (sum(parts), len(parts)) == (quantity, days)
    assert max(parts) - min(parts) <= QUANTITY_STEP


def test_a_pay_type_that_was_renamed_since_it_was_chosen_is_told() -> None:
    rules = ReportRules(pay_types={50: "110"}, chosen={50: ChosenPayType("Normaltid", "Skurvognstillæg")})
    result = mapped(a_report(), rules=rules)
    assert isinstance(result, Mapped)
    assert result.cautions == (Caution.PAY_TYPE_RENAMED,)


def test_a_rule_that_warns_and_a_text_that_is_cut_are_told() -> None:
    rule = OwnRule("lang", Field.TEXT, Condition.LONGER_THAN, Severity.WARN, "Skriv kortere.", "Be brief.", "50")
    result = mapped(a_report(remarks="x" * 140), rules=ReportRules(own_rules=(rule,)))
    assert isinstance(result, Mapped)
    assert result.cautions == (Caution.OWN_RULE, Caution.TEXT_CUT)


@pytest.mark.parametrize(
    ("field", "condition", "value", "speaks"),
    [
        (Field.REMARKS, Condition.IS_EMPTY, "", True),
        (Field.PROJECT, Condition.IS, "1060", True),
        (Field.PROJECT, Condition.IS_NOT, "1060", False),
        (Field.TEXT, Condition.CONTAINS, "NORMAL", True),
        (Field.QUANTITY, Condition.ABOVE, "7,4", True),
        (Field.QUANTITY, Condition.BELOW, "7.5", False),
        (Field.QUANTITY, Condition.ABOVE, "much", False),
        (Field.WEEKDAY, Condition.IS, "1", True),
        (Field.START_TIME, Condition.IS_EMPTY, "", True),
        (Field.DIMENSION_1, Condition.IS, "afd1", True),
        (Field.TASK, Condition.IS_EMPTY, "", True),
    ],
)
def test_an_own_rule_looks_at(field: Field, condition: Condition, value: str, *, speaks: bool) -> None:
    rule = OwnRule("r", field, condition, Severity.BLOCK, "da", "en", value)
    assert speaks_up(rule, a_report(), line_of(a_report())) is speaks


def test_a_placeholder_that_stands_for_nothing_is_named() -> None:
    assert unknown_placeholders("{remarks} {kunde} {report}") == ["kunde"]
