"""Work reports: time and supply lines (Intempus sheet 7.14)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import models

from sandbox.intempus import clock
from sandbox.intempus.models.base import Timestamped, link, text

FINEST_AMOUNT = Decimal("1e-16")  # a JSON float brings a longer tail than is kept
LEVEL_LABELS = {"second_approver": "Anden godkender", "final_approver": "Endelig godkender"}


def pending_levels() -> list[dict[str, str | None]]:
    """Build `approved_by` of a report that nobody approved yet: one entry per level, all empty."""
    return [_level(level, label) for level, label in LEVEL_LABELS.items()]


def approved_levels(when: dt.datetime, approver: dict[str, str]) -> list[dict[str, str | None]]:
    """Build `approved_by` of a finally approved report; `approver` holds name, number and username."""
    signed = {"date": when.date().isoformat(), "time": when.strftime("%H:%M:%S"), **approver}
    return [{**entry, **signed} for entry in pending_levels()]


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
