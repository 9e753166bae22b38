"""What was said of the items that must be in place before data flows."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models

from bindeled.store.models.tenants import Tenant


class ChecklistItem(models.Model):
    """How one item stands; which items there are, and who sees to them, is in the domain."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    code = models.CharField(max_length=40)
    state = models.CharField(max_length=20)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(null=True)
    reason = models.TextField(default="")
    due = models.DateField(null=True)

    class Meta:
        """The table."""

        db_table = "checklist_item"
        constraints = (models.UniqueConstraint(fields=("tenant", "code"), name="checklist_item_once"),)
