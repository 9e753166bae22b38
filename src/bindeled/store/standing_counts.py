"""How the reports of many tenants stand today, counted for all of them at once. Nothing here writes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef

from bindeled.domain.calendar import COPENHAGEN
from bindeled.domain.states import Effect, EntryState
from bindeled.store import models
from bindeled.store.batches import chunks
from bindeled.store.ledger import FLOW

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

# Within what SQLite takes, beside the rest of a condition.
_AT_ONCE = 900


@dataclass(frozen=True, slots=True)
class StandingCounts:
    """The reports of one tenant: what `views.flow_today` counts, without hours and causes."""

    carried: int = 0
    waiting: int = 0
    parked: int = 0


def standing_counts(tenant_ids: Sequence[int], day: date) -> dict[int, StandingCounts]:
    """Return how the reports of each of these tenants stand on this Danish day."""
    return {key: one for some in chunks(tenant_ids, _AT_ONCE) for key, one in _counts(some, day).items()}


def _counts(tenant_ids: Sequence[int], day: date) -> dict[int, StandingCounts]:
    begin = datetime.combine(day, time(), COPENHAGEN)
    end = datetime.combine(day + timedelta(days=1), time(), COPENHAGEN)
    entries = models.LedgerEntry.objects.filter(tenant_id__in=tenant_ids, effect=Effect.INSERT.value)
    parked = models.ParkedReport.objects.filter(flow=FLOW, released_at=None, dismissed_at=None)
    held = models.HeldReport.objects.filter(flow=FLOW)
    apart = entries.filter(~Exists(parked.filter(tenant_id=OuterRef("tenant_id"), report_id=OuterRef("report_id"))))
    free = apart.filter(~Exists(held.filter(tenant_id=OuterRef("tenant_id"), report_id=OuterRef("report_id"))))
    arrived = apart.filter(state=EntryState.DONE.value, settled_at__gte=begin, settled_at__lt=end)
    carried = _by_tenant(arrived)
    in_inbox = _by_tenant(parked.filter(tenant_id__in=tenant_ids))
    noted = _by_tenant(held.filter(tenant_id__in=tenant_ids))
    tried: defaultdict[int, set[int]] = defaultdict(set)
    for rows in (
        free.filter(state=EntryState.SENDING.value, reference__gt=""),
        free.filter(state=EntryState.NOT_THERE.value, sent_at__gte=begin, sent_at__lt=end),
    ):
        for tenant_id, report_id in rows.values_list("tenant_id", "report_id"):
            tried[tenant_id].add(report_id)
    return {
        key: StandingCounts(carried.get(key, 0), noted.get(key, 0) + len(tried[key]), in_inbox.get(key, 0))
        for key in tenant_ids
    }


def _by_tenant(
    rows: QuerySet[models.LedgerEntry] | QuerySet[models.ParkedReport] | QuerySet[models.HeldReport],
) -> dict[int, int]:
    """Return how many different reports there are of each tenant."""
    counted = rows.values_list("tenant_id").annotate(Count("report_id", distinct=True)).order_by("tenant_id")
    return dict(counted)
