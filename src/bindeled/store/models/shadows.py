"""Flows that run without writing, and what they would have written."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bindeled.store.models.tenants import Tenant


class Shadow(models.Model):
    """A stretch of time in which one flow writes nothing; it lasts while it has no end."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    flow = models.CharField(max_length=20)
    since = models.DateTimeField()
    author = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """The table."""

        db_table = "shadow"
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "flow"), condition=Q(ended_at__isnull=True), name="shadow_one_at_a_time"
            ),
        )


class ShadowStep(models.Model):
    """One thing that would have been done; `changes` counts how often what it says was another at a later run."""

    shadow = models.ForeignKey(Shadow, models.PROTECT, db_index=False)
    about = models.BigIntegerField()
    step = models.CharField(max_length=20)
    number = models.CharField(max_length=200)
    name = models.CharField(max_length=300)
    facts = models.JSONField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    changes = models.PositiveIntegerField(default=0)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        """The table."""

        db_table = "shadow_step"
        constraints = (models.UniqueConstraint(fields=("shadow", "about", "step"), name="shadow_step_once"),)
