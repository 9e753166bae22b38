"""Work reports (Intempus sheet 7.14)."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import transaction
from django.http import HttpResponse
from django.urls import re_path
from tastypie import fields
from tastypie.exceptions import BadRequest

from sandbox.intempus import clock, models, rules
from sandbox.intempus.counter import stamp
from sandbox.intempus.log import journal
from sandbox.intempus.models.reports import pending_levels
from sandbox.intempus.resources.base import Options, ReadOnly, Resource
from sandbox.intempus.resources.relations import shown, to_one
from sandbox.intempus.switches import switches
from sandbox.journal import Write

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.urls import URLPattern
    from tastypie.bundle import Bundle

NOT_IN_HISTORY = ("id", "resource_uri", "approved", "approved_by", "approved_by_initial", "approved_by_final")
LOCK_ACTION = "work_report_state"
NO_LOCK_FEATURE = "Work report state can only be updated if the feature is enabled"


class WorkReportResource(Resource):
    """One line of time or of supply. Approval is read-only here: it happens in Intempus' own pages (8.16)."""

    company = to_one("lookups.CompanyResource", "company", null=False)
    employee = to_one("people.EmployeeResource", "employee", null=False)
    employee_id = shown("employee_id")
    employee_number = shown("employee__number")
    employee_name = shown("employee__name")
    contract = to_one("people.ContractResource", "contract", readonly=True)
    worktype = to_one("work.WorkTypeResource", "worktype")
    worktype_name = shown("worktype__name")
    work_type_unit = shown("worktype__unit")
    work_category_name = shown("worktype__work_category__name")
    product = to_one("projects.ProductResource", "product")
    case = to_one("projects.CaseResource", "case")
    case_name = shown("case__name")
    amount = fields.DecimalField(attribute="amount")
    start_week_number = fields.IntegerField(attribute="start_week_number", readonly=True)
    approved = fields.BooleanField(attribute="approved", readonly=True)
    approved_by = fields.ListField(attribute="approved_by", default=pending_levels, readonly=True)
    approved_by_initial = to_one("people.UserProfileResource", "approved_by_initial")
    approved_by_final = to_one("people.UserProfileResource", "approved_by_final")
    isimmutable = fields.BooleanField(attribute="isimmutable", readonly=True)
    creation_datetime = fields.DateTimeField(attribute="creation_datetime", readonly=True)
    logical_timestamp = fields.IntegerField(attribute="logical_timestamp", readonly=True)

    required: ClassVar = ("amount",)
    owner_path: ClassVar = "employee"

    class Meta(Options):
        """Options."""

        queryset = models.WorkReport.objects.all()
        resource_name = "work_report"
        ordering: ClassVar = ("id", "start_date")
        filtering: ClassVar = {
            "start_date": ("gte", "lte"),
            "employee": ("exact", "in"),
            "case": ("exact",),
            "approved": ("exact",),
            "logical_timestamp": ("gt",),
        }

    def hydrate_start_date(self, bundle: "Bundle") -> "Bundle":
        """Let a report without a day be of today, and one without a last day be of one day."""
        if not bundle.obj.pk:
            bundle.data.setdefault("start_date", clock.today().isoformat())
            bundle.data["end_date"] = bundle.data.get("end_date") or bundle.data["start_date"]
        return bundle

    def refuse_create(self, bundle: "Bundle") -> None:
        """Run the pipeline of Intempus sheet 8.14; a report that passes hangs on the contract of its day."""
        _check(bundle.obj, case_is_new=True)

    def refuse_change(self, bundle: "Bundle", stored: models.WorkReport) -> None:
        """Refuse the edit of what is approved, immutable or in a locked period (Intempus sheet 8.15)."""
        rules.refuse_settled(stored)
        _check(bundle.obj, case_is_new=bundle.obj.case_id != stored.case_id)

    def refuse_delete(self, stored: models.WorkReport) -> None:
        """Refuse the delete of the same."""
        rules.refuse_settled(stored)

    def remember(self, write: "Write") -> None:
        """Add to the history how the report stands now, or stood last (Intempus sheet 4.8)."""
        row = write.after or write.before or {}
        content = {name: value for name, value in row.items() if name not in NOT_IN_HISTORY}
        models.HistoricalWorkReport.objects.create(work_report=row["id"], content=content)

    # The lock of single lines

    def prepend_urls(self) -> "list[URLPattern]":
        """Add the one path that is not a row (Intempus sheet 7.14, line lock)."""
        return [re_path(r"^work_report/bulk/$", self.wrap_view("bulk"))]

    def bulk(self, request: "HttpRequest", **_kwargs: object) -> HttpResponse:
        """Lock or unlock lines: `{ids, origin, immutable, action}`; the shape of a success is not known."""
        self.method_check(request, allowed=["post"])
        self.is_authenticated(request)
        self.throttle_check(request)
        body = self.deserialize(request, request.body)
        if "origin" not in body:
            raise BadRequest("'origin'")  # a Python KeyError that leaks (Intempus sheet 2.3)
        if not switches.line_lock_feature:
            return self.error_response(request, {"error": NO_LOCK_FEATURE}, _Unauthorized)  # type: ignore[no-any-return] # tastypie carries no types
        if body.get("action") != LOCK_ACTION:
            raise BadRequest("'action'")  # by analogy with the origin
        return self.create_response(request, {"objects": self._lock(body)})  # type: ignore[no-any-return] # tastypie carries no types

    def _lock(self, body: dict[str, Any]) -> list[int]:
        """Set `isimmutable` of the lines that exist and return their ids."""
        with transaction.atomic():
            found = list(models.WorkReport.objects.filter(pk__in=body.get("ids", [])).order_by("pk"))
            before = [self.snapshot(row.pk) for row in found]
            for row in found:
                models.WorkReport.objects.filter(pk=row.pk).update(isimmutable=bool(body.get("immutable")))
                stamp(row)
            after = [self.snapshot(row.pk) for row in found]
        name = self._meta.resource_name
        changes = zip(found, before, after, strict=True)
        journal.note_writes(Write(name, "update", row.pk, old, new) for row, old, new in changes)
        return [row.pk for row in found]


