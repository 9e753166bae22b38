"""The tables, named by the glossary. Models never leave this room: domain nouns and frozen rows do."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bindeled.domain.states import Effect, EntryState, LinkState, RunState, VersionState

# A run of these states stands in the way of another run of the same flow.
OPEN_RUNS = tuple(state.value for state in (RunState.QUEUED, RunState.RUNNING, RunState.WAITING, RunState.HELD))
HOURS_DIGITS, HOURS_DECIMALS = 18, 4


class Tenant(models.Model):
    """One customer."""

    slug = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    first_day = models.DateField()
    rules = models.JSONField()

    class Meta:
        """The table."""

        db_table = "tenant"


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
        )


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


class LedgerEntry(models.Model):
    """One effect on one journal line, written before anything is sent.

    `run_id` is a plain number, since the ledger outlives the runs. `hours` is the quantity of the line where it is in
    hours. `line` is written by `lines.encode`, `cautions` are codes with commas between.
    """

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    flow = models.CharField(max_length=20)
    report_id = models.BigIntegerField()
    generation = models.PositiveIntegerField()
    line_number = models.PositiveIntegerField()
    effect = models.CharField(max_length=10)
    reference = models.CharField(max_length=40)
    mark = models.CharField(max_length=40)
    state = models.CharField(max_length=10)
    line = models.TextField()
    date = models.DateField()
    hours = models.DecimalField(max_digits=HOURS_DIGITS, decimal_places=HOURS_DECIMALS, null=True)
    cautions = models.CharField(max_length=200)
    run_id = models.BigIntegerField()
    credential_version = models.PositiveIntegerField()
    epoch = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    row_id = models.BigIntegerField(null=True)
    code = models.CharField(max_length=100, default="")

    class Meta:
        """The table. The partial indexes hold only what is under way, so that they stay small for ever."""

        db_table = "ledger_entry"
        constraints = (models.UniqueConstraint(fields=("tenant", "reference", "effect"), name="ledger_entry_once"),)
        indexes = (
            models.Index(fields=("tenant", "flow", "report_id"), name="ledger_entry_report"),
            models.Index(fields=("tenant", "flow", "date"), name="ledger_entry_date"),
            models.Index(
                fields=("tenant", "reference"),
                condition=Q(state=EntryState.SENDING.value),
                name="ledger_entry_sending",
            ),
            models.Index(
                fields=("tenant", "sent_at"),
                condition=Q(state=EntryState.NOT_THERE.value),
                name="ledger_entry_not_there",
            ),
            models.Index(
                fields=("tenant", "settled_at"),
                condition=Q(state=EntryState.DONE.value, effect=Effect.INSERT.value),
                name="ledger_entry_carried",
            ),
        )


class ParkedReport(models.Model):
    """One stay of one report in the inbox: a row is kept when the report is released, and a later stay is a new row."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    flow = models.CharField(max_length=20)
    report_id = models.BigIntegerField()
    date = models.DateField(null=True)
    cause = models.CharField(max_length=40)
    facts = models.JSONField()
    run_id = models.BigIntegerField()
    since = models.DateTimeField()
    changed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        """The table."""

        db_table = "parked_report"
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "flow", "report_id"),
                condition=Q(released_at__isnull=True),
                name="parked_report_once",
            ),
        )
        indexes = (models.Index(fields=("tenant", "flow", "report_id"), name="parked_report_report"),)


class Checkpoint(models.Model):
    """Up to where the changes of one flow have been taken in."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    flow = models.CharField(max_length=20)
    version = models.BigIntegerField()

    class Meta:
        """The table."""

        db_table = "checkpoint"
        constraints = (models.UniqueConstraint(fields=("tenant", "flow"), name="checkpoint_per_flow"),)


class Run(models.Model):
    """One execution of a flow for one tenant."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    flow = models.CharField(max_length=20)
    trigger = models.CharField(max_length=20)
    state = models.CharField(max_length=10)
    attempt = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=200, default="")
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    reason = models.TextField(default="")

    class Meta:
        """The table."""

        db_table = "run"
        constraints = (
            models.UniqueConstraint(fields=("tenant", "flow"), condition=Q(state__in=OPEN_RUNS), name="run_one_open"),
        )
        indexes = (
            models.Index(fields=("tenant", "-id"), name="run_latest"),
            models.Index(fields=("state",), condition=Q(state__in=OPEN_RUNS), name="run_open"),
        )


class Worker(models.Model):
    """A worker process and its last beat."""

    name = models.CharField(max_length=200, primary_key=True)
    beat_at = models.DateTimeField()

    class Meta:
        """The table."""

        db_table = "worker"


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


class Event(models.Model):
    """Something that changed, written in the transaction that changed it.

    A change of many rows is one event: `count` of them, `first` and `last` by reference or report id.
    """

    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    connection = models.ForeignKey(Connection, models.PROTECT, null=True, db_index=False)
    run_id = models.BigIntegerField(null=True)
    count = models.PositiveIntegerField(default=1)
    first = models.CharField(max_length=40, default="")
    last = models.CharField(max_length=40, default="")
    facts = models.JSONField(default=dict)

    class Meta:
        """The table."""

        db_table = "event"
        indexes = (
            models.Index(fields=("tenant", "-id"), name="event_newest"),
            models.Index(fields=("run_id",), name="event_run"),
            models.Index(fields=("connection", "-id"), name="event_connection"),
        )
