"""What people do to work reports on Intempus' own pages, and what Intempus does by itself."""

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sandbox.intempus import clock
from sandbox.intempus.counter import stamp
from sandbox.intempus.load import APPROVER, insert
from sandbox.intempus.models import Employee, PlannedWorkReport, Responsible, WorkCategory, WorkReport, WorkType
from sandbox.intempus.models.reports import FINAL, approved_levels
from sandbox.intempus.resources import RESOURCES
from sandbox.intempus.switches import switches
from sandbox.intempus.webhooks import courier
from sandbox.journal import Write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Body = dict[str, Any]
    Handler = Callable[[Body], Body]

OVERTIME_ORIGIN = "intempus:overtime"
PLANNED_ORIGIN = "intempus:planner"  # a guess


def handlers() -> "dict[tuple[str, str], Handler]":
    """Return the control routes and what answers each."""
    return {
        ("POST", "approve"): approve,
        ("POST", "unapprove"): unapprove,
        ("POST", "overtime"): add_overtime,
        ("POST", "convert-plans"): convert_plans,
    }


@contextmanager
def told(resource: str, changed: "Iterable[int]" = (), *, approval: bool = False) -> "Iterator[list[int]]":
    """Let webhooks know, by switch, what a person does to the rows `changed` and to those put into the given list."""
    wanted = switches.webhook_on_approval if approval else switches.webhook_on_own_pages
    is_on = switches.webhooks == "on" and wanted
    before = {row: RESOURCES[resource].snapshot(row) for row in changed} if is_on else {}
    made: list[int] = []
    yield made
    for row in (*before, *(made if is_on else ())):
        courier.announce(_write(resource, row, before.get(row)))


def _write(resource: str, row: int, before: "Body | None") -> Write:
    after = RESOURCES[resource].snapshot(row)
    action = "create" if before is None else "update" if after else "delete"
    return Write(resource, action, row, before, after)


def approve(body: "Body") -> "Body":
    """Approve the reports `ids`, finally or up to `level`, signed by the first final approver (Intempus sheet 8.16)."""
    level = body.get("level", FINAL)
    signed = approved_levels(clock.now(), _approver(), level)
    return _set_approval(body["ids"], approved=level == FINAL, approved_by=signed)


def unapprove(body: "Body") -> "Body":
    """Withdraw the approval of the reports `ids`."""
    return _set_approval(body["ids"], approved=False, approved_by=None)


def _set_approval(ids: list[int], **values: Any) -> "Body":
    with told("work_report", ids, approval=True), transaction.atomic():
        _sign(ids, values)
    return {"ids": ids}


def _sign(ids: list[int], values: "Body") -> None:
    reports = WorkReport.objects.filter(pk__in=ids)
    missing = set(ids) - set(reports.values_list("pk", flat=True))
    if missing:
        raise ValueError(f"no such work report: {sorted(missing)}")
    reports.update(**values)
    if switches.approval_bumps_timestamp:
        for report in reports:
            stamp(report)


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
    with told("work_report") as made:
        line.save()
        made.append(line.pk)
    return {"id": line.pk}


def convert_plans(body: "Body") -> "Body":
    """Make reports of the plans up to the day `until`, as happens at night where people register automatically.

    That it happens is known (Intempus sheet 7.12), the rest is a guess: drafts stay plans, and so does what no contract
    covers or what lies in a locked period; a plan that became a report is gone.
    """
    until = dt.date.fromisoformat(body["until"])
    with told("work_report") as made, transaction.atomic():
        due = PlannedWorkReport.objects.filter(is_draft=False, start_date__lte=until).order_by("pk")
        ready = [plan for plan in due.select_related("employee") if _may_become_report(plan)]
        made.extend(insert("work_report", [_planned_report(plan) for plan in ready]))
        PlannedWorkReport.objects.filter(pk__in=[plan.pk for plan in ready]).delete()
    return {"ids": made}


def _may_become_report(plan: PlannedWorkReport) -> bool:
    contract = plan.employee.contract_on(plan.start_date)
    return contract is not None and (contract.locked_date is None or plan.start_date > contract.locked_date)


def _planned_report(plan: PlannedWorkReport) -> "Body":
    same = ("employee_id", "case_id", "worktype_id", "remarks")
    copied = {name.removesuffix("_id"): getattr(plan, name) for name in same}
    times = {name: value.isoformat() for name in ("start_time", "end_time") if (value := getattr(plan, name))}
    fixed = {"company": plan.employee.company_id, "amount": str(plan.amount or 0), "origin": PLANNED_ORIGIN}
    return {**copied, **times, **fixed, "start_date": plan.start_date.isoformat()}


def _overtime_type(work_model: int) -> WorkType:
    """Return the model's first work type of a supplement category, made when there is none."""
    found = WorkType.objects.filter(work_model=work_model, work_category__supplement=True).order_by("pk").first()
    if found is not None:
        return found
    category = WorkCategory.objects.create(work_model_id=work_model, name="Overtid", supplement=True)
    name = "Overtid (automatisk)"
    return WorkType.objects.create(work_model_id=work_model, work_category=category, name=name, unit="Timer")
