"""Customers, cases and goods (Intempus sheet 7.2, 7.4, 7.11)."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from tastypie import fields

from sandbox.intempus import models
from sandbox.intempus.resources.base import Options, Resource
from sandbox.intempus.resources.refusals import field_refusal
from sandbox.intempus.resources.relations import shown, to_one

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from tastypie.bundle import Bundle


class CustomerResource(Resource):
    """Intempus sheet 7.2."""

    company = to_one("lookups.CompanyResource", "company", null=False)
    customer_group = to_one("lookups.CustomerGroupResource", "customer_group")
    logical_timestamp = fields.IntegerField(attribute="logical_timestamp", readonly=True)

    required: ClassVar = ("name",)

    class Meta(Options):
        """Options."""

        queryset = models.Customer.objects.all()
        resource_name = "customer"
        filtering: ClassVar = {"active": ("exact",), "logical_timestamp": ("gt",)}


def _cases() -> "QuerySet[models.Case]":
    """Return all cases, each with the number of its children."""
    children = models.Case.objects.filter(parent=OuterRef("pk")).order_by().values("parent").annotate(n=Count("pk"))
    counted = Coalesce(Subquery(children.values("n")), 0, output_field=IntegerField())
    return models.Case.objects.annotate(number_of_children=counted)


class CaseResource(Resource):
    """Intempus sheet 7.4. The three dates are `blank`, which is what makes a PUT without them wipe them (8.6)."""

    customer = to_one("projects.CustomerResource", "customer", null=False)
    customer_id = shown("customer_id")
    customer_name = shown("customer__name")
    customer_city = shown("customer__city")
    customer_country = shown("customer__country")
    customer_street_address = shown("customer__street_address")
    customer_zip_code = shown("customer__zip_code")
    customer_latitude = fields.DecimalField(attribute="customer__latitude", null=True, readonly=True)
    customer_longitude = fields.DecimalField(attribute="customer__longitude", null=True, readonly=True)
    case_group = to_one("lookups.CaseGroupResource", "case_group")
    case_group_full = to_one("lookups.CaseGroupResource", "case_group", full=True, full_list=False, readonly=True)
    case_state = to_one("lookups.CaseStateResource", "case_state")
    case_state_id = shown("case_state_id")
    case_state_name = shown("case_state__name")
    department = to_one("lookups.DepartmentResource", "department")
    department_id = shown("department_id")
    department_name = shown("department__name")
    responsible = to_one("people.EmployeeResource", "responsible")
    responsible_id = shown("responsible_id")
    responsible_name = shown("responsible__name")
    co_responsible = to_one("people.EmployeeResource", "co_responsible")
    co_responsible_id = shown("co_responsible_id")
    co_responsible_name = shown("co_responsible__name")
    responsibles = fields.ListField(readonly=True, default=list)
    parent = to_one("projects.CaseResource", "parent")
    parent_name = shown("parent__name")
    root_parent = to_one("projects.CaseResource", "root_parent", readonly=True)
    number_of_children = fields.IntegerField(attribute="number_of_children", default=0, readonly=True)
    priority = to_one("lookups.PriorityResource", "priority")
    start_date = fields.DateField(attribute="start_date", null=True, blank=True)
    end_date = fields.DateField(attribute="end_date", null=True, blank=True)
    creation_date = fields.DateField(attribute="creation_date", null=True, blank=True)
    logical_timestamp = fields.IntegerField(attribute="logical_timestamp", readonly=True)

    required: ClassVar = ("number", "name")
    company_path: ClassVar = "customer__company"

    class Meta(Options):
        """Options."""

        queryset = _cases()
        resource_name = "case"
        filtering: ClassVar = {"active": ("exact",), "logical_timestamp": ("gt",)}

    def refuse_create(self, bundle: "Bundle") -> None:
        """Hold what the sheet knows of a case's dates and coordinates."""
        case = bundle.obj
        if case.end_date and not case.start_date:
            raise field_refusal("case", "__all__", "Slutdato kræver en startdato")
        _refuse_beyond("latitude", case.latitude, 90)
        _refuse_beyond("longitude", case.longitude, 180)

    def refuse_change(self, bundle: "Bundle", stored: models.Case) -> None:  # noqa: ARG002 - the rules look at the new values only
        """Hold the same for a change."""
        self.refuse_create(bundle)


def _refuse_beyond(name: str, value: Any, bound: int) -> None:
    if value is not None and abs(value) > bound:
        raise field_refusal("case", name, f"Skal være mellem -{bound} og {bound}")


class ProductResource(Resource):
    """Intempus sheet 7.11."""

    company = to_one("lookups.CompanyResource", "company")
    product_group = to_one("lookups.ProductGroupResource", "product_group")
    logical_timestamp = fields.IntegerField(attribute="logical_timestamp", readonly=True)

    required: ClassVar = ("number", "name")

    class Meta(Options):
        """Options."""

        queryset = models.Product.objects.all()
        resource_name = "product"
        filtering: ClassVar = {"logical_timestamp": ("gt",)}
