"""The schedules of one tenant."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bindeled.bootstrap import FLOWS
from bindeled.domain.roles import Action
from bindeled.domain.schedules import in_order
from bindeled.web.flow_names import flow_name
from bindeled.web.languages import language_of
from bindeled.web.pages.schedules.forms import Filled
from bindeled.web.pages.schedules.rows import coming_runs, schedule_card, schedule_versions
from bindeled.web.pages.settings.showing import back_to, settings_page, telling
from bindeled.web.program import program_of
from bindeled.web.sign_in.access import for_tenant

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant
    from bindeled.web.pages.schedules.rows import ScheduleCard


def of_flow(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand a view the flow that the address names. Raises Http404 for one that there is not."""

    @wraps(view)
    def answer(request: HttpRequest, tenant: Tenant, flow: str, **more: Any) -> HttpResponse:
        if flow not in FLOWS:
            raise Http404
        return view(request, tenant, flow, **more)

    return answer


@require_safe
@for_tenant(Action.SEE_TENANT)
def show_schedules(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show when each flow runs, in the order in which they run when due together."""
    cards = [_card(request, tenant, flow) for flow in in_order(FLOWS)]
    return settings_page(request, tenant, "schedules", "schedules.html", {"cards": cards})


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.CHANGE_RULES)
@of_flow
def change_schedule(request: HttpRequest, tenant: Tenant, flow: str) -> HttpResponse:
    """Show the schedule of a flow to be changed; on a POST show what it would come to, or keep it."""
    program, language = program_of(request), language_of(request)
    kept = program.schedules.current(tenant.id, flow)
    filled = Filled(kept.schedule, language, request.POST if request.method == "POST" else None)
    after = filled.schedule() if request.method == "POST" else kept.schedule
    if request.method == "POST" and after is not None and request.POST.get("do") == "keep":
        with telling(request, "page.schedules.refused") as told:
            program.schedules.set(tenant.id, flow, after, program.clock())
            told("page.schedules.kept")
        return back_to("schedules", tenant)
    rows = {
        "flow": flow,
        "name": flow_name(flow, language),
        "filled": filled,
        "coming": coming_runs(after, program.clock(), language) if after else (),
        "tried": request.method == "POST" and after is not None,
        "versions": schedule_versions(program.schedules.history(tenant.id, flow), program.clock(), language),
    }
    return settings_page(request, tenant, "schedules", "schedule.html", rows, 200 if after else 400)


@require_POST
@for_tenant(Action.CHANGE_RULES)
@of_flow
def undo(request: HttpRequest, tenant: Tenant, flow: str) -> HttpResponse:
    """Take back the latest change of a schedule; once more brings it back."""
    program = program_of(request)
    with telling(request, "page.settings.nothing_to_undo") as told:
        program.schedules.undo(tenant.id, flow, program.clock())
        told("page.settings.undone")
    return back_to("schedules", tenant)


@require_POST
@for_tenant(Action.CHANGE_RULES)
@of_flow
def reset(request: HttpRequest, tenant: Tenant, flow: str) -> HttpResponse:
    """Go back to the standard schedule of a flow."""
    program = program_of(request)
    with telling(request, "page.schedules.refused") as told:
        program.schedules.reset(tenant.id, flow, program.clock())
        told("page.schedules.reset_done")
    return back_to("schedules", tenant)


@require_POST
@for_tenant(Action.START_RUN)
@of_flow
def run_now(request: HttpRequest, tenant: Tenant, flow: str) -> HttpResponse:
    """Ask for a run of a flow; a worker takes it up."""
    program = program_of(request)
    with telling(request, "page.schedules.refused") as told:
        program.runs.queue(tenant.id, flow, "hand", program.clock())
        told("page.schedules.asked", flow=flow_name(flow, language_of(request)))
    return back_to("schedules", tenant)


def _card(request: HttpRequest, tenant: Tenant, flow: str) -> ScheduleCard:
    program = program_of(request)
    return schedule_card(
        flow,
        program.schedules.current(tenant.id, flow),
        program.runs.latest_of(tenant.id, flow),
        program.clock(),
        language_of(request),
        in_shadow=program.shadows.current(tenant.id, flow) is not None,
    )
