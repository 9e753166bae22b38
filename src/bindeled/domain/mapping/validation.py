"""Looks at a report's lines before they are written: what Uniconta would take and nobody would want."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.causes import Cause, Caution, Finding
from bindeled.domain.mapping.lines import TEXT_LENGTH
from bindeled.domain.mapping.own_rules import Severity, speaks_up
from bindeled.domain.nouns import HOUR_UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bindeled.domain.mapping.own_rules import OwnRule
    from bindeled.domain.mapping.rules import ReportRules
    from bindeled.domain.nouns import JournalLine, WorkReport


def first_objection(report: WorkReport, lines: Sequence[JournalLine], rules: ReportRules) -> Finding | None:
    """Return the first reason not to write these lines, None where there is none. The tenant's own rules come last."""
    for line in lines:
        found = _about_quantity(line, rules) or _about_date(line, rules)
        if found is not None:
            return found
    rule = _first_speaking(report, lines, rules, Severity.BLOCK)
    if rule is None:
        return None
    facts = {"rule": rule.name, "message_da": rule.message_da, "message_en": rule.message_en}
    return Finding(Cause.OWN_RULE, facts)


def cautions_about(report: WorkReport, lines: Sequence[JournalLine], rules: ReportRules) -> tuple[Caution, ...]:
    """Return what a person should know about these lines though they are written."""
    warned = (Caution.OWN_RULE,) if _first_speaking(report, lines, rules, Severity.WARN) else ()
    cut = (Caution.TEXT_CUT,) if is_cut(lines) else ()
    return warned + cut


def is_cut(lines: Sequence[JournalLine]) -> bool:
    """Tell whether the text of a line is longer than what is written of it."""
    return any(len(line.text) > TEXT_LENGTH for line in lines)


def _about_quantity(line: JournalLine, rules: ReportRules) -> Finding | None:
    is_time = line.unit.casefold() in HOUR_UNITS
    most = rules.most_hours if is_time else rules.largest_quantity
    if line.quantity < 0 and not rules.allow_negative:
        return Finding(Cause.QUANTITY_NEGATIVE, _quantity_facts(line))
    if abs(line.quantity) > most:
        return Finding(Cause.QUANTITY_ABSURD, {**_quantity_facts(line), "most": f"{most.normalize():f}"})
    return None


def _quantity_facts(line: JournalLine) -> dict[str, str]:
    return {"quantity": f"{line.quantity.normalize():f}", "unit": line.unit, "day": line.date.isoformat()}


def _about_date(line: JournalLine, rules: ReportRules) -> Finding | None:
    if rules.closed_until is None or line.date > rules.closed_until:
        return None
    return Finding(Cause.PERIOD_CLOSED, {"day": line.date.isoformat(), "closed_until": rules.closed_until.isoformat()})


def _first_speaking(
    report: WorkReport, lines: Sequence[JournalLine], rules: ReportRules, severity: Severity
) -> OwnRule | None:
    of_kind = [rule for rule in rules.own_rules if rule.severity is severity]
    if not of_kind:
        return None
    return next((rule for line in lines for rule in of_kind if speaks_up(rule, report, line)), None)
