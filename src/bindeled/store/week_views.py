"""The hours of some weeks by the day they were worked, and where they are, for a chart. Nothing here writes."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Sum

from bindeled.domain.nouns import HOUR_UNITS
from bindeled.domain.states import Effect, EntryState
from bindeled.domain.weeks import by_week
from bindeled.store import models
from bindeled.store.ledger import FLOW

if TYPE_CHECKING:
    from bindeled.domain.weeks import WeekHours

# What an effect does to the hours that lie in Uniconta. A reversal is written with the hours it takes back, below 0.
_SIGNS = {Effect.INSERT: 1, Effect.REVERSE: 1, Effect.REMOVE: -1, Effect.FORGET: -1}


def hours_by_week(tenant_id: int, mondays: tuple[date, ...]) -> tuple[WeekHours, ...]:
    """Return the hours of these weeks, given by their Mondays in order."""
    # The last week of the calendar is shorter.
    span = mondays[0], mondays[-1] + min(timedelta(days=6), date.max - mondays[-1])
    about = {"tenant_id": tenant_id, "flow": FLOW, "date__range": span}
    return by_week(mondays, _carried(about), _waiting(about), _parked(about))


def _carried(about: dict[str, Any]) -> dict[date, Decimal]:
    days: defaultdict[date, Decimal] = defaultdict(Decimal)
    rows = models.LedgerEntry.objects.filter(**about, state=EntryState.DONE.value)
    for day, effect, hours in rows.values_list("date", "effect").annotate(Sum("hours")).order_by("date"):
        days[day] += _SIGNS[Effect(effect)] * (hours or Decimal())
    return days


def _waiting(about: dict[str, Any]) -> dict[date, Decimal]:
    rows = models.HeldReport.objects.filter(**about).values_list("date").annotate(Sum("hours")).order_by("date")
    return {day: hours or Decimal() for day, hours in rows}


def _parked(about: dict[str, Any]) -> dict[date, Decimal]:
    rows = models.ParkedReport.objects.filter(**about, released_at=None, dismissed_at=None, unit__in=HOUR_UNITS)
    # One that was carried before it was parked is counted where it lies.
    kept = models.LedgerEntry.objects.filter(
        tenant_id=about["tenant_id"],
        flow=FLOW,
        report_id=OuterRef("report_id"),
        effect=Effect.INSERT.value,
        state=EntryState.DONE.value,
    )
    # Asked report by report: a list of all that were ever carried would be made anew for each look.
    apart = rows.filter(~Exists(kept))
    return {day: hours or Decimal() for day, hours in apart.values_list("date").annotate(Sum("quantity"))}
