from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bindeled.connections.links import Move
from bindeled.domain.causes import Cause, Caution, Finding, SkipReason
from bindeled.domain.drift import Drift
from bindeled.domain.errors import Refused
from bindeled.domain.gate import PASSES
from bindeled.domain.keys import Reference
from bindeled.domain.mapping import (
    Condition,
    Field,
    HoursTo,
    Locked,
    Mapped,
    Matcher,
    OwnRule,
    ReportRules,
    Severity,
    map_report,
)
from bindeled.domain.nouns import Contract, FoundLine, JournalLine, Place, Task
from bindeled.domain.planning import Park, Remembered, Standing, plan_carrying, plan_undoing
from bindeled.domain.registers.causes import RecordCause, RecordNotice
from bindeled.domain.registers.matching import Grade, MatchReason
from bindeled.domain.states import LinkState, RunState
from bindeled.engine import reports, undoing
from bindeled.engine.sending import finding_of
from bindeled.engine.timesheet import _changed_by_hand
from bindeled.texts import LANGUAGES, keys, say
from tests.support.reports import a_report, here, there

EXPECTED = {
    *(f"{group}.{cause.value}" for group in ("cause", "remedy", "whose") for cause in Cause),
    *(f"{group}.{state.value}" for group in ("link", "link_told", "link_remedy") for state in LinkState),
    *(f"help.{subject.value}" for subject in (*LinkState, *Cause, *RecordCause)),
    *(f"help_title.{cause.value}" for cause in (*Cause, *RecordCause)),
    *(f"link_waits.{state.value}" for state in PASSES),
    *(f"{group}.{state.value}" for group in ("run", "run_told") for state in RunState),
    *(f"caution.{caution.value}" for caution in Caution),
    *(f"drift.{drift.value}" for drift in Drift),
    *(f"skip.{reason.value}" for reason in SkipReason),
    *(f"move.{move.value}" for move in Move),
    *(f"{group}.{cause.value}" for group in ("cause", "remedy", "whose") for cause in RecordCause),
    *(f"notice.{notice.value}" for notice in RecordNotice),
    *(f"grade.{grade.value}" for grade in Grade),
    *(f"match.{reason.value}" for reason in MatchReason),
}


NO_REMARKS = OwnRule(
    "remarks", Field.REMARKS, Condition.IS_EMPTY, Severity.BLOCK, "Skriv en bemærkning.", "Write a remark."
)


def mapped(
    *,
    uniconta: dict[str, Any] | None = None,
    intempus: dict[str, Any] | None = None,
    rules: ReportRules | None = None,
    **report: Any,
) -> Any:
    """Map a report between registers of which some are replaced."""
    rules = rules or ReportRules()
    matcher = Matcher(replace(here(), **(intempus or {})), replace(there(), **(uniconta or {})), rules)
    return map_report(a_report(**report), Reference(901, 1), matcher, rules)


def sent_line() -> JournalLine:
    result = mapped()
    assert isinstance(result, Mapped)
    return result.lines[0]


def undoing_finding(*found: FoundLine) -> Finding:
    """Return why a changed report is not taken back by itself."""
    line = sent_line()
    (step,) = plan_undoing(901, a_report(amount=Decimal(3)), 1, [line], {row.reference: row for row in found})
    assert isinstance(step, Park)
    return step.finding


def long_ago_finding() -> Finding:
    """Return why a report that was changed after its trail was purged is not carried."""
    known = {901: Remembered(1, Standing.PAST, "another", ())}
    (park,) = plan_carrying([a_report()], known, Matcher(here(), there(), ReportRules()), ReportRules())
    assert isinstance(park, Park)
    return park.finding


def unreadable_finding() -> Finding:
    (park,) = reports._unreadable({901: "amount: not a number"})
    return park.finding


def changed(register: str, key: str, **values: Any) -> dict[str, Any]:
    """Return a register of Uniconta in which one record differs."""
    rows = getattr(there(), register)
    return {register: {**rows, key: replace(rows[key], **values)}}


def under_contract(contract: Contract) -> dict[str, Any]:
    """Return Intempus' employees with this contract for the one who works."""
    return {"employees": {12: replace(here().employees[12], contracts=(contract,))}}


_TWINS = {number: replace(there().pay_types["110"], number=number) for number in ("110", "111")}
_SUPPLY: dict[str, Any] = {"work_type_id": None, "product_id": 70}
_WITH_TASK: dict[str, Any] = {"cases": {60: replace(here().cases[60], number="1060/7")}}
_REFUSAL = Refused("Uniconta", "ProjectIsBlocked", "the project is blocked")

