"""When flows run by themselves, and which of the moments have had their run."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models

from bindeled.store.models.tenants import Tenant


class Schedule(models.Model):
    """One version of a flow's schedule; the highest number is in force. Nothing is ever changed or deleted here."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    flow = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    schedule = models.JSONField()
    author = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        """The table."""

        db_table = "schedule"
        constraints = (models.UniqueConstraint(fields=("tenant", "flow", "number"), name="schedule_number"),)


class ScheduleTick(models.Model):
    """The latest moment of a flow's schedule that has had its run."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    flow = models.CharField(max_length=20)
    tick = models.DateTimeField()

    class Meta:
        """The table."""

        db_table = "schedule_tick"
        constraints = (models.UniqueConstraint(fields=("tenant", "flow"), name="schedule_tick_one"),)
