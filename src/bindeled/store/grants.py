"""The leave that a tenant gives our support: why, until when, and every look that is taken under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bindeled.domain.people import SupportGrant
from bindeled.store import models
from bindeled.store.audit import record

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


class SupportGrants:
    """Gives leave, ends it, and tells what is in force."""

    def give(self, tenant_id: int, by: str, reason: str, at: datetime, until: datetime) -> SupportGrant:
        """Give leave to look, which ends by itself, and write it into the audit."""
        with transaction.atomic():
            row = models.SupportGrant.objects.create(
                tenant_id=tenant_id, given_by=by, reason=reason, begins_at=at, ends_at=until
            )
            facts = {"by": by, "reason": reason, "until": until.isoformat()}
            record("support.granted", f"tenant {tenant_id}", at, facts, tenant_id=tenant_id)
        return _grant(row)

    def end(self, tenant_id: int, by: str, at: datetime) -> int:
        """End all leave of the tenant that is in force, and return how many there were."""
        with transaction.atomic():
            ended = _in_force(at).filter(tenant_id=tenant_id).update(ends_at=at)
            if ended:
                record("support.ended", f"tenant {tenant_id}", at, {"by": by}, tenant_id=tenant_id)
        return ended

    def in_force(self, tenant_id: int, at: datetime) -> SupportGrant | None:
        """Return the leave in force, the one that lasts longest; None when there is none."""
        row = _in_force(at).filter(tenant_id=tenant_id).order_by("-ends_at").first()
        return _grant(row) if row else None

    def looked(self, tenant_id: int, by: str, page: str, at: datetime) -> None:
        """Write that somebody of our support looked at a page of the tenant."""
        record("support.looked", f"tenant {tenant_id}", at, {"by": by, "page": page}, tenant_id=tenant_id)


def tenants_open_to_support(at: datetime) -> list[int]:
    """Return the tenants that let support look now."""
    return list(_in_force(at).values_list("tenant_id", flat=True).distinct())


def _in_force(at: datetime) -> QuerySet[models.SupportGrant]:
    return models.SupportGrant.objects.filter(begins_at__lte=at, ends_at__gt=at)


def _grant(row: models.SupportGrant) -> SupportGrant:
    return SupportGrant(row.pk, row.tenant_id, row.given_by, row.reason, row.begins_at, row.ends_at)
