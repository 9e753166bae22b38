"""What a tenant's rules have found: told once when it was found, and closed when it is gone."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bindeled.store.models.tenants import Tenant


class WatchCause(models.Model):
    """One thing that one rule found; a row is kept when it is gone, and finding it again is a new row."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    watch = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=300)
    name = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)
    since = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        """The table."""

        db_table = "watch_cause"
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "watch", "subject"), condition=Q(gone_at__isnull=True), name="watch_cause_one_open"
            ),
        )
        indexes = (models.Index(fields=("gone_at",), name="watch_cause_gone"),)
