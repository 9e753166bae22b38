"""Flows that run without writing, and what they would have written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import BooleanField, Count, ExpressionWrapper, Q
from django.db.models.fields.json import KT

from bindeled.domain.errors import Misconfigured
from bindeled.domain.shadow import Alike, KeptWouldDo, Shadow, ShadowSummary, WouldDo, summary_of
from bindeled.store import models
from bindeled.store.actors import current_actor
from bindeled.store.audit import record
from bindeled.store.batches import lock_tenant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_CHANGED = ("number", "name", "facts", "last_at", "changes", "gone_at")
_ROWS_AT_ONCE = 100
_IS_GONE = ExpressionWrapper(Q(gone_at__isnull=False), BooleanField())
_IS_CHANGED = ExpressionWrapper(Q(changes__gt=0), BooleanField())


class Shadows:
    """Begins and ends shadows, and tells of them."""

    def current(self, tenant_id: int, flow: str) -> Shadow | None:
        """Return the shadow that a flow is in now, None when it writes as usual."""
        row = models.Shadow.objects.filter(tenant_id=tenant_id, flow=flow, ended_at=None).first()
        return _shadow(row) if row else None

    def latest(self, tenant_id: int, flow: str) -> Shadow | None:
        """Return the shadow that a flow is in or was in last, None when it never was."""
        row = models.Shadow.objects.filter(tenant_id=tenant_id, flow=flow).order_by("-pk").first()
        return _shadow(row) if row else None

    def begin(self, tenant_id: int, flow: str, at: datetime) -> Shadow:
        """Put a flow into shadow and return it; one that is there already stays in the shadow it is in."""
        with transaction.atomic():
            lock_tenant(tenant_id)
            now = self.current(tenant_id, flow)
            if now is not None:
                return now
            row = models.Shadow.objects.create(tenant_id=tenant_id, flow=flow, since=at, author=str(current_actor()))
            record("shadow.begun", f"flow {flow}", at, tenant_id=tenant_id)
            return _shadow(row)

    def end(self, tenant_id: int, flow: str, at: datetime) -> Shadow:
        """Let a flow write again and return the shadow that it was in. Raises Misconfigured when it was in none."""
        with transaction.atomic():
            lock_tenant(tenant_id)
            row = models.Shadow.objects.filter(tenant_id=tenant_id, flow=flow, ended_at=None).first()
            if row is None:
                raise Misconfigured([f"{flow} is not in shadow mode: it writes already."])
            row.ended_at = at
            row.save(update_fields=["ended_at"])
            record("shadow.ended", f"flow {flow}", at, tenant_id=tenant_id)
            return _shadow(row)

    def kept(self, shadow: Shadow, first: int = 0, most: int | None = None) -> list[KeptWouldDo]:
        """Return what the flow would have done in this shadow, by record: all, or `most` from the `first` one on."""
        rows = models.ShadowStep.objects.filter(shadow_id=shadow.id).order_by("number", "about", "pk")
        return [_kept(row) for row in rows[first : None if most is None else first + most]]

    def summary(self, shadow: Shadow) -> ShadowSummary:
        """Return what all of that comes to together."""
        rows = models.ShadowStep.objects.filter(shadow_id=shadow.id).order_by()
        counted = rows.values_list(
            "step", KT("facts__cause"), KT("facts__unit"), KT("facts__quantity"), _IS_GONE, _IS_CHANGED
        ).annotate(many=Count("pk"))
        return summary_of([Alike(step, cause or "", unit or "", *rest) for step, cause, unit, *rest in counted])

    def runs(self, tenant_id: int, shadow: Shadow) -> int:
        """Return how many runs the flow has ended in this shadow."""
        rows = models.Run.objects.filter(tenant_id=tenant_id, flow=shadow.flow, finished_at__gte=shadow.since)
        return (rows if shadow.ended_at is None else rows.filter(finished_at__lte=shadow.ended_at)).count()


class StoredShadowKeeper:
    """Implements `engine.loading.shadow.ShadowKeeper` for one shadow."""

    def __init__(self, shadow: Shadow) -> None:
        self._shadow_id = shadow.id

    def hold(self, found: Sequence[WouldDo], at: datetime) -> None:
        """Make what is kept say what this run found; what it no longer found is marked as gone."""
        with transaction.atomic():
            rows = {(row.about, row.step): row for row in models.ShadowStep.objects.filter(shadow_id=self._shadow_id)}
            wanted = {(would.about, would.step): would for would in found}
            fresh = [self._row(would, at) for key, would in wanted.items() if key not in rows]
            models.ShadowStep.objects.bulk_create(fresh, batch_size=_ROWS_AT_ONCE)
            changed = [_seen_again(rows[key], would, at) for key, would in wanted.items() if key in rows]
            changed += [_gone(row, at) for key, row in rows.items() if key not in wanted and row.gone_at is None]
            models.ShadowStep.objects.bulk_update(changed, _CHANGED, batch_size=_ROWS_AT_ONCE)

    def _row(self, would: WouldDo, at: datetime) -> models.ShadowStep:
        return models.ShadowStep(
            shadow_id=self._shadow_id,
            about=would.about,
            step=would.step,
            number=would.number,
            name=would.name,
            facts=dict(would.facts),
            first_at=at,
            last_at=at,
        )


def _seen_again(row: models.ShadowStep, would: WouldDo, at: datetime) -> models.ShadowStep:
    row.changes += row.facts != dict(would.facts)
    row.number, row.name, row.facts = would.number, would.name, dict(would.facts)
    row.last_at, row.gone_at = at, None
    return row


def _gone(row: models.ShadowStep, at: datetime) -> models.ShadowStep:
    row.gone_at = at
    return row


def _shadow(row: models.Shadow) -> Shadow:
    return Shadow(row.pk, row.flow, row.since, row.author, row.ended_at)


def _kept(row: models.ShadowStep) -> KeptWouldDo:
    would = WouldDo(row.about, row.step, row.number, row.name, row.facts)
    return KeptWouldDo(would, row.first_at, row.last_at, row.changes, row.gone_at)
