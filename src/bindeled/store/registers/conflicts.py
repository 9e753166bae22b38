"""Fields that the follower changed, alone or with the master: both values are kept, whoever wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bindeled.store import models
from bindeled.store.batches import lock_tenant
from bindeled.store.events import batch_event

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bindeled.domain.registers.steps import Conflict

BY_RULE = "rule"
MASTER = "master"


def note_conflicts(tenant_id: int, run_id: int, conflicts: Sequence[Conflict], at: datetime) -> int:
    """Keep conflicts; return how many are new. One that waits for a person is kept once, with the values of now."""
    with transaction.atomic():
        lock_tenant(tenant_id)
        fresh = sum(_note(tenant_id, run_id, conflict, at) for conflict in conflicts)
        if fresh:
            keys = [f"{conflict.link.master_number[:20]} {conflict.target[:19]}" for conflict in conflicts]
            batch_event("records.conflict", tenant_id, run_id, at, keys, count=fresh)
    return fresh


def _note(tenant_id: int, run_id: int, conflict: Conflict, at: datetime) -> bool:
    link = conflict.link
    values = {
        "number": link.master_number,
        "name": link.name,
        "master_before": conflict.before.wanted,
        "master_value": conflict.wanted,
        "follower_before": conflict.before.held,
        "follower_value": conflict.held,
        "master_changed_at": conflict.master_changed_at,
        "follower_changed_at": conflict.follower_changed_at,
        "run_id": run_id,
        "seen_at": at,
        "decided_at": at if conflict.master_wins else None,
        "decided_by": BY_RULE if conflict.master_wins else "",
        "winner": MASTER if conflict.master_wins else "",
    }
    whose = {
        "tenant_id": tenant_id,
        "register": link.register.value,
        "master_id": link.master_id,
        "field": conflict.target,
    }
    waiting = models.FieldConflict.objects.filter(**whose, decided_at__isnull=True)
    if waiting.update(**values):
        return False
    models.FieldConflict.objects.create(**whose, **values)
    return True
