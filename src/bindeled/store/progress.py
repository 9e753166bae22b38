"""At which step somebody stands who hands a login over, by the guide or by a reconnect link: one row a connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from bindeled.domain.reconnecting import Progress, Step
from bindeled.domain.roles import Role
from bindeled.store import models

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from django.db.models import QuerySet

    from bindeled.domain.accounts import Connection

# That somebody is still at the same step is written down so many times in the time after which they count as gone.
_NOTES = 20


@dataclass(frozen=True, slots=True)
class StoredProgress:
    """How far they have come. `left_after` is how long after their last look they are taken to have left."""

    left_after: timedelta

    def came_to(self, connection: Connection, step: Step, by: Role | None, at: datetime) -> None:
        """Keep that somebody is at this step; `by` is None for the holder of a reconnect link."""
        role = by.value if by else ""
        with transaction.atomic():
            row = models.HandOverProgress.objects.select_for_update().filter(pk=connection.id).first()
            before = _progress(row) if row else None
            stayed = before is not None and (before.step, before.by) == (step, by)
            if before is not None and stayed and at - before.seen_at < self.left_after / _NOTES:
                return
            moved_at = before.moved_at if before is not None and stayed else at
            kept = {"step": step.value, "role": role, "moved_at": moved_at, "seen_at": at}
            models.HandOverProgress.objects.update_or_create(pk=connection.id, defaults=kept)

    def finished(self, connection: Connection) -> None:
        """Forget whoever stood somewhere: they are through."""
        models.HandOverProgress.objects.filter(pk=connection.id).delete()

    def of(self, connection: Connection, at: datetime) -> Progress | None:
        """Return where somebody stands, None when nobody does or they have left."""
        row = self._seen_lately(at).filter(pk=connection.id).first()
        return _progress(row) if row else None

    def under_way(self, at: datetime) -> dict[int, Progress]:
        """Return everybody who stands somewhere and has not left, by connection."""
        return {row.pk: _progress(row) for row in self._seen_lately(at)}

    def _seen_lately(self, at: datetime) -> QuerySet[models.HandOverProgress]:
        return models.HandOverProgress.objects.filter(seen_at__gt=at - self.left_after)


def _progress(row: models.HandOverProgress) -> Progress:
    return Progress(Step(row.step), Role(row.role) if row.role else None, row.moved_at, row.seen_at)
