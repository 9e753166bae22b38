"""The keys of the tenants, none of them in plain form."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models

from bindeled.store.models.tenants import Tenant


class DataKey(models.Model):
    """A tenant's data key, wrapped by the master key."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    number = models.PositiveIntegerField()
    master_key_id = models.CharField(max_length=80)
    nonce = models.BinaryField()
    ciphertext = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        """The table."""

        db_table = "data_key"
        constraints = (models.UniqueConstraint(fields=("tenant", "number"), name="data_key_number"),)


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
    master_key_id = models.CharField(max_length=80)
    nonce = models.BinaryField()
    ciphertext = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        """The table."""

        db_table = "installation_key"
