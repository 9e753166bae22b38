"""Reconciliations as they were when somebody asked, and the addresses that show the newest of them."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models

from bindeled.store.models.tenants import Tenant


class Feed(models.Model):
    """An address that shows a tenant's newest reconciliation. Its secret part is kept as a digest only."""

    tenant = models.ForeignKey(Tenant, models.PROTECT)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=80)
    period = models.CharField(max_length=20)
    begins = models.DateField()
    weeks = models.PositiveIntegerField()
    names = models.BooleanField()
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """The table."""

        db_table = "feed"


class Snapshot(models.Model):
    """One reconciliation: made for a feed, or by hand where it names none; `names` only for feeds that show them."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    feed = models.ForeignKey(Feed, models.PROTECT, null=True, db_index=False)
    at = models.DateTimeField()
    first_day = models.DateField()
    last_day = models.DateField()
    cells = models.JSONField()
    names = models.JSONField(default=dict)

    class Meta:
        """The table."""

        db_table = "reconciliation_snapshot"
        indexes = (models.Index(fields=("tenant", "feed", "-id"), name="snapshot_newest"),)
