"""The runs and the workers that carry them."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bindeled.domain.states import RunState
from bindeled.store.models.tenants import Tenant

# A run of these states stands in the way of another run of the same flow.
OPEN_RUNS = tuple(state.value for state in (RunState.QUEUED, RunState.RUNNING, RunState.WAITING, RunState.HELD))


class Run(models.Model):
    """One execution of a flow for one tenant."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    flow = models.CharField(max_length=20)
    trigger = models.CharField(max_length=20)
    state = models.CharField(max_length=10)
    attempt = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=200, default="")
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    reason = models.TextField(default="")

    class Meta:
        """The table."""

        db_table = "run"
        constraints = (
            models.UniqueConstraint(fields=("tenant", "flow"), condition=Q(state__in=OPEN_RUNS), name="run_one_open"),
        )
        indexes = (
            models.Index(fields=("tenant", "-id"), name="run_latest"),
            models.Index(fields=("state",), condition=Q(state__in=OPEN_RUNS), name="run_open"),
        )


class Worker(models.Model):
    """A worker process and its last beat; `resting` are those of its runs that waited without a place then."""

    name = models.CharField(max_length=200, primary_key=True)
    beat_at = models.DateTimeField()
    resting = models.JSONField(default=list)

    class Meta:
        """The table."""

        db_table = "worker"
