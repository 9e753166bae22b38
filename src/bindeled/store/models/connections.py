"""Connections, their credential versions, what was answered and how often we called."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bindeled.domain.accounts import SwitchVariant
from bindeled.domain.states import LinkState, VersionState
from bindeled.store.models.tenants import Tenant


class Connection(models.Model):
    """The standing relation to one system of one tenant. An empty company key means that none is known yet."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    system = models.CharField(max_length=20)
    company_key = models.CharField(max_length=200, default="")
    company_name = models.CharField(max_length=200, default="")
    epoch = models.PositiveIntegerField(default=0)
    active_version = models.PositiveIntegerField(null=True)
    link = models.CharField(max_length=20, default=LinkState.NOT_CONFIGURED.value)
    link_since = models.DateTimeField()
    switch_variant = models.CharField(max_length=20, default=SwitchVariant.OVERLAP.value)
    paused_by = models.CharField(max_length=200, default="")
    pause_reason = models.CharField(max_length=400, default="")
    pause_ends = models.DateTimeField(null=True)
    barrier_until = models.DateTimeField(null=True)

    class Meta:
        """The table."""

        db_table = "connection"
        constraints = (models.UniqueConstraint(fields=("tenant", "system"), name="connection_per_system"),)


class CredentialVersion(models.Model):
    """One immutable set of login data. The sealed bytes are gone once the secret was destroyed."""

    connection = models.ForeignKey(Connection, models.PROTECT, db_index=False)
    number = models.PositiveIntegerField()
    login = models.CharField(max_length=200)
    company = models.CharField(max_length=200)
    state = models.CharField(max_length=20)
    origin = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    expires = models.DateField(null=True)
    key_number = models.PositiveIntegerField(null=True)
    nonce = models.BinaryField(null=True)
    ciphertext = models.BinaryField(null=True)
    reason = models.TextField(default="")
    evidence = models.JSONField(null=True)
    actor = models.CharField(max_length=200, default="")
    fingerprint = models.CharField(max_length=80, default="")
    grace_seconds = models.PositiveIntegerField(null=True)
    opens_key = models.CharField(max_length=200, default="")
    opens_name = models.CharField(max_length=200, default="")
    checks = models.JSONField(default=list)
    verified_at = models.DateTimeField(null=True)
    activated_at = models.DateTimeField(null=True)
    proved_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    retires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    probation_since = models.DateTimeField(null=True)
    probation_calls = models.PositiveIntegerField(default=0)
    reminded_days = models.IntegerField(null=True)

    class Meta:
        """The table."""

        db_table = "credential_version"
        constraints = (
            models.UniqueConstraint(fields=("connection", "number"), name="credential_version_number"),
            models.UniqueConstraint(
                fields=("connection",),
                condition=Q(state=VersionState.ACTIVE.value),
                name="credential_version_one_active",
            ),
            models.UniqueConstraint(
                fields=("connection",),
                condition=Q(state__in=(VersionState.STAGED.value, VersionState.VERIFIED.value)),
                name="credential_version_one_half_way",
            ),
        )


class CallCount(models.Model):
    """How many calls one connection has made on one Danish day."""

    connection = models.ForeignKey(Connection, models.PROTECT, db_index=False)
    day = models.DateField()
    calls = models.PositiveIntegerField()

    class Meta:
        """The table."""

        db_table = "call_count"
        constraints = (models.UniqueConstraint(fields=("connection", "day"), name="call_count_per_day"),)


class Evidence(models.Model):
    """What a system answered, redacted; the newest few of each connection."""

    connection = models.ForeignKey(Connection, models.PROTECT, db_index=False)
    at = models.DateTimeField()
    answer = models.JSONField()

    class Meta:
        """The table."""

        db_table = "evidence"
        indexes = (models.Index(fields=("connection", "-id"), name="evidence_newest"),)
