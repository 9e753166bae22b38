"""What keeps a link in step over many workers: looks, attempts, calls under way, missing rights and what is held."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models

from bindeled.store.models.connections import Connection
from bindeled.store.models.ledger import HOURS_DECIMALS, HOURS_DIGITS
from bindeled.store.models.tenants import Tenant


class LinkLook(models.Model):
    """When a link was looked at, and by whom it is looked at now: `holder` is the only one until `held_until`.

    `tries` counts the looks since the link came to stand as it does; `not_before` is what the system asked for,
    and `slowed_until` when calls go at their full rate again after that.
    """

    connection = models.OneToOneField(Connection, models.PROTECT, primary_key=True)
    tries = models.PositiveIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    slowed_until = models.DateTimeField(null=True)
    holder = models.CharField(max_length=200, default="")
    held_until = models.DateTimeField(null=True)

    class Meta:
        """The table."""

        db_table = "link_look"


class LoginAttempt(models.Model):
    """One call with a credential version that was refused, or was made while a refusal of it stood."""

    connection = models.ForeignKey(Connection, models.PROTECT, db_index=False)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        """The table."""

        db_table = "login_attempt"
        indexes = (models.Index(fields=("connection", "version", "at"), name="login_attempt_version"),)


class CallUnderWay(models.Model):
    """A call that was begun on a connection whose logins are replaced behind a barrier.

    Its process lets it stand against others until `held_until` and moves that on; when it has died, it no longer does.
    """

    connection = models.ForeignKey(Connection, models.PROTECT, db_index=False)
    held_until = models.DateTimeField()

    class Meta:
        """The table."""

        db_table = "call_under_way"
        indexes = (models.Index(fields=("connection",), name="call_under_way_connection"),)


class LackingRight(models.Model):
    """A resource that a login may not use. Only this resource waits.

    `write_refused_at` is when a real write was refused last, of which no proof tells; None where reading showed it.
    """

    connection = models.ForeignKey(Connection, models.PROTECT, db_index=False)
    resource = models.CharField(max_length=200)
    since = models.DateTimeField()
    write_refused_at = models.DateTimeField(null=True)

    class Meta:
        """The table."""

        db_table = "lacking_right"
        constraints = (models.UniqueConstraint(fields=("connection", "resource"), name="lacking_right_once"),)


class HeldReport(models.Model):
    """A report that is due and waits while the gate is closed; `cause` is how the link stood that closed it."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    flow = models.CharField(max_length=20)
    report_id = models.BigIntegerField()
    date = models.DateField()
    hours = models.DecimalField(max_digits=HOURS_DIGITS, decimal_places=HOURS_DECIMALS, null=True)
    since = models.DateTimeField()
    cause = models.CharField(max_length=40, default="")

    class Meta:
        """The table."""

        db_table = "held_report"
        constraints = (models.UniqueConstraint(fields=("tenant", "flow", "report_id"), name="held_report_once"),)
        indexes = (models.Index(fields=("tenant", "flow", "date"), name="held_report_date"),)


class HeldQueue(models.Model):
    """What one flow of a tenant has held since it last held nothing.

    `read_at` is when the source was last read while the gate was closed. `since` is when the first report was noted,
    None while nothing waits; `noted` and `sent` count the reports from then on.
    """

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    flow = models.CharField(max_length=20)
    read_at = models.DateTimeField(null=True)
    since = models.DateTimeField(null=True)
    noted = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)

    class Meta:
        """The table."""

        db_table = "held_queue"
        constraints = (models.UniqueConstraint(fields=("tenant", "flow"), name="held_queue_per_flow"),)
