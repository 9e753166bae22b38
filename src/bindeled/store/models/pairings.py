"""Which pay type each work type was carried as, and what both were called when."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models

from bindeled.store.models.tenants import Tenant


class PayTypePairing(models.Model):
    """One work type by Intempus' id: `matched` is how the pair was matched or confirmed, `now` how it was last used."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    work_type_id = models.BigIntegerField()
    pay_type_id = models.BigIntegerField()
    matched = models.JSONField()
    now = models.JSONField()
    drifted = models.BooleanField(default=False)
    confirmed_by = models.CharField(max_length=200, default="")
    matched_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        """The table."""

        db_table = "pay_type_pairing"
        constraints = (models.UniqueConstraint(fields=("tenant", "work_type_id"), name="pay_type_pairing_once"),)
