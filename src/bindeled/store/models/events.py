"""What changed, written in the transaction that changed it."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models

from bindeled.store.models.connections import Connection
from bindeled.store.models.tenants import Tenant


class Event(models.Model):
    """Something that changed, written in the transaction that changed it.

    A change of many rows is one event: `count` of them, `first` and `last` by reference or report id.
    """

    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    connection = models.ForeignKey(Connection, models.PROTECT, null=True, db_index=False)
    run_id = models.BigIntegerField(null=True)
    count = models.PositiveIntegerField(default=1)
    first = models.CharField(max_length=40, default="")
    last = models.CharField(max_length=40, default="")
    facts = models.JSONField(default=dict)

    class Meta:
        """The table."""

        db_table = "event"
        indexes = (
            models.Index(fields=("tenant", "-id"), name="event_newest"),
            models.Index(fields=("run_id",), name="event_run"),
            models.Index(fields=("connection", "-id"), name="event_connection"),
            models.Index(fields=("kind", "at"), name="event_kind"),
        )
