"""What was told of troubles and news, the notices that tell it, and the addresses of those who never sign in."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bindeled.domain.notices import NoticeState
from bindeled.store.models.connections import Connection
from bindeled.store.models.events import Event
from bindeled.store.models.people import User
from bindeled.store.models.tenants import Tenant


class NoticeContact(models.Model):
    """An address that is told of one tenant, sealed. `recipient` is a keyed digest of it, the same in every tenant.

    Until whoever reads it has confirmed it, it is told nothing.
    """

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    relation = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    wanted = models.JSONField(null=True)
    recipient = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    key_number = models.PositiveIntegerField(null=True)
    nonce = models.BinaryField(null=True)
    ciphertext = models.BinaryField(null=True)

    class Meta:
        """The table."""

        db_table = "notice_contact"
        constraints = (models.UniqueConstraint(fields=("tenant", "recipient"), name="notice_contact_once"),)


class ToldTrouble(models.Model):
    """One trouble of one connection that was told: at most one of a kind is open."""

    connection = models.ForeignKey(Connection, models.PROTECT, db_index=False)
    matter = models.CharField(max_length=20)
    since = models.DateTimeField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """The table."""

        db_table = "told_trouble"
        constraints = (
            models.UniqueConstraint(
                fields=("connection", "matter"), condition=Q(closed_at=None), name="told_trouble_one_open"
            ),
        )
        indexes = (models.Index(fields=("closed_at",), name="told_trouble_closed"),)


class ToldEvent(models.Model):
    """An event that was told, so that it is told once."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        """The table."""

        db_table = "told_event"


class Notice(models.Model):
    """One notice to one recipient. The address is read when it is sent: from the person, the contact, or a setting."""

    recipient = models.CharField(max_length=80)
    relation = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    person = models.ForeignKey(User, models.SET_NULL, null=True, db_index=False)
    contact = models.ForeignKey(NoticeContact, models.SET_NULL, null=True)
    side = models.CharField(max_length=10)
    state = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, default="")

    class Meta:
        """The table."""

        db_table = "notice"
        indexes = (
            models.Index(
                fields=("due_at",),
                condition=Q(state__in=(NoticeState.QUEUED.value, NoticeState.SENDING.value)),
                name="notice_due",
            ),
            models.Index(fields=("recipient", "side", "state"), name="notice_recipient"),
        )


class NoticeItem(models.Model):
    """One thing that a notice tells, with what its sentences name; never a secret."""

    notice = models.ForeignKey(Notice, models.CASCADE)
    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    system = models.CharField(max_length=20, default="")
    matter = models.CharField(max_length=20)
    facts = models.JSONField(default=dict)

    class Meta:
        """The table."""

        db_table = "notice_item"
        indexes = (models.Index(fields=("tenant", "-id"), name="notice_item_newest"),)
