"""The runs of one tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bindeled.domain.roles import Action
from bindeled.domain.schedules import FLOW_ORDER
from bindeled.store.ledger import FLOW
from bindeled.web.answers import page
from bindeled.web.flow_names import flow_name
from bindeled.web.languages import language_of
from bindeled.web.pages.runs.rows import line_row, receipt, record_row, run_line
from bindeled.web.paging import PAGE_ROWS, offset_of, part_from
from bindeled.web.places import place_of
from bindeled.web.sign_in.access import for_tenant
from bindeled.web.sign_in.people import may_do
from bindeled.web.sources import source_of
from bindeled.web.told import tell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant

ALL = "all"


@require_safe
@for_tenant(Action.SEE_RUNS)
def show_runs(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show the runs, the newest first."""
    source, language = source_of(request), language_of(request)
    now = source.now()
    found = source.work.runs(tenant.id, offset_of(request), PAGE_ROWS + 1)
    rows = {
        "place": place_of(request, tenant, "today"),
        "part": part_from(request, [run_line(run, now, language) for run in found], language),
        "flows": [(flow, flow_name(flow, language)) for flow in reversed(FLOW_ORDER)],
        "may_start": may_do(request, Action.START_RUN, tenant),
    }
    return page(request, "runs.html", rows)


@require_safe
@for_tenant(Action.SEE_RUNS)
def show_run(request: HttpRequest, tenant: Tenant, number: int) -> HttpResponse:
    """Show what one run did. Raises Http404 for one of somebody else's."""
    source, language = source_of(request), language_of(request)
    work = source.work
    run = work.run(tenant.id, number)
    if run is None:
        raise Http404
    part = offset_of(request), PAGE_ROWS + 1
    is_reports = run.flow == FLOW
    names = work.employee_names(tenant.id) if is_reports else {}
    lines = [line_row(line, names, language) for line in work.written_lines(run, *part)] if is_reports else []
    records = [] if is_reports else [record_row(record, language) for record in work.written_records(run, *part)]
    rows = {
        "place": place_of(request, tenant, "today"),
        "run": receipt(run, source.now(), language),
        "lines": part_from(request, lines, language),
        "records": part_from(request, records, language),
    }
    return page(request, "run.html", rows)


@require_POST
@for_tenant(Action.START_RUN)
def start_run(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Ask for a run of one flow, or of all of them, now. Raises BadRequest for a flow that there is not."""
    flow = request.POST.get("flow", ALL)
    if flow not in {*FLOW_ORDER, ALL}:
        raise BadRequest
    work = source_of(request).work
    for name in FLOW_ORDER if flow == ALL else (flow,):
        work.start_run(tenant.id, name)
    tell(request, "good", "page.run.started")
    return HttpResponseRedirect(reverse("runs", args=[tenant.slug]))
