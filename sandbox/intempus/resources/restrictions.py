"""Who may use what, who approves for whom, who is told by webhook (Intempus sheet 6, 7.10, 7.13)."""

from typing import TYPE_CHECKING, Any, ClassVar

from tastypie import fields

from sandbox.intempus import models, webhooks
from sandbox.intempus.resources.base import Options, ReadOnly, Resource, refusal
from sandbox.intempus.resources.planning import linked
from sandbox.intempus.resources.relations import HERE, to_one

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tastypie.bundle import Bundle

NOT_HERE = "The twin only calls addresses on loopback"


class _OfCase(Resource):
    """A rule on a case."""

    case = to_one("projects.CaseResource", "case", null=False)

    company_path: ClassVar = "case__customer__company"

    class Meta:
        """Abstract."""

        abstract = True


class EmployeeCaseRulesResource(_OfCase):
    """Employees let in to a case."""

    employee = to_one("people.EmployeeResource", "employee", null=False)

    class Meta(Options):
        """Options."""

        queryset = models.EmployeeCaseRule.objects.all()
        resource_name = "employee_case_rules"


class DepartmentCaseRulesResource(_OfCase):
    """Departments let in to a case."""

    department = to_one("lookups.DepartmentResource", "department", null=False)

    class Meta(Options):
        """Options."""

        queryset = models.DepartmentCaseRule.objects.all()
        resource_name = "employee_department_case_rules"


class WorkTypeCaseRulesResource(_OfCase):
    """Work types taken on a case."""

    work_type = to_one("work.WorkTypeResource", "work_type", null=False)

    class Meta(Options):
        """Options."""

        queryset = models.WorkTypeCaseRule.objects.all()
        resource_name = "work_type_case_rules"


class EmployeeWorkTypeRuleResource(Resource):
    """Work types of an employee."""

    employee = to_one("people.EmployeeResource", "employee", null=False)
    work_type = to_one("work.WorkTypeResource", "work_type", null=False)

    company_path: ClassVar = "employee__company"

    class Meta(Options):
        """Options."""

        queryset = models.EmployeeWorkTypeRule.objects.all()
        resource_name = "employee_work_type_rule"


class WorkTypeRateResource(Resource):
    """Rates of work types."""

    work_type = to_one("work.WorkTypeResource", "work_type", null=False)

    company_path: ClassVar = "work_type__work_model__company"

    class Meta(ReadOnly):
        """Options."""

        queryset = models.WorkTypeRate.objects.all()
        resource_name = "work_type_rate"


class _Responsibility(Resource):
    """For whom or what an approver is responsible."""

    responsible = to_one("people.ResponsibleResource", "responsible", null=False)

    company_path: ClassVar = "responsible__employee__company"

    class Meta:
        """Abstract."""

        abstract = True


class ResponsibleForEmployeeResource(_Responsibility):
    """Approvers of employees."""

    employee = to_one("people.EmployeeResource", "employee", null=False)

    class Meta(Options):
        """Options."""

        queryset = models.ResponsibleForEmployee.objects.all()
        resource_name = "responsible_for_employee"


class ResponsibleForDepartmentResource(_Responsibility):
    """Approvers of departments."""

    department = to_one("lookups.DepartmentResource", "department", null=False)

    class Meta(Options):
        """Options."""

        queryset = models.ResponsibleForDepartment.objects.all()
        resource_name = "responsible_for_department"


class ResponsibleForCaseResource(_Responsibility):
    """Approvers of cases."""

    case = to_one("projects.CaseResource", "case", null=False)

    class Meta(Options):
        """Options."""

        queryset = models.ResponsibleForCase.objects.all()
        resource_name = "responsible_for_case"


class WebhookEventTypeResource(Resource):
    """What a webhook can be told of."""

    company_path: ClassVar = None

    class Meta(ReadOnly):
        """Options."""

        queryset = models.WebhookEventType.objects.all()
        resource_name = "webhook_event_type"


class WebhookConfigurationResource(Resource):
    """Where to tell it."""

    company = to_one("lookups.CompanyResource", "company", null=False)
    event_types = fields.ToManyField(f"{HERE}.restrictions.WebhookEventTypeResource", "event_types", null=True)

    required: ClassVar = ("url",)
    computed: ClassVar = ("event_types",)

    class Meta(Options):
        """Options."""

        queryset = models.WebhookConfiguration.objects.all()
        resource_name = "webhook_configuration"

    def compute(self, identifiers: "Iterable[int]") -> "Mapping[str, Mapping[int, Any]]":
        """Gather the kinds of events of a page of configurations."""
        through = models.WebhookConfiguration.event_types.through
        return {"event_types": linked(through, "webhookconfiguration", "webhookeventtype", identifiers)}

    def refuse_create(self, bundle: "Bundle") -> None:
        """Refuse what would leave this machine."""
        if not webhooks.is_here(bundle.obj.url):
            raise refusal(NOT_HERE)

    def refuse_change(self, bundle: "Bundle", stored: models.WebhookConfiguration) -> None:  # noqa: ARG002 - the rule looks at the new value only
        """Hold the same for a change."""
        self.refuse_create(bundle)
