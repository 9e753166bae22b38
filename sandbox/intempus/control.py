"""What the control interface can do to this twin beyond the common routes: the part of Intempus' own pages.

Every handler takes the JSON body of the call and returns the JSON of the answer; a `ValueError` or `LookupError` is
the caller's mistake.
"""

import datetime as dt
import functools
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError

from sandbox.intempus import clock
from sandbox.intempus.counter import stamp
from sandbox.intempus.credentials import change_company, change_credential
from sandbox.intempus.load import APPROVER, insert, load
from sandbox.intempus.models import Employee, Responsible, WorkCategory, WorkReport, WorkType
from sandbox.intempus.models.reports import FINAL, approved_levels
from sandbox.intempus.resources import RESOURCES
from sandbox.intempus.switches import switches
from sandbox.intempus.webhooks import courier

if TYPE_CHECKING:
    from collections.abc import Callable

    Body = dict[str, Any]
    Handler = Callable[[Body], Body]

_LATEST = 10
_SHOWN = {
    "work_report": (
        "id", "start_date", "employee_name", "case_name", "worktype_name", "amount", "work_type_unit", "approved",
        "isimmutable", "origin", "remarks",
    ),
    "case": ("id", "number", "name", "customer_name", "active", "permit_new_workreports"),
}  # fmt: skip
OVERTIME_ORIGIN = "intempus:overtime"


def handlers() -> "dict[tuple[str, str], Handler]":
    """Return (method, path below `/_control/`) and the function that answers it."""
    routes: dict[tuple[str, str], Handler] = {
        ("POST", "rows"): add_many_rows,
        ("POST", "rows/{entity}"): add_rows,
        ("GET", "rows/{entity}"): stored_rows,
        ("POST", "edit"): edit,
        ("POST", "delete"): delete,
        ("POST", "approve"): approve,
        ("POST", "unapprove"): unapprove,
        ("POST", "credentials"): change_credential,
        ("POST", "companies"): change_company,
        ("POST", "overtime"): add_overtime,
        ("GET", "truth"): truth,
        ("GET", "contents"): contents,
        ("GET", "webhook-deliveries"): lambda _: {"deliveries": [made._asdict() for made in courier.made]},
    }
    return {route: functools.partial(_told, handler) for route, handler in routes.items()}


def _told(handler: "Handler", body: "Body") -> "Body":
    """Run `handler`; the database's refusals become the plain errors that the common server tells the caller."""
    try:
        return handler(body)
    except ObjectDoesNotExist as error:
        raise LookupError(str(error)) from error
    except (ValidationError, DatabaseError, ProtectedError) as error:
        raise ValueError(str(error)) from error


def add_many_rows(body: "Body") -> "Body":
    """Add rows by resource, as a scenario has them, in one step."""
    return {"ids": load(body)}


def add_rows(body: "Body") -> "Body":
    """Add `rows` to the resource `entity` as if somebody had made them in Intempus itself."""
    return {"ids": insert(body["entity"], body["rows"])}


def stored_rows(body: "Body") -> "Body":
    """Return all rows of the resource `entity` as lists show them."""
    resource = RESOURCES[body["entity"]]
    return {"rows": resource.rendered(resource._meta.queryset.order_by("pk"))}  # noqa: SLF001 - tastypie's documented name


@transaction.atomic
def edit(body: "Body") -> "Body":
    """Change `fields` of row `id` of `resource` as a person in Intempus would; relations are ids."""
    row = RESOURCES[body["resource"]]._meta.object_class.objects.get(pk=body["id"])  # noqa: SLF001 - tastypie's documented name
    names = {field.name: field.attname for field in row._meta.concrete_fields}  # noqa: SLF001 - Django's documented name
    for name, value in body["fields"].items():
        setattr(row, names[name], row._meta.get_field(name).to_python(value))  # noqa: SLF001 - the same
    row.save()
    return {"id": row.pk}


