"""Counts what somebody does within a stretch of time, over all processes, so that too much can be refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F

from bindeled.store import models

_KEPT = timedelta(days=2)


class Throttles:
    """Counts by who and what. Old counts are cleared away as new stretches begin."""

    def count(self, who: str, what: str, *, at: datetime, seconds: int) -> int:
        """Count one more and return how many it is now within the stretch of `seconds` that `at` lies in."""
        since = _beginning(at, seconds)
        with transaction.atomic():
            row, is_new = models.RequestCount.objects.select_for_update().get_or_create(
                who=who, what=what, since=since, defaults={"count": 1}
            )
            if is_new:
                models.RequestCount.objects.filter(since__lt=at - _KEPT).delete()
                return 1
            models.RequestCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
            return row.count + 1


def seconds_left(at: datetime, seconds: int) -> int:
    """Return how long it is, in whole seconds, until the next stretch begins."""
    end = _beginning(at, seconds) + timedelta(seconds=seconds)
    return max(1, int((end - at).total_seconds() + 0.999))


def _beginning(at: datetime, seconds: int) -> datetime:
    return datetime.fromtimestamp(at.timestamp() // seconds * seconds, UTC)
