"""What happened to a connection, as frozen rows, for whoever asks on from where they left off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bindeled.store import models

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened; `kind` is a dotted name, `facts` what it tells, never a secret."""

    id: int
    at: datetime
    kind: str
    facts: Mapping[str, Any]


def connection_events(connection_id: int, after: int, limit: int) -> list[EventRow]:
    """Return at most `limit` events of a connection that came after the one with this id, in order."""
    rows = models.Event.objects.filter(connection_id=connection_id, pk__gt=after).order_by("pk")[:limit]
    return [EventRow(row.pk, row.at, row.kind, row.facts) for row in rows]


def newest_events(connection_id: int, limit: int) -> list[EventRow]:
    """Return the newest events of a connection, the newest first."""
    rows = models.Event.objects.filter(connection_id=connection_id).order_by("-pk")[:limit]
    return [EventRow(row.pk, row.at, row.kind, row.facts) for row in rows]
