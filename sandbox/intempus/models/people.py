"""Company, people, contracts and the right to sign in."""

import datetime as dt
from typing import Any, ClassVar

from django.db import models

from sandbox.intempus import clock
from sandbox.intempus.models.base import Lookup, Row, Stored, Timestamped, link, money, text


class Company(Stored):
    """A key normally sees exactly one (Intempus sheet 7.1)."""

    name = text()

    class Meta:
        """Danish names, as a refused delete shows them."""

        app_label = "intempus"
        verbose_name = "Firma"
        verbose_name_plural = "Firmaer"


class Department(Lookup):
    """Intempus sheet 7.6."""

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Afdeling"
        verbose_name_plural = "Afdelinger"


class EmployeeGroup(Lookup):
    """Intempus sheet 7.8."""

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Medarbejdergruppe"
        verbose_name_plural = "Medarbejdergrupper"


class Employee(Timestamped):
    """Intempus sheet 7.7. No column holds a national identity number, and no password is kept."""

    company = link("Company", required=True)
    name = text()
    username = text()
    number = models.PositiveIntegerField(null=True)
    initial = text()
    email = text()
    personal_email = text()
    phone = text()
    street_address = text()
    zip_code = text()
    city = text()
    country = text()
    department = link("Department")
    employee_group = link("EmployeeGroup")
    may_CUD_customers_and_cases = models.BooleanField(default=False)  # noqa: N815 - the wire name
    may_add_work_reports_to_all_cases = models.BooleanField(default=True)
    seniority_date = models.DateField(null=True)
    subscribe_date = models.DateField(null=True)
    unsubscribe_date = models.DateField(null=True)

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Medarbejder"
        verbose_name_plural = "Medarbejdere"

    def contract_on(self, day: dt.date) -> "Contract | None":
        """Return the contract that covers `day` (Intempus sheet 7.9)."""
        return Contract.objects.filter(Contract.covers(day), employee=self).order_by("-start_date").first()

    @property
    def active_contract(self) -> bool:
        """Whether a contract covers today."""
        return self.contract_on(clock.today()) is not None

    @property
    def responsible_levels(self) -> list[dict[str, Any]]:
        """Approval levels this person holds (Intempus sheet 7.13)."""
        held = Responsible.objects.filter(employee=self).order_by("pk")
        return [{"id": responsible.pk, "level": responsible.level} for responsible in held]


class UserProfile(Row):
    """The sign-in side of an employee (Intempus sheet 7.13)."""

    employee = link("Employee", required=True)
    may_log_into_backend = models.BooleanField(default=False)
    may_log_into_approval = models.BooleanField(default=False)

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Brugerprofil"
        verbose_name_plural = "Brugerprofiler"


class Responsible(Row):
    """An approver and the level (Intempus sheet 7.13)."""

    LEVELS: ClassVar = ("second_approver", "final_approver")

    employee = link("Employee", required=True)
    level = text()

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Ansvarlig"
        verbose_name_plural = "Ansvarlige"


class Contract(Timestamped):
    """Time can only be registered on dates that a contract covers (Intempus sheet 7.9)."""

    employee = link("Employee", "contracts", required=True)
    work_model = link("WorkModel", required=True)
    start_date = models.DateField()
    end_date = models.DateField(null=True)
    locked_date = models.DateField(null=True)
    working_hours_agreement = models.CharField(max_length=255, null=True)  # noqa: DJ001 - null on the wire
    hourly_wage = money()
    compute_negative_overtime = models.BooleanField(default=False)
    lieu_balance_as_work_report = models.BooleanField(default=False)
    prescribed_hours_messages_enabled = models.BooleanField(default=False)

    class Meta:
        """Danish names."""

        app_label = "intempus"
        verbose_name = "Kontrakt"
        verbose_name_plural = "Kontrakter"

    @staticmethod
    def covers(day: dt.date) -> models.Q:
        """Build the condition that `day` lies within the contract."""
        open_ended = models.Q(end_date__isnull=True) | models.Q(end_date__gte=day)
        return open_ended & models.Q(start_date__lte=day)
