"""Routes about a connection: how it stands, checks that change nothing, pauses, what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from bindeled.domain.errors import BindeledError, NotSetUp
from bindeled.domain.links import Pause
from bindeled.domain.roles import Action
from bindeled.domain.states import LinkState
from bindeled.store.history import connection_events
from bindeled.web.api import shapes, showing
from bindeled.web.api.guard import Guard, Pace, asked_of
from bindeled.web.api.paging import After, Limit
from bindeled.web.api.problems import CONFLICT, NOT_ACCEPTED, NOT_THERE, Mistake, Problem, sentence_of
from bindeled.web.api.routing import offer
from bindeled.web.languages import language_of

if TYPE_CHECKING:
    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Connection, Tenant

router = Router(tags=["connections"])


def connection_asked(request: HttpRequest) -> tuple[Program, Tenant, Connection]:
    """Return the program, and the tenant and connection of the address, which the guard has found."""
    asked = asked_of(request)
    if asked.tenant is None or asked.connection is None:
        raise Problem(NOT_THERE)
    return asked.program, asked.tenant, asked.connection


@offer(router, "GET", "/connections/{connection}", Guard(Action.SEE_CONNECTION), {200: shapes.ConnectionShape})
def show_connection(request: HttpRequest, response: HttpResponse, connection: str) -> Any:
    """Show how a connection stands, whose move it is, what waits and what is next; its epoch is also the ETag."""
    del connection
    program, tenant, found = connection_asked(request)
    response.headers["ETag"] = f'"{found.epoch}"'
    return showing.connection_shown(program, tenant, found, language_of(request))


@offer(
    router,
    "POST",
    "/connections/{connection}/checks",
    Guard(Action.CHECK_CONNECTION, Pace.CHECKS),
    {200: shapes.CheckedShape},
    (409,),
)
def check_connection(request: HttpRequest, connection: str) -> Any:
    """Prove the login in use; changes no login and no data."""
    del connection
    program, _, found = connection_asked(request)
    language = language_of(request)
    try:
        return showing.report_shown(program.logins.check(found), language)
    except NotSetUp:
        raise
    except BindeledError as error:
        return {"good": False, "company": "", "checks": [], "problem": sentence_of(error, language)}


@offer(
    router,
    "POST",
    "/connections/{connection}/variant",
    Guard(Action.SWITCH_LOGIN, Pace.CHANGES),
    {200: shapes.VariantShape},
)
def choose_variant(request: HttpRequest, connection: str, sent: shapes.NewVariant) -> Any:
    """Choose how a new login takes the place of the one in use."""
    del connection
    program, _, found = connection_asked(request)
    program.links.choose_variant(found, sent.variant, program.clock())
    return {"connection": found.id, "variant": program.links.variant(found)}


@offer(
    router,
    "POST",
    "/connections/{connection}/pause",
    Guard(Action.PAUSE_CONNECTION, Pace.CHANGES),
    {200: shapes.ConnectionShort},
    (409,),
)
def pause_connection(request: HttpRequest, connection: str, sent: shapes.NewPause) -> Any:
    """Hold what goes over this connection; nothing is lost meanwhile."""
    del connection
    program, _, found = connection_asked(request)
    now = program.clock()
    if sent.until is not None and (sent.until.tzinfo is None or sent.until <= now):
        raise Problem(NOT_ACCEPTED, [Mistake("until", "future_with_zone")])
    if found.link in {LinkState.QUARANTINED, LinkState.CLOSED}:
        raise Problem(CONFLICT, system=found.system.title)
    paused = program.links.pause(found, Pause(str(asked_of(request).actor), sent.reason, sent.until), now)
    return showing.connection_short(paused, language_of(request))


@offer(
    router,
    "POST",
    "/connections/{connection}/resume",
    Guard(Action.PAUSE_CONNECTION, Pace.CHECKS),
    {200: shapes.Resumed},
    (409,),
)
def resume_connection(request: HttpRequest, connection: str) -> Any:
    """Lift a pause and prove the login at once; the link then stands as the proof found it."""
    del connection
    program, tenant, found = connection_asked(request)
    language, problem = language_of(request), ""
    if found.link is not LinkState.PAUSED:
        raise Problem(CONFLICT, system=found.system.title)
    try:
        program.logins.resume(found)
    except BindeledError as error:
        problem = sentence_of(error, language)
    now = program.stored_connections.connection(tenant, found.system)
    return {**showing.connection_short(now, language), "problem": problem}


@offer(router, "GET", "/connections/{connection}/events", Guard(Action.SEE_CONNECTION), {200: shapes.Events})
def list_events(request: HttpRequest, connection: str, after: After = 0, limit: Limit = 100) -> Any:
    """List what happened, in order; `after` is the last event that was seen."""
    del connection
    _, _, found = connection_asked(request)
    events = connection_events(found.id, after, limit + 1)
    shown = [{"id": event.id, "at": event.at, "kind": event.kind, "facts": event.facts} for event in events[:limit]]
    return {"events": shown, "next": events[limit - 1].id if len(events) > limit else None}


@offer(router, "GET", "/connections/{connection}/diagnostics", Guard(Action.SEE_DIAGNOSTICS), {200: dict[str, Any]})
def diagnose(request: HttpRequest, connection: str) -> Any:
    """Return the redacted file that support asks for."""
    del connection
    program, tenant, found = connection_asked(request)
    return program.diagnose(tenant, found)
