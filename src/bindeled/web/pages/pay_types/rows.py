"""What the page of pay types shows: each work type with its pay type, how it was found, and what waits for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bindeled.domain.causes import Cause
from bindeled.texts import say
from bindeled.web.figures import count_text, quantities_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bindeled.domain.inbox import InboxGroup
    from bindeled.domain.mapping.trying import LookedUp, MatchedWorkType
    from bindeled.domain.nouns import PayType

_CAUSES = frozenset({Cause.PAY_TYPE_UNKNOWN, Cause.PAY_TYPE_AMBIGUOUS, Cause.PAY_TYPE_BLOCKED})


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A work type that reports wait for, by the number and the name that it had when they were set aside."""

    work_type: str
    reports: str
    quantities: str


@dataclass(frozen=True, slots=True)
class WorkTypeRow:
    """One work type: what it is carried as, and how that was found. `field` is its field in the form."""

    field: str
    work_type: str
    pay_type: str
    category: str
    tone: str
    mark: str
    how: str
    waits: str
    chosen: str


def waiting_rows(groups: Iterable[InboxGroup], language: str) -> tuple[WaitingRow, ...]:
    """Return the work types that reports wait for, the most reports first."""
    found = _waiting(groups)
    ordered = sorted(found.items(), key=lambda one: -one[1][0])
    return tuple(
        WaitingRow(f"{number} {name}".strip(), count_text(count, language), quantities_text(quantities, language))
        for (number, name), (count, quantities) in ordered
    )


def work_type_rows(
    matched: Iterable[MatchedWorkType], looked_up: LookedUp, groups: Iterable[InboxGroup], language: str
) -> tuple[WorkTypeRow, ...]:
    """Return every work type of Intempus, in the order in which they come."""
    waiting = _waiting(groups)
    return tuple(_row(one, looked_up, waiting, language) for one in matched)


def _row(
    one: MatchedWorkType,
    looked_up: LookedUp,
    waiting: Mapping[tuple[str, str], tuple[int, Mapping[str, Decimal]]],
    language: str,
) -> WorkTypeRow:
    work_type, pay_type = one.work_type, one.pay_type
    count, quantities = waiting.get((work_type.number, work_type.name), (0, {}))
    tone, mark = ("act", "✕") if pay_type is None else ("wait", "!") if one.by_name else ("good", "✓")
    facts = {"reports": count_text(count, language), "quantities": quantities_text(quantities, language)}
    return WorkTypeRow(
        field=field_of(work_type.id),
        work_type=f"{work_type.number} {work_type.name}".strip(),
        pay_type=pay_type_name(pay_type) if pay_type else "",
        category=_category(pay_type, looked_up),
        tone=tone,
        mark=mark,
        how=_how(one, language),
        waits=say("page.pay_types.waits", language, **facts) if count else "",
        chosen=pay_type.number if pay_type and one.in_table else "",
    )


def _how(one: MatchedWorkType, language: str) -> str:
    if one.finding is not None:
        return say(f"cause.{one.finding.cause.value}", language, **one.finding.facts)
    how = "table" if one.in_table else "name" if one.by_name else "number"
    return say(f"page.pay_types.how.{how}", language)


def _category(pay_type: PayType | None, looked_up: LookedUp) -> str:
    number = pay_type.project_category if pay_type else ""
    category = looked_up.there.project_categories.get(number)
    return f"{number} {category.name}" if category else number


def pay_type_name(pay_type: PayType) -> str:
    """Return a pay type by its number and name."""
    return f"{pay_type.number} {pay_type.name}".strip()


def field_of(work_type_id: int) -> str:
    """Return the name of a work type's field in the form."""
    return f"work_type_{work_type_id}"


def offered(looked_up: LookedUp) -> list[tuple[str, str]]:
    """Return the pay types that can be chosen: those that are not blocked."""
    usable = (one for one in looked_up.there.pay_types.values() if not one.blocked)
    return sorted((one.number, pay_type_name(one)) for one in usable)


def _waiting(groups: Iterable[InboxGroup]) -> dict[tuple[str, str], tuple[int, dict[str, Decimal]]]:
    found: dict[tuple[str, str], tuple[int, dict[str, Decimal]]] = {}
    for group in groups:
        if group.finding.cause not in _CAUSES:
            continue
        key = group.finding.facts.get("number", ""), group.finding.facts.get("work_type", "")
        count, sums = found.get(key, (0, defaultdict(Decimal)))
        for unit, quantity in group.quantities.items():
            sums[unit] += quantity
        found[key] = count + len(group.items), sums
    return found
