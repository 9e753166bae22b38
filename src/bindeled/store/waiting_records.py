"""What waits in the inbox of master data, of all registers at once, for a page. Nothing here writes."""

from __future__ import annotations

from bindeled.domain.registers.records import Register
from bindeled.domain.registers.waiting import WaitingRecord
from bindeled.store import models
from bindeled.store.registers.inbox import aside_from


def waiting_records(tenant_id: int) -> list[WaitingRecord]:
    """Return every record of a tenant that is set aside or noted, the longest waiting first."""
    rows = models.ParkedRecord.objects.filter(tenant_id=tenant_id, released_at=None).order_by("since", "pk")
    return [
        WaitingRecord(Register(row.register), aside.number, aside.name, aside.finding, row.since)
        for row in rows
        for aside in (aside_from(row),)
    ]
