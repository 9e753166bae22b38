"""Who we work for."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models


class Tenant(models.Model):
    """One customer."""

    slug = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    first_day = models.DateField()
    rules = models.JSONField()

    class Meta:
        """The table."""

        db_table = "tenant"
