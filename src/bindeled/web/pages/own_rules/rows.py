"""What the pages of own rules show: each rule in words, and what it would have said to the latest reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.mapping import Condition, OwnRule, Severity
from bindeled.domain.stakes import stake_of
from bindeled.texts import say
from bindeled.web.figures import count_text, quantity_text, short_day_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bindeled.domain.mapping import Field
    from bindeled.domain.mapping.trying import LookedUp, TriedRule
    from bindeled.domain.nouns import WorkReport

_REPORTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class RuleCard:
    """One rule. `place` is where it stands among the others, for the address of its page."""

    place: int
    name: str
    when: str
    only: str
    tone: str
    mark: str
    then: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report to which a rule has something to say."""

    day: str
    employee: str
    case: str
    quantity: str
    remarks: str


@dataclass(frozen=True, slots=True)
class TriedRuleCard:
    """A rule tried on the latest reports: what it comes to, and the first of them."""

    told: str
    reports: tuple[ReportRow, ...]


def rule_cards(rules: Sequence[OwnRule], language: str) -> tuple[RuleCard, ...]:
    """Return the rules in their order: the first that holds is the one that is told."""
    return tuple(_rule_card(place, rule, language) for place, rule in enumerate(rules))


def _rule_card(place: int, rule: OwnRule, language: str) -> RuleCard:
    blocks = rule.severity is Severity.BLOCK
    only = ""
    if rule.only_field is not None:
        facts = {"field": rule_field_name(rule.only_field, language), "value": rule.only_value}
        only = say("page.own_rules.only", language, **facts)
    then = say(f"page.own_rules.severity.{rule.severity.value}", language)
    return RuleCard(
        place,
        rule.name,
        condition_words(rule, language),
        only,
        "act" if blocks else "wait",
        "✕" if blocks else "!",
        say("page.own_rules.then", language, then=then, message_da=rule.message_da, message_en=rule.message_en),
    )


def condition_words(rule: OwnRule, language: str) -> str:
    """Return when a rule speaks up, in words."""
    facts = {"field": rule_field_name(rule.field, language), "value": rule.value}
    return say(f"page.own_rules.when.{rule.condition.value}", language, **facts)


def rule_field_name(field: Field, language: str) -> str:
    """Return what people call what a rule can look at."""
    return say(f"page.own_rules.field.{field.value}", language)


def condition_name(condition: Condition, language: str) -> str:
    """Return a condition as it is offered."""
    return say(f"page.own_rules.condition.{condition.value}", language)


def tried_rule_card(
    tried: TriedRule, looked_up: LookedUp, days: int, severity: Severity, language: str
) -> TriedRuleCard:
    """Return what a rule would have said to the reports of some days."""
    facts = {"reports": tried.reports, "count": len(tried.spoken_to), "days": days}
    told = say(
        f"page.own_rules.tried.{severity.value}",
        language,
        **{name: count_text(count, language) for name, count in facts.items()},
    )
    return TriedRuleCard(told, tuple(report_row(one, looked_up, language) for one in tried.spoken_to[:_REPORTS_SHOWN]))


def report_row(report: WorkReport, looked_up: LookedUp, language: str) -> ReportRow:
    """Return a report by the names that it goes by in Intempus."""
    employee, case = looked_up.here.employees.get(report.employee_id), looked_up.here.cases.get(report.case_id or 0)
    stake = stake_of(report, None)
    return ReportRow(
        short_day_text(report.start_date, language),
        f"{employee.number} {employee.name}" if employee else "",
        f"{case.number} {case.name}" if case else "",
        quantity_text(stake.quantity, stake.unit, language),
        report.remarks,
    )
