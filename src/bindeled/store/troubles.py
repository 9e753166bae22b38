"""How the links of all tenants stand, what was told of them, and the events that are still to be told."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from bindeled.domain.accounts import System
from bindeled.domain.notices import NEWS_OF, TROUBLE_OF, Matter, Standing, Told
from bindeled.domain.outbox import About, Item, News
from bindeled.domain.states import LinkState
from bindeled.store import models

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

_RUN_FAILED = "run.failed"
# What sentences name of an event. Anything else that it holds, such as what a system answered, stays at home.
_TOLD_FACTS = (
    *("days", "expires", "version", "former", "reason", "flow"),
    *("rule", "count", "named", "field", "percent", "period", "cut_off", "day"),
)


class StoredTroubles:
    """Reads what may have to be told, and notes what was. Notes are made inside the transaction of whoever tells."""

    def standings(self) -> list[tuple[Standing, About]]:
        """Return how each link stands that is in trouble, or of which a trouble is told and open."""
        troubled = Q(link__in=[state.value for state in TROUBLE_OF]) | Q(pk__in=_open().values("connection_id"))
        rows = list(models.Connection.objects.filter(troubled).select_related("tenant").order_by("pk"))
        facts = _facts(rows)
        return [
            (Standing(row.pk, LinkState(row.link), row.link_since, facts[row.pk]), _about(row.tenant, row))
            for row in rows
        ]

    def known(self, closed_after: datetime) -> list[Told]:
        """Return the troubles that are open, and those that were closed after this."""
        rows = models.ToldTrouble.objects.filter(Q(closed_at=None) | Q(closed_at__gt=closed_after))
        return [
            Told(
                row.connection_id,
                Matter(row.matter),
                row.since,
                row.first_at,
                row.last_at,
                row.times,
                row.closed_at,
                row.pk,
            )
            for row in rows.order_by("pk")
        ]

    def news(self, after: datetime, limit: int) -> list[News]:
        """Return the events after this that are still to be told, the oldest first."""
        events = models.Event.objects.filter(kind__in=[*NEWS_OF, _RUN_FAILED], at__gt=after, toldevent=None)
        rows = list(events.select_related("tenant", "connection").order_by("pk")[:limit])
        runs = models.Run.objects.filter(pk__in={row.run_id for row in rows if row.run_id is not None})
        flows = dict(runs.values_list("pk", "flow"))
        return [
            News(row.pk, Item(_about(row.tenant, row.connection), _matter(row), _told_of(row, flows))) for row in rows
        ]

    def note(self, told: Told, before: int) -> bool:
        """Keep that a trouble was told; False when somebody else was first."""
        if before:
            rows = models.ToldTrouble.objects.filter(pk=told.id, times=before, closed_at=None)
            return bool(rows.update(last_at=told.last_at, times=told.times, closed_at=told.closed_at))
        try:
            with transaction.atomic():
                models.ToldTrouble.objects.create(
                    connection_id=told.connection_id,
                    matter=told.matter.value,
                    since=told.since,
                    first_at=told.first_at,
                    last_at=told.last_at,
                    times=told.times,
                )
        except IntegrityError:
            return False
        return True

    def note_news(self, news: News, at: datetime) -> bool:
        """Keep that an event was told; False when somebody else was first."""
        try:
            with transaction.atomic():
                models.ToldEvent.objects.create(event_id=news.event_id, at=at)
        except IntegrityError:
            return False
        return True

    def sent_since(self, tenant_id: int, since: datetime) -> int | None:
        """Return how many reports that had waited were sent when all was caught up; None when nothing waited."""
        events = models.Event.objects.filter(tenant_id=tenant_id, kind="queue.drained", at__gte=since)
        facts = events.order_by("-pk").values_list("facts", flat=True).first()
        return None if facts is None else int(facts["sent"])


def _open() -> Any:
    return models.ToldTrouble.objects.filter(closed_at=None)


def _about(tenant: models.Tenant, connection: models.Connection | None) -> About:
    system = System(connection.system).title if connection else ""
    return About(tenant.pk, tenant.name, tenant.slug, connection.pk if connection else None, system)


def _facts(rows: Iterable[models.Connection]) -> Mapping[int, dict[str, Any]]:
    rows = list(rows)
    held = models.HeldReport.objects.filter(tenant_id__in={row.tenant_id for row in rows})
    waits: Counter[int] = Counter(dict(held.values_list("tenant_id").annotate(Count("pk")).order_by()))
    missing: dict[int, list[str]] = defaultdict(list)
    lacking = models.LackingRight.objects.filter(connection_id__in={row.pk for row in rows}).order_by("resource")
    for connection_id, resource in lacking.values_list("connection_id", "resource"):
        missing[connection_id].append(resource)
    return {
        row.pk: {
            "since": row.link_since.isoformat(),
            "waits": waits[row.tenant_id],
            "missing": missing[row.pk],
            **({"by": row.paused_by, "reason": row.pause_reason} if row.link == LinkState.PAUSED.value else {}),
        }
        for row in rows
    }


def _matter(event: models.Event) -> Matter:
    return Matter.RUN_FAILED if event.kind == _RUN_FAILED else NEWS_OF[event.kind]


def _told_of(event: models.Event, flows: Mapping[int, str]) -> dict[str, Any]:
    told = {name: event.facts[name] for name in _TOLD_FACTS if name in event.facts}
    if event.run_id is not None:
        told["flow"] = flows.get(event.run_id, "")
        told.pop("reason", None)
    return {**told, "since": event.at.isoformat()}
