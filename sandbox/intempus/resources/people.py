"""Employees, their contracts and their right to sign in (Intempus sheet 7.7, 7.9, 7.13)."""

from collections import defaultdict
from typing import TYPE_CHECKING, Any, ClassVar

from tastypie import fields
from tastypie.exceptions import ApiFieldError

from sandbox.intempus import clock, lean, models
from sandbox.intempus.resources.base import Options, Resource, refusal
from sandbox.intempus.resources.refusals import field_refusal
from sandbox.intempus.resources.relations import shown, to_one

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tastypie.bundle import Bundle

HIGHEST_NUMBER = 999_999
KEEP_PASSWORD, MAIL_PASSWORD, GIVEN_PASSWORD = 0, 1, 2  # `password_generation`
SECRETS = ("password", "password_generation", "current_password", "pin")


class ContractResource(Resource):
    """Intempus sheet 7.9."""

    employee = to_one("people.EmployeeResource", "employee", null=False)
    work_model = to_one("work.WorkModelResource", "work_model", null=False)
    work_model_name = shown("work_model__name")
    logical_timestamp = fields.IntegerField(attribute="logical_timestamp", readonly=True)

    required: ClassVar = ("start_date",)
    company_path: ClassVar = "employee__company"
    owner_path: ClassVar = "employee"

    class Meta(Options):
        """Options."""

        queryset = models.Contract.objects.all()
        resource_name = "contract"
        filtering: ClassVar = {"logical_timestamp": ("gt",)}


class EmployeeResource(Resource):
    """Intempus sheet 7.7. Contracts are embedded even in the list."""

    company = to_one("lookups.CompanyResource", "company", null=False)
    department = to_one("lookups.DepartmentResource", "department")
    department__name = shown("department__name")
    employee_group = to_one("lookups.EmployeeGroupResource", "employee_group")
    active_contract = fields.BooleanField(attribute="active_contract", readonly=True)
    contract = fields.ToManyField(ContractResource, "contracts", full=True, null=True, readonly=True)
    responsible_levels = fields.ListField(attribute="responsible_levels", readonly=True)
    # A PATCH of it is ignored (Intempus sheet 7.7).
    unsubscribe_date = fields.DateField(attribute="unsubscribe_date", null=True, readonly=True)
    logical_timestamp = fields.IntegerField(attribute="logical_timestamp", readonly=True)

    required: ClassVar = ("name", "username", "password")
    computed: ClassVar = ("active_contract", "contract", "responsible_levels")
    owner_path: ClassVar = "pk"

    class Meta(Options):
        """Options."""

        queryset = models.Employee.objects.all()
        resource_name = "employee"
        filtering: ClassVar = {"username": ("exact", "in"), "logical_timestamp": ("gt",)}

    def compute(self, identifiers: "Iterable[int]") -> "Mapping[str, Mapping[int, Any]]":
        """Gather contracts and approval levels of a page of employees."""
        contracts = models.Contract.objects.filter(employee__in=identifiers).order_by("pk")
        covered = contracts.filter(models.Contract.covers(clock.today())).values_list("employee_id", flat=True)
        return {
            "active_contract": defaultdict(bool, dict.fromkeys(covered, True)),
            "contract": _by_employee(lean.rows(ContractResource(), contracts)),
            "responsible_levels": _levels(identifiers),
        }

    def refuse_create(self, bundle: "Bundle") -> None:
        """Hold the rules of password and number (Intempus sheet 8.12)."""
        how = bundle.data.get("password_generation") or KEEP_PASSWORD
        if how == KEEP_PASSWORD:
            raise refusal("password_generation 0 is only valid for existing users")
        if how == MAIL_PASSWORD and not bundle.obj.email:
            raise refusal("password_generation 1 requires an email")
        _refuse_number(bundle.obj)

    def refuse_change(self, bundle: "Bundle", stored: models.Employee) -> None:  # noqa: ARG002 - the rule looks at the new value only
        """Hold the rule of the number."""
        _refuse_number(bundle.obj)

    def obj_create(self, bundle: "Bundle", **kwargs: Any) -> "Bundle":
        """Create the employee and the profile that comes along; nested creates go another way and get none."""
        bundle = super().obj_create(bundle, **kwargs)
        models.UserProfile.objects.get_or_create(employee=bundle.obj)
        return bundle

    def dehydrate(self, bundle: "Bundle") -> "Bundle":
        """Echo no secret that a write brought along."""
        for name in SECRETS:
            bundle.data.pop(name, None)
        return bundle


def _by_employee(contracts: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for contract in contracts:
        grouped[int(contract["employee"].rstrip("/").rsplit("/", 1)[-1])].append(contract)
    return grouped


def _levels(identifiers: "Iterable[int]") -> dict[int, list[dict[str, Any]]]:
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for responsible in models.Responsible.objects.filter(employee__in=identifiers).order_by("pk"):
        grouped[responsible.employee_id].append({"id": responsible.pk, "level": responsible.level})
    return grouped


def _refuse_number(employee: models.Employee) -> None:
    number = employee.number
    if number is None:
        return
    if not str(number).isdecimal():
        raise ApiFieldError(f"Invalid number '{number}' provided. Please provide a positive integer.")
    if not 0 < int(number) <= HIGHEST_NUMBER:
        raise field_refusal("employee", "number", f"Medarbejdernummer skal være mellem 1 og {HIGHEST_NUMBER}")


class UserProfileResource(Resource):
    """Intempus sheet 7.13: made with the employee, never deleted."""

    employee = to_one("people.EmployeeResource", "employee", null=False)

    company_path: ClassVar = "employee__company"
    owner_path: ClassVar = "employee"

    class Meta(Options):
        """Options."""

        queryset = models.UserProfile.objects.all()
        resource_name = "userprofile"
        list_allowed_methods: ClassVar = ("get",)
        detail_allowed_methods: ClassVar = ("get", "put", "patch")
        filtering: ClassVar = {"id": ("in",)}


class ResponsibleResource(Resource):
    """Intempus sheet 7.13."""

    employee = to_one("people.EmployeeResource", "employee", null=False)

    required: ClassVar = ("level",)
    company_path: ClassVar = "employee__company"

    class Meta(Options):
        """Options."""

        queryset = models.Responsible.objects.all()
        resource_name = "responsible"
        filtering: ClassVar = {"employee": ("exact",)}

    def refuse_create(self, bundle: "Bundle") -> None:
        """Accept the known levels only."""
        if bundle.obj.level not in models.Responsible.LEVELS:
            raise field_refusal("responsible", "level", f"Ukendt niveau: {bundle.obj.level}")
