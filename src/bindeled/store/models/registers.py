"""What is remembered of master data: links, writes, what is parked, conflicts, and what was chosen for each flow."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bindeled.domain.states import EntryState
from bindeled.store.models.tenants import Tenant


class EntityLink(models.Model):
    """Which record in Intempus is which record in Uniconta. It goes when another takes its counterpart over.

    `seen` holds for each field of the follower what the master wanted and what the follower held after.
    """

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    register = models.CharField(max_length=20)
    intempus_id = models.BigIntegerField()
    uniconta_id = models.BigIntegerField()
    intempus_number = models.CharField(max_length=200, default="")
    uniconta_number = models.CharField(max_length=200, default="")
    name = models.CharField(max_length=300, default="")
    grade = models.CharField(max_length=10, default="")
    reason = models.CharField(max_length=40, default="")
    decided_by = models.CharField(max_length=200, default="")
    seen = models.JSONField(default=dict)
    pins = models.JSONField(default=list)
    needed = models.BooleanField(default=False)
    generation = models.PositiveIntegerField(default=1)
    linked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        """The table: each record has one counterpart, from either side."""

        db_table = "entity_link"
        constraints = (
            models.UniqueConstraint(fields=("tenant", "register", "intempus_id"), name="entity_link_intempus"),
            models.UniqueConstraint(fields=("tenant", "register", "uniconta_id"), name="entity_link_uniconta"),
        )


class RejectedMatch(models.Model):
    """A pair of which a person has said that it is not the same."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    register = models.CharField(max_length=20)
    master_id = models.BigIntegerField()
    follower_id = models.BigIntegerField()
    rejected_by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        """The table."""

        db_table = "rejected_match"
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "register", "master_id", "follower_id"), name="rejected_match_once"
            ),
        )


class RegisterWrite(models.Model):
    """One write to a follower, written down before it is sent. `before` and `after` are the fields it changes."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    register = models.CharField(max_length=20)
    master_id = models.BigIntegerField()
    follower_id = models.BigIntegerField(null=True)
    number = models.CharField(max_length=200)
    name = models.CharField(max_length=300)
    effect = models.CharField(max_length=10)
    creation_id = models.CharField(max_length=40, default="")
    state = models.CharField(max_length=10)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    run_id = models.BigIntegerField()
    credential_version = models.PositiveIntegerField()
    epoch = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=100, default="")

    class Meta:
        """The table. The partial index holds only what is under way."""

        db_table = "register_write"
        indexes = (
            models.Index(fields=("tenant", "register", "master_id"), name="register_write_record"),
            models.Index(fields=("tenant", "run_id"), name="register_write_run"),
            models.Index(
                fields=("tenant", "register"),
                condition=Q(state=EntryState.SENDING.value),
                name="register_write_sending",
            ),
        )


class ParkedRecord(models.Model):
    """One stay of one record in the inbox, or one notice about it; a row is kept when it leaves.

    `about` is the id of the system that has the record, `detail` the field where the cause is about one.
    """

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    register = models.CharField(max_length=20)
    about = models.BigIntegerField()
    number = models.CharField(max_length=200)
    name = models.CharField(max_length=300)
    cause = models.CharField(max_length=40)
    detail = models.CharField(max_length=80, default="")
    facts = models.JSONField()
    run_id = models.BigIntegerField()
    since = models.DateTimeField()
    changed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        """The table."""

        db_table = "parked_record"
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "register", "about", "cause", "detail"),
                condition=Q(released_at__isnull=True),
                name="parked_record_once",
            ),
        )


class FieldConflict(models.Model):
    """A field that the follower changed, alone or with the master: both values, and when each side says it changed.

    `decided_by` is empty while it waits for a person, and `rule` where the master won by the tenant's choice.
    """

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    register = models.CharField(max_length=20)
    master_id = models.BigIntegerField()
    number = models.CharField(max_length=200)
    name = models.CharField(max_length=300)
    field = models.CharField(max_length=80)
    master_before = models.TextField()
    master_value = models.TextField()
    follower_before = models.TextField()
    follower_value = models.TextField()
    master_changed_at = models.CharField(max_length=40)
    follower_changed_at = models.CharField(max_length=40)
    run_id = models.BigIntegerField()
    seen_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, default="")
    winner = models.CharField(max_length=10, default="")

    class Meta:
        """The table."""

        db_table = "field_conflict"
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "register", "master_id", "field"),
                condition=Q(decided_at__isnull=True),
                name="field_conflict_once",
            ),
        )


class FlowSetupVersion(models.Model):
    """One version of what a tenant has chosen for a flow: its filter, its field mapping, who wins."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    flow = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    setup = models.JSONField()
    author = models.CharField(max_length=200)
    note = models.CharField(max_length=300, default="")
    at = models.DateTimeField()

    class Meta:
        """The table."""

        db_table = "flow_setup"
        constraints = (models.UniqueConstraint(fields=("tenant", "flow", "number"), name="flow_setup_number"),)
