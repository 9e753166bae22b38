"""How large the database is, and what was last told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from bindeled.domain.holding import Room
from bindeled.store import models
from bindeled.store.batches import lock_tenant

if TYPE_CHECKING:
    from datetime import datetime

_KINDS = {Room.LITTLE: "disk.filling", Room.NONE: "disk.full", Room.ENOUGH: "disk.eased"}
_SIZE = {
    # What was deleted leaves pages free that are used again, so they do not count.
    "sqlite": "SELECT (p.page_count - f.freelist_count) * s.page_size "
    "FROM pragma_page_count p, pragma_freelist_count f, pragma_page_size s",
    "postgresql": "SELECT pg_database_size(current_database())",
}


def database_bytes() -> int:
    """Return how many bytes the database holds."""
    with connection.cursor() as cursor:
        cursor.execute(_SIZE[connection.vendor])
        return int(cursor.fetchone()[0])


def note_room(tenant_id: int, room: Room, used: int, quota: int, at: datetime) -> bool:
    """Write how much room is left where that is news for this tenant; return whether it was."""
    kind = _KINDS[room]
    rows = models.Event.objects.filter(tenant_id=tenant_id, kind__in=_KINDS.values())
    with transaction.atomic():
        lock_tenant(tenant_id)
        last = rows.order_by("-pk").values_list("kind", flat=True).first() or _KINDS[Room.ENOUGH]
        if last == kind:
            return False
        facts = {"bytes": used, "quota": quota}
        models.Event.objects.create(kind=kind, at=at, tenant_id=tenant_id, facts=facts)
    return True
