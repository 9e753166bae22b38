"""Work models, categories and types (Intempus sheet 7.10)."""

from typing import TYPE_CHECKING, ClassVar

from django.db.models import Count, Q
from tastypie import fields

from sandbox.intempus import models
from sandbox.intempus.resources.base import ReadOnly, Resource
from sandbox.intempus.resources.relations import to_one

if TYPE_CHECKING:
    from django.db.models import QuerySet


class WorkModelResource(Resource):
    """Intempus sheet 7.10."""

    company = to_one("lookups.CompanyResource", "company", null=False)
    lieu_balance_transfer_worktype = to_one("work.WorkTypeResource", "lieu_balance_transfer_worktype")

    class Meta(ReadOnly):
        """Options."""

        queryset = models.WorkModel.objects.all()
        resource_name = "work_model"


def _categories() -> "QuerySet[models.WorkCategory]":
    """Return all categories, each with the number of its active work types."""
    counted = Count("work_types", filter=Q(work_types__active=True))
    return models.WorkCategory.objects.annotate(active_worktypes=counted)


class WorkCategoryResource(Resource):
    """Intempus sheet 7.10, complete there; no logical timestamp."""

    work_model = to_one("work.WorkModelResource", "work_model", null=False)
    active_worktypes = fields.IntegerField(attribute="active_worktypes", default=0, readonly=True)

    company_path: ClassVar = "work_model__company"

    class Meta(ReadOnly):
        """Options."""

        queryset = _categories()
        resource_name = "work_category"


class WorkTypeResource(Resource):
    """Intempus sheet 7.10. A detail embeds the model and the category, a list gives their addresses (8.11)."""

    work_model = to_one("work.WorkModelResource", "work_model", null=False, full=True, full_list=False)
    work_model__name = fields.CharField(attribute="work_model__name", use_in="list", readonly=True)
    work_category = to_one("work.WorkCategoryResource", "work_category", null=False, full=True, full_list=False)
    bill_as_product = to_one("projects.ProductResource", "bill_as_product")

    company_path: ClassVar = "work_model__company"

    class Meta(ReadOnly):
        """Options."""

        queryset = models.WorkType.objects.all()
        resource_name = "work_type"
        filtering: ClassVar = {"active": ("exact",), "work_model": ("exact",), "name": ("icontains",)}
