"""Who signs in, what they are to whom, the one-time links they come in by, and the leave given to support."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from bindeled.store.models.tenants import Tenant


class User(AbstractBaseUser):
    """A person, who signs in by e-mail address. `staff_role` is for the whole installation, empty for customers."""

    email = models.EmailField(max_length=200)
    name = models.CharField(max_length=200)
    staff_role = models.CharField(max_length=20, default="")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = BaseUserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        """The table."""

        db_table = "person"
        constraints = (models.UniqueConstraint(Lower("email"), name="person_email_once"),)


class Membership(models.Model):
    """What a person is to a tenant."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    user = models.ForeignKey(User, models.PROTECT)
    role = models.CharField(max_length=20)
    created_at = models.DateTimeField()

    class Meta:
        """The table."""

        db_table = "membership"
        constraints = (models.UniqueConstraint(fields=("tenant", "user"), name="membership_once"),)


class OneTimeLink(models.Model):
    """A link that lets somebody in once. Only the hash of what it holds is kept."""

    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=20)
    email = models.EmailField(max_length=200)
    role = models.CharField(max_length=20, default="")
    tenant = models.ForeignKey(Tenant, models.PROTECT, null=True)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        """The table."""

        db_table = "one_time_link"


class SupportGrant(models.Model):
    """Leave for our support to look at one tenant. It ends at `ends_at`, or when somebody ends it sooner."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    given_by = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        """The table."""

        db_table = "support_grant"
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gte=models.F("begins_at")), name="support_grant_ends"),
        )
        indexes = (models.Index(fields=("tenant", "-ends_at"), name="support_grant_latest"),)
