"""What a rule of a tenant's own would have said to reports that are there, before anybody keeps it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bindeled.domain.causes import Finding
from bindeled.domain.keys import Reference
from bindeled.domain.mapping.matching import Matcher
from bindeled.domain.mapping.own_rules import speaks_up
from bindeled.domain.mapping.pay_types import PayTypes
from bindeled.domain.mapping.report import map_report
from bindeled.domain.mapping.rules import ChosenPayType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.domain.drift import KnownPairing
    from bindeled.domain.mapping.own_rules import OwnRule
    from bindeled.domain.mapping.rules import ReportRules
    from bindeled.domain.nouns import IntempusRegisters, PayType, UnicontaRegisters, WorkReport, WorkType


@dataclass(frozen=True, slots=True)
class LookedUp:
    """The look-up tables of both systems, and the reports of some days where they were read too."""

    here: IntempusRegisters
    there: UnicontaRegisters
    reports: tuple[WorkReport, ...] = ()


@dataclass(frozen=True, slots=True)
class TriedRule:
    """How many reports could be judged, and those to which the rule has something to say."""

    reports: int
    spoken_to: tuple[WorkReport, ...]


@dataclass(frozen=True, slots=True)
class MatchedWorkType:
    """A work type with the pay type that it is carried as, or why there is none; `in_table` where a person chose it."""

    work_type: WorkType
    pay_type: PayType | None
    by_name: bool
    in_table: bool
    finding: Finding | None = None


def try_rule(rule: OwnRule, looked_up: LookedUp, rules: ReportRules, known: Mapping[int, KnownPairing]) -> TriedRule:
    """Return what a rule says to the reports; those that something else holds back are left out."""
    others = replace(rules, own_rules=())
    matcher = Matcher(looked_up.here, looked_up.there, others, known)
    mapped = [(report, map_report(report, Reference(report.id, 1), matcher, others)) for report in looked_up.reports]
    judged = [(report, lines) for report, lines in mapped if not isinstance(lines, Finding)]
    spoken_to = (report for report, (lines, _) in judged if any(speaks_up(rule, report, line) for line in lines))
    return TriedRule(len(judged), tuple(spoken_to))


def matched_work_types(
    looked_up: LookedUp, rules: ReportRules, known: Mapping[int, KnownPairing]
) -> list[MatchedWorkType]:
    """Return every work type of Intempus with its pay type in Uniconta, those without one first."""
    pay_types = PayTypes(looked_up.there.pay_types, rules, known)
    found = [_matched(work_type, pay_types, rules) for work_type in looked_up.here.work_types.values()]
    return sorted(found, key=lambda one: (one.pay_type is not None, one.work_type.number, one.work_type.name))


def choose_pay_types(sent: Mapping[int, str], looked_up: LookedUp, rules: ReportRules) -> ReportRules:
    """Return the rules with these pay types for these work types, and the names that both have now.

    An empty number leaves a work type to its number and name. A pay type that there is not, or that is blocked, is left
    out, so that the work type stays as it was.
    """
    table, chosen = dict(rules.pay_types), dict(rules.chosen)
    for key, number in sent.items():
        work_type, pay_type = looked_up.here.work_types.get(key), looked_up.there.pay_types.get(number)
        if not number:
            table.pop(key, None)
            chosen.pop(key, None)
        elif number != table.get(key) and work_type is not None and pay_type is not None and not pay_type.blocked:
            table[key] = number
            chosen[key] = ChosenPayType(work_type.name, pay_type.name)
    return replace(rules, pay_types=table, chosen=chosen)


def _matched(work_type: WorkType, pay_types: PayTypes, rules: ReportRules) -> MatchedWorkType:
    found, in_table = pay_types.find(work_type), work_type.id in rules.pay_types
    if isinstance(found, Finding):
        return MatchedWorkType(work_type, None, by_name=False, in_table=in_table, finding=found)
    by_name = not in_table and found[0].number != work_type.number
    return MatchedWorkType(work_type, found[0], by_name=by_name, in_table=in_table)
