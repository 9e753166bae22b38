"""Plans and balances (Intempus sheet 7.12)."""

from collections import defaultdict
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import transaction
from django.db.models import Q, Sum
from django.http import HttpResponse, QueryDict
from tastypie import fields
from tastypie.exceptions import BadRequest

from sandbox.intempus import counter, lean, models
from sandbox.intempus.paging import OffsetPaginator
from sandbox.intempus.resources.base import Options, ReadOnly, Resource, cursor_refused
from sandbox.intempus.resources.relations import HERE, to_one

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from tastypie.bundle import Bundle

NEEDS_DATES = "start_date and end_date are required"  # the real text is not known


class BalanceResource(Resource):
    """The definitions; what an employee has on them is in `explored_employee_balance`."""

    class Meta(ReadOnly):
        """Options."""

        queryset = models.Balance.objects.all()
        resource_name = "balance"


class ExploredEmployeeBalanceResource(Resource):
    """Sums of movements within a window, by employee and balance; computed, so no row has an id (sheet 7.12)."""

    company_path: ClassVar = "employee__company"
    owner_path: ClassVar = "employee"

    class Meta(ReadOnly):
        """Options."""

        queryset = models.BalanceMovement.objects.all()
        resource_name = "explored_employee_balance"
        detail_allowed_methods: ClassVar[tuple[str, ...]] = ()

    def get_list(self, request: "HttpRequest", **_kwargs: object) -> HttpResponse:
        """Answer the sums of the window from `start_date` to `end_date`, which a call must name."""
        if request.GET.get("pagination_type") == "cursor":
            return cursor_refused(self, request)
        highest = counter.highest_committed()
        sums = _sums(self.get_object_list(request).filter(_window(request)))
        uri = self.get_resource_uri()
        paginator = OffsetPaginator(
            request.GET, sums, resource_uri=uri, limit=self._meta.limit, max_limit=self._meta.max_limit
        )
        response = HttpResponse(lean.as_json(paginator.page()), content_type="application/json")
        response["Logical-Timestamp"] = str(highest)
        return response


def _window(request: "HttpRequest") -> Q:
    asked = request.GET
    if not (asked.get("start_date") and asked.get("end_date")):
        raise BadRequest(NEEDS_DATES)
    window = Q(date__gte=asked["start_date"], date__lte=asked["end_date"])
    for name, path in (("employee_pk", "employee"), ("balance_pk", "balance")):
        if name in asked:
            window &= Q(**{path: asked[name]})
    if "employee_pk__in" in asked:
        window &= Q(employee__in=[part for part in asked["employee_pk__in"].split(",") if part])
    return window


def _sums(movements: "QuerySet[models.BalanceMovement]") -> list[dict[str, Any]]:
    """Sum up per employee and balance; only pairs with movement show (sheet 7.12)."""
    pairs = movements.order_by("employee", "balance").values("employee_id", "balance_id")
    summed = pairs.annotate(
        plus=Sum("amount", filter=Q(amount__gt=0), default=0),
        minus=Sum("amount", filter=Q(amount__lt=0), default=0),
        granted=Sum("advance", filter=Q(advance__gt=0), default=0),
        spent=Sum("advance", filter=Q(advance__lt=0), default=0),
    )
    return [
        {
            "employee_pk": row["employee_id"],
            "balance_pk": row["balance_id"],
            "positive_sum": f"{row['plus']:.2f}",
            "negative_sum": f"{-row['minus']:.2f}",
            "advance_spent": f"{-row['spent']:.2f}",
            "advance_remaining": f"{row['granted'] + row['spent']:.2f}",
        }
        for row in summed
    ]


class ScheduleResource(Resource):
    """Plans that repeat; cursor paging makes the real one fail (sheet 3.2)."""

    company = to_one("lookups.CompanyResource", "company", null=False)
    employees = fields.ToManyField(f"{HERE}.people.EmployeeResource", "employees", null=True)
    case = to_one("projects.CaseResource", "case")
    work_type = to_one("work.WorkTypeResource", "work_type")
    work_category = to_one("work.WorkCategoryResource", "work_category")

    required: ClassVar = ("start_date",)
    computed: ClassVar = ("employees",)
    cursor_allowed: ClassVar = False

    class Meta(Options):
        """Options."""

        queryset = models.Schedule.objects.all()
        resource_name = "schedule"
        filtering: ClassVar = {"start_date": ("lte",)}

    def compute(self, identifiers: "Iterable[int]") -> "Mapping[str, Mapping[int, Any]]":
        """Gather the employees of a page of schedules."""
        return {"employees": linked(models.Schedule.employees.through, "schedule", "employee", identifiers)}

    def build_filters(self, filters: Any = None, ignore_bad_filters: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - tastypie's signature
        """Take the two filters by id that are named unlike the fields (sheet 3.3)."""
        others = (filters or QueryDict()).copy()
        named = (("employee__id", "employees"), ("case__id", "case"))
        taken = {path: others.pop(name)[0] for name, path in named if name in others}
        return super().build_filters(others, ignore_bad_filters=ignore_bad_filters) | taken  # type: ignore[no-any-return] # tastypie carries no types

    def save_m2m(self, bundle: "Bundle") -> None:
        """Plan anew once it is known for whom."""
        super().save_m2m(bundle)
        plan(bundle.obj)


@transaction.atomic
def plan(schedule: models.Schedule) -> None:
    """Replace the planned reports of `schedule`: one per employee and day."""
    schedule.planned.all().delete()
    # What was just hydrated still holds texts for dates.
    stored = models.Schedule.objects.get(pk=schedule.pk)
    people = list(stored.employees.order_by("pk"))
    models.PlannedWorkReport.objects.bulk_create(
        _planned(stored, employee, day) for day in stored.days() for employee in people
    )


def _planned(schedule: models.Schedule, employee: models.Employee, day: Any) -> models.PlannedWorkReport:
    same = ("case_id", "start_time", "end_time", "amount", "remarks", "is_draft")
    copied = {name: getattr(schedule, name) for name in same}
    return models.PlannedWorkReport(
        schedule=schedule, employee=employee, worktype_id=schedule.work_type_id, start_date=day, **copied
    )


def linked(through: Any, row: str, other: str, identifiers: "Iterable[int]") -> dict[int, list[str]]:
    """Gather the addresses that rows of a page point to by a table of pairs."""
    pairs = through.objects.filter(**{f"{row}__in": identifiers}).order_by("pk")
    resource_name = {"employee": "employee", "webhookeventtype": "webhook_event_type"}[other]
    found: dict[int, list[str]] = defaultdict(list)
    for row_id, other_id in pairs.values_list(f"{row}_id", f"{other}_id"):
        found[row_id].append(f"/web/v1/{resource_name}/{other_id}/")
    return found


class PlannedWorkReportResource(Resource):
    """What schedules planned; nobody is known to write it."""

    employee = to_one("people.EmployeeResource", "employee", null=False)
    case = to_one("projects.CaseResource", "case")
    worktype = to_one("work.WorkTypeResource", "worktype")
    schedule = to_one("planning.ScheduleResource", "schedule")

    company_path: ClassVar = "employee__company"
    owner_path: ClassVar = "employee"

    class Meta(ReadOnly):
        """Options."""

        queryset = models.PlannedWorkReport.objects.all()
        resource_name = "planned_work_report"
        filtering: ClassVar = {"start_date": ("gte", "lte"), "employee": ("exact", "in")}
