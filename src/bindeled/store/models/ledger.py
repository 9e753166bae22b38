"""What was done about each report: the ledger, the inbox, and up to where changes were taken in."""
# ruff: noqa: DJ008 - rows never leave this room, so nobody prints one

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bindeled.domain.states import Effect, EntryState
from bindeled.store.models.tenants import Tenant

HOURS_DIGITS, HOURS_DECIMALS = 18, 4


class LedgerEntry(models.Model):
    """One effect on one journal line, written before anything is sent.

    `run_id` is a plain number, since the ledger outlives the runs. `hours` is the quantity of the line where it is in
    hours. `line` is written by `lines.encode`, `cautions` are codes with commas between. `row` is the row of the weekly
    timesheet that the line is a share of, empty for a line of the journal.
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
    left_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    row_id = models.BigIntegerField(null=True)
    code = models.CharField(max_length=100, default="")
    row = models.CharField(max_length=20, default="")

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
            models.Index(fields=("tenant", "row"), condition=~Q(row=""), name="ledger_entry_row"),
        )


class PastReport(models.Model):
    """A report whose ledger entries were purged: all that is needed so that it is never carried a second time.

    `mark` is that of the content that was carried, and `lying` tells whether lines of it lie in Uniconta.
    """

    tenant = models.ForeignKey(Tenant, models.PROTECT, db_index=False)
    flow = models.CharField(max_length=20)
    report_id = models.BigIntegerField()
    generation = models.PositiveIntegerField()
    mark = models.CharField(max_length=40)
    lying = models.BooleanField()

    class Meta:
        """The table."""

        db_table = "past_report"
        constraints = (models.UniqueConstraint(fields=("tenant", "flow", "report_id"), name="past_report_once"),)


class ParkedReport(models.Model):
    """One stay of one report in the inbox: a row is kept when the report is released, and a later stay is a new row.

    `quantity`, `unit` and `kroner` are what is at stake. `mark` is that of the report; a dismissal holds while the
    report has it.
    """

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
    mark = models.CharField(max_length=40, default="")
    quantity = models.DecimalField(max_digits=HOURS_DIGITS, decimal_places=HOURS_DECIMALS, null=True)
    unit = models.CharField(max_length=20, default="")
    kroner = models.DecimalField(max_digits=HOURS_DIGITS, decimal_places=2, null=True)
    assigned_to = models.CharField(max_length=200, default="")
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.CharField(max_length=200, default="")
    dismissed_reason = models.CharField(max_length=500, default="")

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
    complete_at = models.DateTimeField(null=True)

    class Meta:
        """The table."""

        db_table = "checkpoint"
        constraints = (models.UniqueConstraint(fields=("tenant", "flow"), name="checkpoint_per_flow"),)
