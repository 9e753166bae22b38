"""The audit: entries that are only ever added, and where each chain of them ends."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models

from bindeled.store.models.tenants import Tenant


class AuditChain(models.Model):
    """One chain of entries: a tenant's, or the installation's where there is no tenant. Ends at `sequence`."""

    name = models.CharField(max_length=40, unique=True)
    tenant = models.ForeignKey(Tenant, models.PROTECT, null=True, db_index=False)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        """The table."""

        db_table = "audit_chain"


class AuditEntry(models.Model):
    """One entry. `facts` is the text that was hashed. The database itself refuses to change or delete a row."""

    chain = models.ForeignKey(AuditChain, models.PROTECT, db_index=False)
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_name = models.CharField(max_length=200)
    actor_place = models.CharField(max_length=200, default="")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    facts = models.TextField()
    outcome = models.CharField(max_length=10)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        """The table."""

        db_table = "audit_entry"
        constraints = (models.UniqueConstraint(fields=("chain", "sequence"), name="audit_entry_sequence"),)
