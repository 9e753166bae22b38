"""What calls left behind: how many were made, and what the newest of them were answered."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Sum

from bindeled.domain.errors import Evidence
from bindeled.store import models

if TYPE_CHECKING:
    from datetime import date, datetime

# Providers count calls by the Danish day.
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
_KEPT = 200
_COUNT = (
    "INSERT INTO call_count (connection_id, day, calls) VALUES (%s, %s, 1) "
    "ON CONFLICT (connection_id, day) DO UPDATE SET calls = call_count.calls + 1"
)


class StoredCallMeter:
    """Implements `ports.CallMeter`."""

    def count(self, connection_id: int, at: datetime) -> None:
        """Count one call."""
        day = at.astimezone(COPENHAGEN).date()
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [connection_id, day.isoformat()])

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
