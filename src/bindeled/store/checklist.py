"""What was said of the checklist's items, as rows; each change is an audit entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bindeled.domain.checklist import ItemState, Standing
from bindeled.store import models
from bindeled.store.audit import record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class ChecklistStore:
    """The checklist of each tenant."""

    def standings(self, tenant_id: int) -> dict[str, Standing]:
        """Return what was said of each item that somebody spoke of, by its code."""
        rows = models.ChecklistItem.objects.filter(tenant_id=tenant_id)
        return {row.code: Standing(ItemState(row.state), row.by, row.at, row.reason, row.due) for row in rows}

    def say(self, tenant_id: int, standings: Mapping[str, Standing], at: datetime) -> None:
        """Keep what is said of these items now, all of it or nothing."""
        with transaction.atomic():
            for code, standing in standings.items():
                models.ChecklistItem.objects.update_or_create(
                    tenant_id=tenant_id, code=code, defaults=_columns(standing)
                )
            for code, standing in standings.items():
                record("checklist.moved", f"checklist {code}", at, _facts(standing), tenant_id=tenant_id)


def _columns(standing: Standing) -> dict[str, object]:
    return {
        "state": standing.state.value,
        "by": standing.by,
        "at": standing.at,
        "reason": standing.reason,
        "due": standing.due,
    }


def _facts(standing: Standing) -> dict[str, object]:
    due = standing.due.isoformat() if standing.due else None
    return {"state": standing.state.value, "by": standing.by, "reason": standing.reason, "due": due}
