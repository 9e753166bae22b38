"""Initial loads: what was looked at, what was decided about it, and what became of it."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bindeled.domain.loading import LoadState
from bindeled.store.models.tenants import Tenant


class Load(models.Model):
    """The initial load of one flow; until it is undone there is one. `run_ids` are the runs that carried it out."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    flow = models.CharField(max_length=20)
    state = models.CharField(max_length=10)
    planned_at = models.DateTimeField()
    author = models.CharField(max_length=200)
    run_ids = models.JSONField(default=list)

    class Meta:
        """The table."""

        db_table = "load"
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "flow"), condition=~Q(state=LoadState.UNDONE.value), name="load_one_at_a_time"
            ),
        )


class LoadItem(models.Model):
    """One thing to be looked at, in the order in which it would be done."""

    load = models.ForeignKey(Load, models.CASCADE, db_index=False)
    place = models.PositiveIntegerField()
    about = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=200)
    name = models.CharField(max_length=300)
    reason = models.CharField(max_length=40)
    facts = models.JSONField()
    candidates = models.JSONField()
    decision = models.CharField(max_length=10)
    chosen = models.BigIntegerField(null=True)
    decided_by = models.CharField(max_length=200, default="")
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10)

    class Meta:
        """The table."""

        db_table = "load_item"
        constraints = (models.UniqueConstraint(fields=("load", "about", "kind"), name="load_item_once"),)
