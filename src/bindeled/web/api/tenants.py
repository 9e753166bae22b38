"""Routes about customers: who they are, what runs for them, and their checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from bindeled.bootstrap import FLOWS
from bindeled.domain.accounts import System
from bindeled.domain.calendar import danish_day
from bindeled.domain.checklist import ITEMS
from bindeled.domain.roles import Action
from bindeled.web.api import shapes, showing
from bindeled.web.api.guard import Guard, Pace, asked_of
from bindeled.web.api.problems import NOT_ACCEPTED, NOT_THERE, Mistake, Problem
from bindeled.web.api.routing import offer
from bindeled.web.languages import language_of

if TYPE_CHECKING:
    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Tenant

router = Router(tags=["customers"])
_Limit = Annotated[int, Query(ge=1, le=200)]


def tenant_asked(request: HttpRequest) -> tuple[Program, Tenant]:
    """Return the program and the tenant of the address, which the guard has found."""
    asked = asked_of(request)
    if asked.tenant is None:
        raise Problem(NOT_THERE)
    return asked.program, asked.tenant


@offer(router, "GET", "/tenants", Guard(Action.SEE_TENANT), {200: shapes.Tenants})
def list_tenants(request: HttpRequest) -> Any:
    """List the customers within reach."""
    asked = asked_of(request)
    reached = [tenant for tenant in asked.program.tenants.all() if asked.token.reach.may(Action.SEE_TENANT, tenant.id)]
    return {"tenants": [showing.tenant_shown(tenant) for tenant in reached]}


@offer(router, "POST", "/tenants", Guard(Action.ADD_TENANT, Pace.CHANGES), {201: shapes.TenantShape})
def add_tenant(request: HttpRequest, sent: shapes.NewTenant) -> Any:
    """Add a customer."""
    program = asked_of(request).program
    tenant = program.tenants.add(sent.name, first_day=sent.first_day or danish_day(program.clock()))
    return Status(201, showing.tenant_shown(tenant))


@offer(router, "GET", "/tenants/{tenant}/connections", Guard(Action.SEE_CONNECTION), {200: shapes.Connections})
def list_connections(request: HttpRequest, tenant: str) -> Any:
    """List the connections of a customer, one for each system."""
    del tenant
    program, found = tenant_asked(request)
    connections = [program.stored_connections.connection(found, system) for system in System]
    language = language_of(request)
    return {"connections": [showing.connection_short(connection, language) for connection in connections]}


@offer(router, "GET", "/tenants/{tenant}/runs", Guard(Action.SEE_RUNS), {200: shapes.Runs})
def list_runs(request: HttpRequest, tenant: str, limit: _Limit = 50) -> Any:
    """List the newest runs."""
    del tenant
    program, found = tenant_asked(request)
    language = language_of(request)
    return {"runs": [showing.run_shown(run, language) for run in program.runs.latest(found.id, limit)]}


@offer(router, "POST", "/tenants/{tenant}/runs", Guard(Action.START_RUN, Pace.CHANGES), {202: shapes.RunShape})
def start_run(request: HttpRequest, tenant: str, sent: shapes.NewRun) -> Any:
    """Queue a run of a flow; one that is open already is answered instead of a second."""
    del tenant
    program, found = tenant_asked(request)
    if sent.flow not in FLOWS:
        raise Problem(NOT_ACCEPTED, [Mistake("flow", "one_of", {"choices": ", ".join(FLOWS)})])
    run_id = program.runs.queue(found.id, sent.flow, "interface", program.clock())
    return Status(202, showing.run_shown(program.runs.get(run_id), language_of(request)))


@offer(router, "GET", "/tenants/{tenant}/checklist", Guard(Action.SEE_CHECKLIST), {200: shapes.ChecklistShape})
def show_checklist(request: HttpRequest, tenant: str) -> Any:
    """Show what must be in place before data flows, and whether all of it is."""
    del tenant
    program, found = tenant_asked(request)
    return showing.checklist_shown(program.setup.checklist(found.id), language_of(request))


@offer(
    router,
    "PUT",
    "/tenants/{tenant}/checklist/{item}",
    Guard(Action.TICK_CHECKLIST, Pace.CHANGES),
    {200: shapes.ItemShape},
)
def set_item(request: HttpRequest, tenant: str, item: str, sent: shapes.NewStanding) -> Any:
    """Say how an item stands; what a check proves cannot be ticked by hand."""
    del tenant
    program, found = tenant_asked(request)
    if item not in ITEMS:
        raise Problem(NOT_THERE)
    line = program.setup.say(found.id, item, sent.state, by=sent.by, reason=sent.reason, due=sent.due)
    return showing.item_shown(line, language_of(request))