@transaction.atomic
def delete(body: "Body") -> "Body":
    """Delete row `id` of `resource`."""
    RESOURCES[body["resource"]]._meta.object_class.objects.get(pk=body["id"]).delete()  # noqa: SLF001 - tastypie's documented name
    return {"id": body["id"]}


def approve(body: "Body") -> "Body":
    """Approve the reports `ids`, finally or up to `level`, signed by the first final approver (Intempus sheet 8.16)."""
    level = body.get("level", FINAL)
    signed = approved_levels(clock.now(), _approver(), level)
    return _set_approval(body["ids"], approved=level == FINAL, approved_by=signed)


def unapprove(body: "Body") -> "Body":
    """Withdraw the approval of the reports `ids`."""
    return _set_approval(body["ids"], approved=False, approved_by=None)


@transaction.atomic
def _set_approval(ids: list[int], **values: Any) -> "Body":
    reports = WorkReport.objects.filter(pk__in=ids)
    missing = set(ids) - set(reports.values_list("pk", flat=True))
    if missing:
        raise ValueError(f"no such work report: {sorted(missing)}")
    reports.update(**values)
    if switches.approval_bumps_timestamp:
        for report in reports:
            stamp(report)
    return {"ids": ids}


def _approver() -> dict[str, str]:
    approvers = Responsible.objects.filter(level="final_approver").values_list("employee_id", flat=True)
    person = Employee.objects.filter(pk__in=approvers).order_by("pk").first()
    return {"name": person.name, "number": str(person.number), "username": person.username} if person else APPROVER


@transaction.atomic
def add_overtime(body: "Body") -> "Body":
    """Generate an overtime line of `amount` hours for `employee` on `date` (Intempus sheet 8.18)."""
    employee = Employee.objects.get(pk=body["employee"])
    day = dt.date.fromisoformat(body["date"])
    contract = employee.contract_on(day)
    if contract is None:
        raise ValueError(f"employee {employee.pk} has no contract on {day}")
    line = WorkReport(
        company=employee.company, employee=employee, contract=contract, start_date=day, end_date=day,
        amount=str(body["amount"]), origin=OVERTIME_ORIGIN, worktype=_overtime_type(contract.work_model_id),
    )  # fmt: skip
    line.save()
    return {"id": line.pk}


def _overtime_type(work_model: int) -> WorkType:
    """Return the model's first work type of a supplement category, made when there is none."""
    found = WorkType.objects.filter(work_model=work_model, work_category__supplement=True).order_by("pk").first()
    if found is not None:
        return found
    category = WorkCategory.objects.create(work_model_id=work_model, name="Overtid", supplement=True)
    name = "Overtid (automatisk)"
    return WorkType.objects.create(work_model_id=work_model, work_category=category, name=name, unit="Timer")


def contents(_body: "Body") -> "Body":
    """Count the rows of every resource, and show the latest of those that people look for."""
    counts = {name: resource._meta.object_class.objects.count() for name, resource in RESOURCES.items()}  # noqa: SLF001 - tastypie's documented name
    return {"counts": counts, "latest": {name: _latest(name, fields) for name, fields in _SHOWN.items()}}


def _latest(name: str, fields: tuple[str, ...]) -> "list[Body]":
    resource = RESOURCES[name]
    model = resource._meta.object_class  # noqa: SLF001 - tastypie's documented name
    latest = model.objects.order_by("-pk").values_list("pk", flat=True)[:_LATEST]
    chosen = resource._meta.queryset.filter(pk__in=list(latest)).order_by("pk")  # noqa: SLF001 - the same
    return [{field: row[field] for field in fields} for row in resource.rendered(chosen)]


def truth(_body: "Body | None" = None) -> "Body":
    """Return every work report as it stands, to compare with what a client believes."""
    paths = {
        "id": "pk", "approved": "approved", "amount": "amount", "employee": "employee_id", "case": "case_id",
        "product": "product_id", "worktype": "worktype_id", "origin": "origin",
    }  # fmt: skip
    rows = WorkReport.objects.order_by("pk").values_list(*paths.values())
    return {"reports": [dict(zip(paths, row, strict=True)) for row in rows]}
