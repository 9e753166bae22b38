"""The rules that tell people, as JSON among a tenant's choices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bindeled.domain.pay_periods import PayPeriods, PeriodKind
from bindeled.domain.watching.watches import (
    LONGEST_DAYS,
    LONGEST_NAME,
    MOST_BUSINESS_DAYS,
    Given,
    Watch,
    WatchKind,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


def watch_to_json(watch: Watch) -> dict[str, Any]:
    """Return one rule as it is kept."""
    return {
        "name": watch.name,
        "kind": watch.kind.value,
        "field": watch.field.value,
        "days": watch.days,
        "percent": str(watch.percent),
        "hours_per_day": str(watch.hours_per_day),
        "period": watch.periods.kind.value,
        "begins": watch.periods.begins.isoformat(),
        "cut_off_days": watch.cut_off_days,
        "ahead_days": watch.ahead_days,
        "on": watch.on,
    }


def watches_from_json(kept: list[Mapping[str, Any]]) -> tuple[Watch, ...]:
    """Return rules that were kept, or written by a person; what is left out has its default.

    Raises KeyError, ValueError and others of their kind for what is none.
    """
    watches = tuple(_watch_from_json(one) for one in kept)
    if len({watch.name for watch in watches}) < len(watches):
        raise ValueError("two rules of one name")
    return watches


def _watch_from_json(kept: Mapping[str, Any]) -> Watch:
    standard = Watch("", WatchKind.NOTHING_CAME)
    unknown = kept.keys() - watch_to_json(standard).keys()
    name = str(kept["name"]).strip()
    if unknown or not 0 < len(name) <= LONGEST_NAME:
        raise ValueError(name)
    periods = PayPeriods(
        PeriodKind(kept.get("period", standard.periods.kind.value)),
        date.fromisoformat(kept.get("begins", standard.periods.begins.isoformat())),
    )
    return Watch(
        name,
        WatchKind(kept["kind"]),
        Given(kept.get("field", standard.field.value)),
        _within(kept.get("days", standard.days), 1, LONGEST_DAYS),
        _above_zero(kept.get("percent", standard.percent)),
        _above_zero(kept.get("hours_per_day", standard.hours_per_day)),
        periods,
        _within(kept.get("cut_off_days", standard.cut_off_days), 0, MOST_BUSINESS_DAYS),
        _within(kept.get("ahead_days", standard.ahead_days), 0, MOST_BUSINESS_DAYS),
        _yes_or_no(kept.get("on", standard.on)),
    )


def _within(value: Any, least: int, most: int) -> int:
    number = int(value)
    if not least <= number <= most:
        raise ValueError(value)
    return number


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _above_zero(value: Any) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite() or number <= 0:
        raise ValueError(value)
    return number
