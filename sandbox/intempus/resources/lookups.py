"""Small lists, and what is only read (Intempus sheet 7.1, 7.3, 7.5, 7.6, 7.8, 7.12)."""

from typing import ClassVar

from sandbox.intempus import models
from sandbox.intempus.resources.base import Options, ReadOnly, Resource
from sandbox.intempus.resources.relations import to_one


class CompanyResource(Resource):
    """The one company a key sees."""

    company_path: ClassVar = "pk"

    class Meta(ReadOnly):
        """Options."""

        queryset = models.Company.objects.all()
        resource_name = "company"


class LookupResource(Resource):
    """A list of `company`, `number` and `name` without a logical timestamp (Intempus sheet 4.6)."""

    company = to_one("lookups.CompanyResource", "company", null=False)

    required: ClassVar = ("number", "name")

    class Meta:
        """Abstract."""

        abstract = True


class CustomerGroupResource(LookupResource):
    """Intempus sheet 7.3."""

    class Meta(Options):
        """Options."""

        queryset = models.CustomerGroup.objects.all()
        resource_name = "customer_group"


class CaseGroupResource(LookupResource):
    """Intempus sheet 7.3."""

    class Meta(Options):
        """Options."""

        queryset = models.CaseGroup.objects.all()
        resource_name = "case_group"


class CaseStateResource(LookupResource):
    """Intempus sheet 7.5."""

    class Meta(Options):
        """Options."""

        queryset = models.CaseState.objects.all()
        resource_name = "case_state"


class ProductGroupResource(LookupResource):
    """Intempus sheet 7.3."""

    class Meta(Options):
        """Options."""

        queryset = models.ProductGroup.objects.all()
        resource_name = "product_group"


class DepartmentResource(LookupResource):
    """Intempus sheet 7.6."""

    class Meta(Options):
        """Options."""

        queryset = models.Department.objects.all()
        resource_name = "department"


class PriorityResource(LookupResource):
    """Intempus sheet 7.4."""

    class Meta(ReadOnly):
        """Options."""

        queryset = models.Priority.objects.all()
        resource_name = "priority"


class EmployeeGroupResource(LookupResource):
    """Intempus sheet 7.8."""

    class Meta(ReadOnly):
        """Options."""

        queryset = models.EmployeeGroup.objects.all()
        resource_name = "employee_group"


class PayTypeResource(LookupResource):
    """Intempus sheet 7.12."""

    class Meta(ReadOnly):
        """Options."""

        queryset = models.PayType.objects.all()
        resource_name = "pay_type"
