"""Plans and balances (Intempus sheet 7.12)."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import models

from sandbox.intempus.models.base import Creatable, Row, Stored, link, money, text

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HORIZON = dt.timedelta(days=366)  # how far a schedule without an end is planned ahead


def flag() -> "models.BooleanField[bool, bool]":
    """Build a truth value that is false unless sent."""
    return models.BooleanField(default=False)


class Schedule(Creatable):
    """A planned span of work; each employee gets a planned report for each of its days (Intempus sheet 7.12)."""

    company = link("Company", required=True)
    employees: "models.ManyToManyField[Any, Any]" = models.ManyToManyField("Employee", related_name="+")
    case = link("Case")
    work_type = link("WorkType")
    work_category = link("WorkCategory")
    start_date = models.DateField()
    end_date = models.DateField(null=True)
    start_time = models.TimeField(null=True)
    end_time = models.TimeField(null=True)
    amount: "models.DecimalField[Any, Any]" = money()
    monday = flag()
    tuesday = flag()
    wednesday = flag()
    thursday = flag()
    friday = flag()
    saturday = flag()
    sunday = flag()
    recurring_mode = text()
    recurring = models.IntegerField(default=1)
    remarks = text()
    is_draft = flag()

    class Meta(Creatable.Meta):
        """Danish names."""

        verbose_name = "Plan"
        verbose_name_plural = "Planer"

    def days(self) -> Iterator[dt.date]:
        """Yield the planned days: the first one alone, or the ticked weekdays of every `recurring`th week."""
        if self.recurring_mode != "weekly":
            yield self.start_date
            return
        monday = self.start_date - dt.timedelta(days=self.start_date.weekday())
        last = self.end_date or self.start_date + HORIZON
        for offset in range((last - self.start_date).days + 1):
            day = self.start_date + dt.timedelta(days=offset)
            in_week = ((day - monday).days // 7) % max(self.recurring, 1) == 0
            if in_week and getattr(self, WEEKDAYS[day.weekday()]):
                yield day


class PlannedWorkReport(Row):
    """A plan for one day of one employee, not time worked (Intempus sheet 7.12)."""

    employee = link("Employee", required=True)
    case = link("Case")
    worktype = link("WorkType")
    schedule: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        "Schedule", on_delete=models.CASCADE, related_name="planned", null=True
    )
    start_date = models.DateField(db_index=True)
    start_time = models.TimeField(null=True)
    end_time = models.TimeField(null=True)
    amount: "models.DecimalField[Any, Any]" = money()
    remarks = text()
    is_draft = flag()

    class Meta(Row.Meta):
        """Danish names."""

        verbose_name = "Planlagt registrering"
        verbose_name_plural = "Planlagte registreringer"


class Balance(Stored):
    """The definition of an account of days, hours or kilometres (Intempus sheet 7.12)."""

    company = link("Company")
    name = text()
    unit = text()
    recurring_mode = text()
    visible = models.BooleanField(default=True)
    visible_for_admins_and_approvers = models.BooleanField(default=True)
    start_date = models.DateField(null=True)
    end_date = models.DateField(null=True)
    threshold = money()
    minimum_threshold = money()

    class Meta(Stored.Meta):
        """Danish names."""

        verbose_name = "Saldo"
        verbose_name_plural = "Saldi"


class BalanceMovement(Stored):
    """What an employee earned (above zero) or spent; `advance` is what was granted ahead, spent first when below zero.

    The API shows sums of these only, see `explored_employee_balance`.
    """

    employee = link("Employee", required=True)
    balance = link("Balance", required=True)
    date = models.DateField(db_index=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    advance = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))

    class Meta(Stored.Meta):
        """Danish names."""

        verbose_name = "Bevægelse"
        verbose_name_plural = "Bevægelser"