FINDINGS: list[Finding] = [
    mapped(employee_id=99),
    mapped(uniconta={"employees": {}}),
    mapped(uniconta=changed("employees", "0042", blocked=True)),
    mapped(uniconta=changed("employees", "0042", terminated=date(2026, 11, 1))),
    mapped(case_id=None),
    mapped(uniconta={"projects": {}}),
    mapped(uniconta=changed("projects", "1060", blocked=True)),
    mapped(uniconta={"tasks": {}}, intempus=_WITH_TASK, rules=ReportRules(task_separator="/")),
    mapped(work_type_id=52),
    mapped(work_type_id=99),
    mapped(work_type_id=51, uniconta={"pay_types": _TWINS}),
    mapped(uniconta=changed("pay_types", "100", blocked=True)),
    mapped(**_SUPPLY, uniconta={"items": {}}),
    mapped(**_SUPPLY, intempus={"products": {}}),
    mapped(**_SUPPLY, uniconta=changed("items", "V-1", blocked=True)),
    mapped(**_SUPPLY, uniconta={"items_refused": True}),
    mapped(uniconta={"project_categories": {}}),
    mapped(uniconta=changed("pay_types", "100", project_category="SUM")),
    mapped(product_id=70),
    mapped(amount=Decimal(0)),
    mapped(amount=Decimal(-2)),
    mapped(amount=Decimal(25)),
    mapped(unit="km"),
    mapped(work_type_id=53, end_date=date(2027, 11, 16)),
    mapped(rules=ReportRules(closed_until=date(2026, 11, 16))),
    mapped(intempus=under_contract(Contract(date(2026, 12, 1)))),
    mapped(
        rules=ReportRules(locked_in_intempus=Locked.PARK),
        intempus=under_contract(Contract(date(2026, 1, 1), locked_until=date(2026, 11, 30))),
    ),
    mapped(
        rules=ReportRules(hours_to=HoursTo.TIMESHEET),
        uniconta=changed("employees", "0042", closed_until=date(2026, 11, 22)),
    ),
    mapped(
        rules=ReportRules(hours_to=HoursTo.TIMESHEET, task_separator="/"),
        uniconta={"tasks": {("1060", "7"): Task("1060", "7", ended=True)}},
        intempus=_WITH_TASK,
    ),
    _changed_by_hand(sent_line()),
    mapped(rules=ReportRules(own_rules=(NO_REMARKS,))),
    undoing_finding(),
    undoing_finding(FoundLine(sent_line().reference, 7, Place.JOURNAL, Decimal(1), "1060", "0042")),
    undoing._park(901, sent_line(), finding_of(_REFUSAL)).finding,
    finding_of(_REFUSAL),
    unreadable_finding(),
    long_ago_finding(),
]


def placeholders(key: str, language: str) -> set[str]:
    """Return the facts that a sentence asks for: without them, their names stand in brackets."""
    return {part.partition("]")[0] for part in say(key, language).split("[")[1:]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_a_customer_may_meet_has_its_words(language: str) -> None:
    assert keys(language) >= EXPECTED
    assert [key for key in keys(language) if not say(key, language).strip()] == []


def test_both_languages_say_the_same_things_with_the_same_facts() -> None:
    danish, english = (keys(language) for language in LANGUAGES)
    assert danish == english
    assert [key for key in danish if placeholders(key, "da") != placeholders(key, "en")] == []


# A word and an arrangement of facts that the languages share.
SPELLED_ALIKE = {
    *("page.links.system", "page.verdict.link.sentence", "page.role.partner", "page.role.support"),
    "page.inbox.records.headline",
    *("picture.administrator", "picture.server"),
    # The field is called so in Uniconta, whatever the language.
    *("page.field.intempus_active", "picture.active"),
}


def test_the_two_languages_are_two() -> None:
    assert {key for key in keys("da") if say(key, "da") == say(key, "en")} == SPELLED_ALIKE


def test_every_cause_there_is_was_brought_about() -> None:
    assert {finding.cause for finding in FINDINGS} == set(Cause)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding.cause.value)
def test_a_cause_is_told_with_the_facts_that_it_really_has(finding: Finding, language: str) -> None:
    for group in ("cause", "remedy", "whose"):
        assert "[" not in say(f"{group}.{finding.cause.value}", language, **finding.facts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_and_its_move_need_no_more_than_the_systems_name(language: str) -> None:
    about_links = [key for key in keys(language) if key.startswith(("link", "move."))]
    assert [key for key in about_links if placeholders(key, language) - {"system"}] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", ["caution", "skip", "run", "run_told"])
def test_what_has_no_facts_asks_for_none(group: str, language: str) -> None:
    assert [key for key in keys(language) if key.startswith(f"{group}.") and placeholders(key, language)] == []


def test_a_fact_that_is_missing_shows_its_name_and_the_others_stay() -> None:
    assert (
        say("cause.item_blocked", "en", name="Pipe")
        == "The item “Pipe” (item number “[number]”) is blocked in Uniconta."
    )


def test_facts_come_through_as_they_are_whatever_is_in_them() -> None:
    assert "<b>{key} & 100 %" in say("cause.refused", "da", reason="<b>{key} & 100 %")


@pytest.mark.parametrize(("key", "language"), [("cause.no_such", "da"), ("cause.refused", "de"), ("", "da")])
def test_what_is_not_in_the_catalogue_is_an_error_of_ours(key: str, language: str) -> None:
    with pytest.raises(KeyError):
        say(key, language)


def test_a_fact_may_be_called_as_the_arguments_are() -> None:
    assert say("run.done", "en", key="a", language="b") == "Done"
