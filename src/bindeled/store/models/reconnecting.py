"""Reconnect links, the logins that were handed over by them, and how far whoever hands one over has come."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models

from bindeled.store.models.connections import Connection


class ReconnectLink(models.Model):
    """A link by which somebody without an account hands over one login. Its secret part is kept as a digest only."""

    connection = models.ForeignKey(Connection, models.PROTECT)
    purpose = models.CharField(max_length=20)
    digest = models.CharField(max_length=80)
    made_by = models.CharField(max_length=200)
    sent_to = models.CharField(max_length=200, default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        """The table."""

        db_table = "reconnect_link"


class ReconnectAttempt(models.Model):
    """A credential version that was staged by a link. The link is used once that version has been in use."""

    link = models.ForeignKey(ReconnectLink, models.PROTECT, db_index=False)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        """The table."""

        db_table = "reconnect_attempt"
        constraints = (models.UniqueConstraint(fields=("link", "version"), name="reconnect_attempt_once"),)


class HandOverProgress(models.Model):
    """At which step somebody was seen who hands a login of a connection over; no row once they are through.

    `role` is what they are to the tenant, empty for the holder of a reconnect link.
    """

    connection = models.OneToOneField(Connection, models.PROTECT, primary_key=True)
    step = models.CharField(max_length=20)
    role = models.CharField(max_length=20, default="")
    moved_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        """The table."""

        db_table = "hand_over_progress"
