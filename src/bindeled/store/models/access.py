"""Who gets in without a person signing in: tokens of the programming interface, and what they asked for before."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models

from bindeled.store.models.tenants import Tenant


class ApiToken(models.Model):
    """A token. Its secret part is kept as a digest only; `everywhere` is its role for the installation, or empty."""

    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=80)
    everywhere = models.CharField(max_length=20, default="")
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """The table."""

        db_table = "api_token"


class ApiTokenReach(models.Model):
    """What a token is to one tenant."""

    token = models.ForeignKey(ApiToken, models.PROTECT, db_index=False)
    tenant = models.ForeignKey(Tenant, models.PROTECT)
    role = models.CharField(max_length=20)

    class Meta:
        """The table."""

        db_table = "api_token_reach"
        constraints = (models.UniqueConstraint(fields=("token", "tenant"), name="api_token_reach_once"),)


class IdempotencyKey(models.Model):
    """What was answered to a request that carried a key, so that the same request gets the same answer again."""

    token = models.ForeignKey(ApiToken, models.PROTECT, db_index=False)
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=80)
    created_at = models.DateTimeField(db_index=True)
    answer = models.JSONField(null=True)

    class Meta:
        """The table."""

        db_table = "idempotency_key"
        constraints = (models.UniqueConstraint(fields=("token", "key"), name="idempotency_key_once"),)


class RequestCount(models.Model):
    """How often somebody did something within one stretch of time. `who` is a token, a link or an address, digested."""

    who = models.CharField(max_length=80)
    what = models.CharField(max_length=40)
    since = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        """The table."""

        db_table = "request_count"
        constraints = (models.UniqueConstraint(fields=("who", "what", "since"), name="request_count_once"),)
