"""What rules have found so far, and what the ledger knows that they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Max

from bindeled.domain.states import Effect, EntryState
from bindeled.domain.watching.watches import WatchCause, WatchKind
from bindeled.store import models
from bindeled.store.batches import chunks, lock_tenant
from bindeled.store.ledger import FLOW

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from bindeled.domain.watching.finding import WatchPlan

# As many as a mail names one by one.
_NAMED = 5
# A line lies as an array, of which the fifth part is the project (`store.lines`).
_PROJECT = {"sqlite": "json_extract(line, '$[4]')", "postgresql": "CAST(line AS json) ->> 4"}
_HOURS_BY_PROJECT = (
    "SELECT {project}, SUM(CASE WHEN effect IN ('remove', 'forget') THEN -hours ELSE hours END) FROM ledger_entry "
    "WHERE tenant_id = %s AND flow = %s AND state = 'done' AND hours IS NOT NULL GROUP BY 1"
)


@dataclass(frozen=True, slots=True)
class FoundCause:
    """Something that a rule has found and that is not gone: since when it is known."""

    cause: WatchCause
    since: datetime


class StoredWatches:
    """What the rules of one tenant have found."""

    def __init__(self, tenant_id: int) -> None:
        self._tenant_id = tenant_id

    def open(self) -> list[FoundCause]:
        """Return what is found and not gone, by rule, the oldest first."""
        rows = self._open.order_by("watch", "since", "pk")
        return [
            FoundCause(WatchCause(row.watch, WatchKind(row.kind), row.subject, row.name, row.facts), row.since)
            for row in rows
        ]

    def apply(self, plan: WatchPlan, at: datetime) -> None:
        """Keep what is new, with one event for each rule, by which people are told; let go of what is gone."""
        if not plan.new and not plan.gone:
            return
        with transaction.atomic():
            lock_tenant(self._tenant_id)
            known = set(self._open.values_list("watch", "subject"))
            new = [cause for cause in plan.new if (cause.watch, cause.subject) not in known]
            models.WatchCause.objects.bulk_create([self._row(cause, at) for cause in new], batch_size=100)
            for watch, causes in groupby(new, key=lambda cause: cause.watch):
                self._tell(watch, list(causes), at)
            gone = set(plan.gone)
            rows = self._open.values_list("pk", "watch", "subject")
            ended = [key for key, watch, subject in rows if (watch, subject) in gone]
            for some in chunks(ended):
                self._open.filter(pk__in=some).update(gone_at=at)

    def hours_by_project(self) -> dict[str, Decimal]:
        """Return the hours that lie in Uniconta by project, as far as the ledger carried them."""
        with connection.cursor() as cursor:
            cursor.execute(_HOURS_BY_PROJECT.format(project=_PROJECT[connection.vendor]), [self._tenant_id, FLOW])
            return {project: Decimal(str(hours)) for project, hours in cursor.fetchall()}

    def last_carried(self) -> datetime | None:
        """Return when the last line arrived in Uniconta, None before the first."""
        rows = models.LedgerEntry.objects.filter(
            tenant_id=self._tenant_id, state=EntryState.DONE.value, effect=Effect.INSERT.value
        )
        found: datetime | None = rows.aggregate(last=Max("settled_at"))["last"]
        return found

    def _tell(self, watch: str, causes: Sequence[WatchCause], at: datetime) -> None:
        named = ", ".join(cause.name for cause in causes[:_NAMED])
        more = " …" if len(causes) > _NAMED else ""
        facts: dict[str, Any] = {**causes[0].facts, "rule": watch, "count": len(causes), "named": f"{named}{more}"}
        kind = f"watch.{causes[0].kind.value}"
        models.Event.objects.create(kind=kind, at=at, tenant_id=self._tenant_id, count=len(causes), facts=facts)

    def _row(self, cause: WatchCause, at: datetime) -> models.WatchCause:
        return models.WatchCause(
            tenant_id=self._tenant_id,
            watch=cause.watch,
            kind=cause.kind.value,
            subject=cause.subject,
            name=cause.name,
            facts=dict(cause.facts),
            since=at,
        )

    @property
    def _open(self) -> QuerySet[models.WatchCause]:
        return models.WatchCause.objects.filter(tenant_id=self._tenant_id, gone_at=None)


def watched_tenants() -> set[int]:
    """Return the tenants of which something is found and not gone, also where no rule is left."""
    return set(models.WatchCause.objects.filter(gone_at=None).values_list("tenant_id", flat=True))
