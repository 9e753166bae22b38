"""Work reports: time and supply lines (Intempus sheet 7.14)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import models

from sandbox.intempus import clock
from sandbox.intempus.models.base import Row, Stored, Timestamped, link, money, text
from sandbox.intempus.switches import switches

FINEST_AMOUNT = Decimal("1e-16")  # a JSON float brings a longer tail than is kept
# The name of the first level is a guess, the others are known (Intempus sheet 7.13, 7.14).
LEVEL_LABELS = {
    "first_approver": "Første godkender",
    "second_approver": "Anden godkender",
    "final_approver": "Endelig godkender",
}
FINAL = "final_approver"

Levels = list[dict[str, str | None]]


def pending_levels() -> Levels:
    """Build `approved_by` of a report that nobody approved yet: one entry per level of the company, all empty."""
    levels = list(LEVEL_LABELS.items())[-switches.approval_levels :]
    return [_level(level, label) for level, label in levels]


def approved_levels(when: dt.datetime, approver: dict[str, str], up_to: str = FINAL) -> Levels:
    """Build `approved_by` of a report approved up to a level; `approver` holds name, number and username.

    Raises `ValueError` for a level that the company does not have.
    """
    signed = {"date": when.date().isoformat(), "time": when.strftime("%H:%M:%S"), **approver}
    levels = pending_levels()
    signing = [entry["level"] for entry in levels].index(up_to) + 1
    return [{**entry, **signed} for entry in levels[:signing]] + levels[signing:]


def _level(level: str, label: str) -> dict[str, str | None]:
    empty = dict.fromkeys(("date", "name", "number", "time", "username"))
    return {"level": level, "label": label, **empty}


def kept_amount(amount: Decimal) -> Decimal:
    """Return `amount` as the table keeps it: digits as sent, down to the sixteenth."""
    exponent = amount.as_tuple().exponent
    too_fine = isinstance(exponent, int) and exponent < -16
    return amount.quantize(FINEST_AMOUNT) if too_fine else amount


class WorkReport(Timestamped):
    """A time line has a `worktype`, a supply line a `product`. Amounts are in the unit of that relation."""

    company = link("Company", required=True)
    employee = link("Employee", required=True)
    contract = link("Contract")
    worktype = link("WorkType")
    product = link("Product")
    case = link("Case")
    # Kept as text: SQLite would round a long decimal tail to fifteen digits.
    amount = models.CharField(max_length=64)
    break_duration = models.DecimalField(max_digits=8, decimal_places=2, default=Decimal("0.00"))
    start_date = models.DateField(db_index=True)
    end_date = models.DateField(null=True)
    start_time = models.TimeField(null=True)
    end_time = models.TimeField(null=True)
    start_week_number = models.IntegerField(default=0)
    remarks = text()
    additional_remarks = text()
    approved = models.BooleanField(default=False, db_index=True)
    approved_by = models.JSONField(null=True)  # null: nobody yet, see `pending_levels`
    approved_by_initial = link("UserProfile")
    approved_by_final = link("UserProfile")
    isimmutable = models.BooleanField(default=False)
    origin = text()
    creation_datetime = models.DateTimeField(default=clock.now)

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Registrering"
        verbose_name_plural = "Registreringer"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the report with the week its first day falls in; the object keeps the amount as it was sent."""
        self.start_week_number = self.start_date.isocalendar().week
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "start_week_number"}
        sent = self.amount
        self.amount = str(kept_amount(Decimal(sent)))
        super().save(*args, **kwargs)
        self.amount = sent


class HistoricalWorkReport(Stored):
    """How a work report stood after a change, without anything on its approval (Intempus sheet 4.8)."""

    work_report = models.IntegerField(db_index=True)  # no relation: the report may be gone
    content: "models.JSONField[Any, Any]" = models.JSONField()

    class Meta(Stored.Meta):
        """Danish names."""

        verbose_name = "Tidligere registrering"
        verbose_name_plural = "Tidligere registreringer"


class Expense(Row):
    """An outlay. Readable; the fields are a guess (Intempus sheet 7.12)."""

    company = link("Company", required=True)
    employee = link("Employee", required=True)
    case = link("Case")
    date = models.DateField()
    amount = money()
    remarks = text()

    class Meta(Row.Meta):
        """Danish names."""

        verbose_name = "Udlæg"
        verbose_name_plural = "Udlæg"
