"""The keys of the tenants, none of them in plain form."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bindeled.domain.states import DataKeyState
from bindeled.store.models.tenants import Tenant


class DataKey(models.Model):
    """A tenant's data key, wrapped by the master key. The wrapped bytes are gone once it was destroyed."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=DataKeyState.PRIMARY.value)
    master_key_id = models.CharField(max_length=200)
    nonce = models.BinaryField(null=True)
    ciphertext = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    primary_since = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)
    uses = models.PositiveBigIntegerField(default=0)
    late_opens = models.PositiveBigIntegerField(default=0)

    class Meta:
        """The table."""

        db_table = "data_key"
        constraints = (
            models.UniqueConstraint(fields=("tenant", "number"), name="data_key_number"),
            models.UniqueConstraint(
                fields=("tenant",), condition=Q(state=DataKeyState.PRIMARY.value), name="data_key_one_primary"
            ),
        )


class FingerprintKey(models.Model):
    """The key of a tenant's fingerprints, sealed by its data key. It never changes, so that fingerprints compare."""

    tenant = models.OneToOneField(Tenant, models.PROTECT)
    key_number = models.PositiveIntegerField(null=True)
    nonce = models.BinaryField(null=True)
    ciphertext = models.BinaryField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        """The table."""

        db_table = "fingerprint_key"


class InstallationKey(models.Model):
    """The key of what belongs to no tenant (second factors, sessions), wrapped by the master key."""

    number = models.PositiveIntegerField(unique=True)
    master_key_id = models.CharField(max_length=200)
    nonce = models.BinaryField()
    ciphertext = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        """The table."""

        db_table = "installation_key"
