"""Who may use what (Intempus sheet 7.10), who approves for whom (sheet 7.13), and who is told by webhook (sheet 6).

Of the rules only their names are known, and two fields of one; each holds the two rows that its name joins.
"""

from typing import Any

from django.db import models

from sandbox.intempus.models.base import Row, Stored, link, money, text


class EmployeeCaseRule(Row):
    """An employee who may register on a case that is not open to everybody."""

    employee = link("Employee", required=True)
    case = link("Case", required=True)

    class Meta(Row.Meta):
        """Danish names."""

        verbose_name = "Medarbejderregel"
        verbose_name_plural = "Medarbejderregler"


class DepartmentCaseRule(Row):
    """A department whose employees may register on a case that is not open to everybody."""

    department = link("Department", required=True)
    case = link("Case", required=True)

    class Meta(Row.Meta):
        """Danish names."""

        verbose_name = "Afdelingsregel"
        verbose_name_plural = "Afdelingsregler"


class WorkTypeCaseRule(Row):
    """A work type that may be used on a case that does not take all of them."""

    work_type = link("WorkType", required=True)
    case = link("Case", required=True)

    class Meta(Row.Meta):
        """Danish names."""

        verbose_name = "Arbejdstyperegel"
        verbose_name_plural = "Arbejdstyperegler"


class EmployeeWorkTypeRule(Row):
    """A work type that an employee may use; an employee without any rule may use all."""

    employee = link("Employee", required=True)
    work_type = link("WorkType", required=True)

    class Meta(Row.Meta):
        """Danish names."""

        verbose_name = "Arbejdstype for medarbejder"
        verbose_name_plural = "Arbejdstyper for medarbejder"


class WorkTypeRate(Row):
    """What a unit of a work type costs; the fields are a guess."""

    work_type = link("WorkType", required=True)
    rate = money()
    start_date = models.DateField(null=True)

    class Meta(Row.Meta):
        """Danish names."""

        verbose_name = "Sats"
        verbose_name_plural = "Satser"


class ResponsibleForEmployee(Row):
    """An approver and an employee whose reports he approves."""

    responsible = link("Responsible", required=True)
    employee = link("Employee", required=True)

    class Meta(Row.Meta):
        """Danish names."""

        verbose_name = "Ansvarlig for medarbejder"
        verbose_name_plural = "Ansvarlige for medarbejder"


class ResponsibleForDepartment(Row):
    """An approver and a department whose reports he approves."""

    responsible = link("Responsible", required=True)
    department = link("Department", required=True)

    class Meta(Row.Meta):
        """Danish names."""

        verbose_name = "Ansvarlig for afdeling"
        verbose_name_plural = "Ansvarlige for afdeling"


class ResponsibleForCase(Row):
    """An approver and a case whose reports he approves."""

    responsible = link("Responsible", required=True)
    case = link("Case", required=True)

    class Meta(Row.Meta):
        """Danish names."""

        verbose_name = "Ansvarlig for projekt"
        verbose_name_plural = "Ansvarlige for projekt"


class WebhookEventType(Stored):
    """A read-only list of names (Intempus sheet 6, a guess)."""

    name = text()

    class Meta(Stored.Meta):
        """Danish names."""

        verbose_name = "Hændelsestype"
        verbose_name_plural = "Hændelsestyper"


class WebhookConfiguration(Stored):
    """An address that wants to be told of some kinds of events (Intempus sheet 6, a guess)."""

    company = link("Company", required=True)
    url = text()
    active = models.BooleanField(default=True)
    event_types: "models.ManyToManyField[Any, Any]" = models.ManyToManyField("WebhookEventType", related_name="+")

    class Meta(Stored.Meta):
        """Danish names."""

        verbose_name = "Webhook"
        verbose_name_plural = "Webhooks"
