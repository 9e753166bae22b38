"""What calls left behind: how many were made, and what the newest of them were answered."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Sum

from bindeled.domain.calendar import danish_day
from bindeled.domain.errors import Evidence
from bindeled.store import models

if TYPE_CHECKING:
    from datetime import date

_KEPT = 200
_WRITE_EVERY = timedelta(seconds=1)
_COUNT = (
    "INSERT INTO call_count (connection_id, day, calls) VALUES (%s, %s, %s) "
    "ON CONFLICT (connection_id, day) DO UPDATE SET calls = call_count.calls + excluded.calls"
)


class StoredCallMeter:
    """Implements `ports.CallMeter`. Safe to share by threads.

    Counts are written once a second at most, since a commit for each call would cost a fast run a tenth of its time: a
    process that is killed takes the calls of its last second with it. `flush` writes what is left.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._pending: Counter[tuple[int, date]] = Counter()
        self._written_at = datetime.min.replace(tzinfo=UTC)

    def count(self, connection_id: int, at: datetime) -> None:
        """Count one call."""
        with self._lock:
            # Providers count calls by the Danish day.
            self._pending[connection_id, danish_day(at)] += 1
            due = at - self._written_at >= _WRITE_EVERY
            self._written_at = at if due else self._written_at
        if due:
            self.flush()

    def flush(self) -> None:
        """Write what was counted and not written yet."""
        with self._lock:
            pending, self._pending = self._pending, Counter()
        rows = [(connection_id, day.isoformat(), calls) for (connection_id, day), calls in pending.items()]
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(_COUNT, rows)

    def calls(self, connection_id: int, day: date) -> int:
        """Return how many calls were made on this Danish day."""
        row = models.CallCount.objects.filter(connection_id=connection_id, day=day)
        return row.values_list("calls", flat=True).first() or 0

    def total(self, connection_id: int) -> int:
        """Return how many calls were ever made."""
        rows = models.CallCount.objects.filter(connection_id=connection_id)
        return rows.aggregate(total=Sum("calls"))["total"] or 0


class StoredEvidence:
    """What a system answered, the newest of each connection."""

    def keep(self, connection_id: int, evidence: Evidence, at: datetime) -> None:
        """Keep what was answered, and let go of what is older than the newest 200."""
        rows = models.Evidence.objects.filter(connection_id=connection_id)
        with transaction.atomic():
            models.Evidence.objects.create(connection_id=connection_id, at=at, answer=asdict(evidence))
            oldest = rows.order_by("-pk").values_list("pk", flat=True)[_KEPT - 1 : _KEPT].first()
            if oldest is not None:
                rows.filter(pk__lt=oldest).delete()

    def newest(self, connection_id: int, limit: int = _KEPT) -> list[tuple[datetime, Evidence]]:
        """Return when and what was answered, the newest first."""
        rows = models.Evidence.objects.filter(connection_id=connection_id).order_by("-pk")[:limit]
        return [(row.at, Evidence(**row.answer)) for row in rows]
