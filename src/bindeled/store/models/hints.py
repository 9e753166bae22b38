"""The addresses that the systems call, and the hints that wait for their run."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models

from bindeled.store.models.tenants import Tenant


class Hook(models.Model):
    """An address of ours that one system calls for one tenant; of its secret only a keyed fingerprint is kept."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    system = models.CharField(max_length=20)
    key = models.CharField(max_length=40, unique=True)
    fingerprint = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)

    class Meta:
        """The table."""

        db_table = "hook"
        constraints = (models.UniqueConstraint(fields=("tenant", "system"), name="hook_one"),)


class Hint(models.Model):
    """A flow that may have something to do, and when it is to be looked at."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    flow = models.CharField(max_length=20)
    since = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        """The table."""

        db_table = "hint"
        constraints = (models.UniqueConstraint(fields=("tenant", "flow"), name="hint_one"),)
