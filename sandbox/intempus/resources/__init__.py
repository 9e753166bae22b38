"""The resources of the API, by name."""

from sandbox.intempus.resources import lookups, people, planning, projects, reports, restrictions, work
from sandbox.intempus.resources.base import Resource

# In the order in which rows can be loaded: what is pointed to comes first.
_CLASSES: tuple[type[Resource], ...] = (
    lookups.CompanyResource,
    lookups.CustomerGroupResource,
    lookups.CaseGroupResource,
    lookups.CaseStateResource,
    lookups.ProductGroupResource,
    lookups.DepartmentResource,
    lookups.PriorityResource,
    lookups.EmployeeGroupResource,
    lookups.PayTypeResource,
    restrictions.WebhookEventTypeResource,
    restrictions.WebhookConfigurationResource,
    people.EmployeeResource,
    people.UserProfileResource,
    people.ResponsibleResource,
    projects.ProductResource,
    work.WorkModelResource,
    people.ContractResource,
    work.WorkCategoryResource,
    work.WorkTypeResource,
    projects.CustomerResource,
    projects.CaseResource,
    restrictions.EmployeeCaseRulesResource,
    restrictions.DepartmentCaseRulesResource,
    restrictions.WorkTypeCaseRulesResource,
    restrictions.EmployeeWorkTypeRuleResource,
    restrictions.WorkTypeRateResource,
    restrictions.ResponsibleForEmployeeResource,
    restrictions.ResponsibleForDepartmentResource,
    restrictions.ResponsibleForCaseResource,
    planning.BalanceResource,
    planning.ExploredEmployeeBalanceResource,
    planning.ScheduleResource,
    planning.PlannedWorkReportResource,
    reports.WorkReportResource,
    reports.HistoricalWorkReportResource,
    reports.ExpenseResource,
)

RESOURCES: dict[str, Resource] = {kind._meta.resource_name: kind() for kind in _CLASSES}  # noqa: SLF001 - tastypie's documented name