def _check(report: models.WorkReport, *, case_is_new: bool) -> None:
    start = models.WorkReport._meta.get_field("start_date")  # noqa: SLF001 - Django's documented name
    report.start_date = start.to_python(report.start_date)  # a text that is no date is refused here
    report.contract = rules.check_report(report, case_is_new=case_is_new)


class _Unauthorized(HttpResponse):
    status_code = 401


class HistoricalWorkReportResource(Resource):
    """How reports stood after each change. That approval is left out is known, the rest is a guess (sheet 4.8)."""

    work_report = fields.CharField(readonly=True)

    computed: ClassVar = ("work_report",)
    company_path: ClassVar = None

    class Meta(ReadOnly):
        """Options."""

        queryset = models.HistoricalWorkReport.objects.all()
        resource_name = "historical_work_report"
        excludes: ClassVar = ("content",)

    def rendered(self, chosen: "QuerySet[Any]") -> list[dict[str, Any]]:
        """Return the rows with what they hold beside their own id."""
        return [self._shown(row) for row in chosen]

    def dehydrate(self, bundle: "Bundle") -> "Bundle":
        """Show a single row alike."""
        bundle.data = self._shown(bundle.obj)
        return bundle

    def _shown(self, row: models.HistoricalWorkReport) -> dict[str, Any]:
        own = {"id": row.pk, "resource_uri": self.uri(row.pk), "work_report": WorkReportResource.uri(row.work_report)}
        return {**row.content, **own}


class ExpenseResource(Resource):
    """Outlays (Intempus sheet 7.12)."""

    company = to_one("lookups.CompanyResource", "company", null=False)
    employee = to_one("people.EmployeeResource", "employee", null=False)
    case = to_one("projects.CaseResource", "case")

    owner_path: ClassVar = "employee"

    class Meta(ReadOnly):
        """Options."""

        queryset = models.Expense.objects.all()
        resource_name = "expense"
