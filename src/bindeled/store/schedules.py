"""The schedules of every tenant, each change kept with its author, and the moments that have had their run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bindeled.domain.errors import Misconfigured
from bindeled.domain.schedule_words import read_schedule, written_schedule
from bindeled.domain.schedules import DEFAULTS, KeptSchedule, default_of
from bindeled.store import models
from bindeled.store.actors import current_actor
from bindeled.store.audit import record
from bindeled.store.batches import lock_tenant
from bindeled.store.runs import Runs

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from bindeled.domain.schedules import Schedule


class Schedules:
    """Keeps schedules and asks for runs by them. A flow whose schedule nobody has set has its default."""

    def current(self, tenant_id: int, flow: str) -> KeptSchedule:
        """Return the schedule in force."""
        newest = _versions(tenant_id, flow).first()
        return _kept(newest) if newest else default_of(flow)

    def history(self, tenant_id: int, flow: str) -> list[KeptSchedule]:
        """Return every schedule that was ever in force, the newest first and the default last."""
        return [*map(_kept, _versions(tenant_id, flow)), default_of(flow)]

    def set(self, tenant_id: int, flow: str, schedule: Schedule, at: datetime) -> KeptSchedule:
        """Put a schedule in force, signed by whoever acts, and return it."""
        with transaction.atomic():
            lock_tenant(tenant_id)
            return self._put(tenant_id, flow, schedule, at)

    def reset(self, tenant_id: int, flow: str, at: datetime) -> KeptSchedule:
        """Put the default in force again and return it."""
        return self.set(tenant_id, flow, DEFAULTS[flow], at)

    def undo(self, tenant_id: int, flow: str, at: datetime) -> KeptSchedule:
        """Put in force what the latest change replaced, and return it; once more brings the change back.

        Raises Misconfigured when nothing was ever changed.
        """
        with transaction.atomic():
            lock_tenant(tenant_id)
            _, *before = self.history(tenant_id, flow)
            if not before:
                raise Misconfigured([f"The schedule of {flow} was never changed, so there is nothing to undo."])
            return self._put(tenant_id, flow, before[0].schedule, at)

    def set_by_people(self) -> dict[tuple[int, str], KeptSchedule]:
        """Return the schedules in force that somebody has set, of every tenant, by tenant and flow."""
        newest = {(row.tenant_id, row.flow): row for row in models.Schedule.objects.order_by("number")}
        return {place: _kept(row) for place, row in newest.items()}

    def asked(self) -> dict[tuple[int, str], datetime]:
        """Return the latest moment of each schedule that has had its run, by tenant and flow."""
        rows = models.ScheduleTick.objects.values_list("tenant_id", "flow", "tick")
        return {(tenant_id, flow): tick for tenant_id, flow, tick in rows}

    def ask(self, tenant_id: int, flow: str, tick: datetime, at: datetime) -> bool:
        """Ask for the run of this moment, once; False when it was asked for before, or has just run anyway."""
        with transaction.atomic():
            lock_tenant(tenant_id)
            ticks = models.ScheduleTick.objects.filter(tenant_id=tenant_id, flow=flow)
            if ticks.filter(tick__gte=tick).exists():
                return False
            models.ScheduleTick.objects.update_or_create(tenant_id=tenant_id, flow=flow, defaults={"tick": tick})
            if models.Run.objects.filter(tenant_id=tenant_id, flow=flow, queued_at__gte=tick).exists():
                return False
            Runs().queue(tenant_id, flow, "schedule", at)
            return True

    def _put(self, tenant_id: int, flow: str, schedule: Schedule, at: datetime) -> KeptSchedule:
        before = self.current(tenant_id, flow)
        kept = KeptSchedule(schedule, before.number + 1, str(current_actor()), at)
        written = written_schedule(schedule)
        models.Schedule.objects.create(
            tenant_id=tenant_id, flow=flow, number=kept.number, schedule=written, author=kept.author, at=at
        )
        facts = {"before": written_schedule(before.schedule), "after": written}
        record("schedule.set", f"schedule {flow}", at, facts, tenant_id=tenant_id)
        return kept


def _versions(tenant_id: int, flow: str) -> QuerySet[models.Schedule]:
    return models.Schedule.objects.filter(tenant_id=tenant_id, flow=flow).order_by("-number")


def _kept(row: models.Schedule) -> KeptSchedule:
    return KeptSchedule(read_schedule(row.schedule), row.number, row.author, row.at)
