"""What is left of reports whose trail was purged: enough to know them again, and nothing of what they said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.planning import Remembered, Standing
from bindeled.store import models
from bindeled.store.batches import chunks

if TYPE_CHECKING:
    from collections.abc import Sequence


def has_past(tenant_id: int, flow: str) -> bool:
    """Tell whether the trail of any report of this flow was purged."""
    return models.PastReport.objects.filter(tenant_id=tenant_id, flow=flow).exists()


def past_reports(tenant_id: int, flow: str, report_ids: Sequence[int]) -> dict[int, Remembered]:
    """Return what is remembered of those of these reports whose trail was purged."""
    found: dict[int, Remembered] = {}
    for some in chunks(report_ids):
        for row in models.PastReport.objects.filter(tenant_id=tenant_id, flow=flow, report_id__in=some):
            standing = Standing.PAST if row.lying else Standing.UNDONE
            found[row.report_id] = Remembered(row.generation, standing, row.mark, ())
    return found
