"""A tenant's rules for the `reports` flow as JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bindeled.domain.errors import Misconfigured
from bindeled.domain.mapping import (
    ChosenPayType,
    Condition,
    DimensionSource,
    EmployeeMatch,
    Field,
    HoursTo,
    Locked,
    OwnRule,
    ReportRules,
    Severity,
    ShutWeeks,
    TaskPayType,
)
from bindeled.domain.mapping.lines import PLACEHOLDERS, unknown_placeholders
from bindeled.domain.mapping.own_rules import lacks_a_number
from bindeled.store.watch_rules import watch_to_json, watches_from_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def rules_to_json(rules: ReportRules) -> dict[str, Any]:
    """Return the rules as they are kept."""
    return {
        "journal": rules.journal,
        "hours_to": rules.hours_to.value,
        "shut_weeks": rules.shut_weeks.value,
        "employee_match": rules.employee_match.value,
        "pay_types": {str(work_type_id): number for work_type_id, number in rules.pay_types.items()},
        "chosen": {str(key): [names.work_type, names.pay_type] for key, names in rules.chosen.items()},
        "carry_generated": rules.carry_generated,
        "absence_project": rules.absence_project,
        "text": rules.text,
        "dimensions_from": rules.dimensions_from.value,
        "task_separator": rules.task_separator,
        "split_days": rules.split_days,
        "free_days": sorted(map(list, rules.free_days)),
        "closed_until": rules.closed_until.isoformat() if rules.closed_until else None,
        "allow_negative": rules.allow_negative,
        "most_hours": str(rules.most_hours),
        "largest_quantity": str(rules.largest_quantity),
        "own_rules": [own_rule_to_json(rule) for rule in rules.own_rules],
        "financial_year_begins": rules.financial_year_begins,
        "workspace_from_task": rules.workspace_from_task,
        "pay_type_from_task": rules.pay_type_from_task.value,
        "within_contract": rules.within_contract,
        "locked_in_intempus": rules.locked_in_intempus.value,
        "lock_holds_its_day": rules.lock_holds_its_day,
        "watches": [watch_to_json(watch) for watch in rules.watches],
    }


def rules_from_json(kept: Mapping[str, Any]) -> ReportRules:
    """Return the rules that were kept; a choice that did not exist when they were kept has its default."""
    return ReportRules(**{name: read(kept[name]) for name, read in _READ.items() if name in kept})


def checked_rules(written: Mapping[str, Any]) -> dict[str, Any]:
    """Return rules that a person wrote, as they are kept. Raises Misconfigured naming every choice that cannot be."""
    mistakes = [f"There is no choice called {name}. There are: {', '.join(_READ)}." for name in written.keys() - _READ]
    for name, value in written.items():
        try:
            _READ.get(name, str)(value)
        except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError):
            mistakes.append(f"{name} cannot be {value!r}. See how it looks with: bindeled rules show")
    if mistakes:
        raise Misconfigured(mistakes)
    rules = rules_from_json(written)
    unknown = unknown_placeholders(rules.text)
    if unknown:
        known = ", ".join(PLACEHOLDERS)
        raise Misconfigured([f"text names {', '.join(unknown)}, which stands for nothing. There are: {known}."])
    mute = [rule.name for rule in rules.own_rules if lacks_a_number(rule)]
    if mute:
        raise Misconfigured([f"own_rules: {', '.join(mute)} would never hold. Give each a number to compare with."])
    return rules_to_json(rules)


def own_rule_to_json(rule: OwnRule) -> dict[str, str]:
    """Return one rule as it is kept."""
    return {
        "name": rule.name,
        "field": rule.field.value,
        "condition": rule.condition.value,
        "value": rule.value,
        "severity": rule.severity.value,
        "message_da": rule.message_da,
        "message_en": rule.message_en,
        "only_field": rule.only_field.value if rule.only_field else "",
        "only_value": rule.only_value,
    }


def own_rule_from_json(kept: Mapping[str, str]) -> OwnRule:
    """Return one rule that was kept, or written by a person. Raises KeyError and ValueError for what is none."""
    only = kept.get("only_field", "")
    return OwnRule(
        name=kept["name"],
        field=Field(kept["field"]),
        condition=Condition(kept["condition"]),
        severity=Severity(kept["severity"]),
        message_da=kept["message_da"],
        message_en=kept["message_en"],
        value=kept.get("value", ""),
        only_field=Field(only) if only else None,
        only_value=kept.get("only_value", ""),
    )


_READ: Mapping[str, Callable[[Any], Any]] = {
    "journal": str,
    "hours_to": HoursTo,
    "shut_weeks": ShutWeeks,
    "employee_match": EmployeeMatch,
    "pay_types": lambda kept: {int(work_type_id): number for work_type_id, number in kept.items()},
    "chosen": lambda kept: {int(key): ChosenPayType(*names) for key, names in kept.items()},
    "carry_generated": bool,
    "absence_project": str,
    "text": str,
    "dimensions_from": DimensionSource,
    "task_separator": str,
    "split_days": bool,
    "free_days": lambda kept: frozenset((month, day) for month, day in kept),
    "closed_until": lambda kept: date.fromisoformat(kept) if kept else None,
    "allow_negative": bool,
    "most_hours": Decimal,
    "largest_quantity": Decimal,
    "own_rules": lambda kept: tuple(own_rule_from_json(rule) for rule in kept),
    "financial_year_begins": lambda kept: date(2024, int(kept), 1).month,
    "workspace_from_task": bool,
    "pay_type_from_task": TaskPayType,
    "within_contract": bool,
    "locked_in_intempus": Locked,
    "lock_holds_its_day": bool,
    "watches": watches_from_json,
}
