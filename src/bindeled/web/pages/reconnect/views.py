"""Shows how one connection stands, takes one login, shows what was tried. Looking spends nothing, nor does failing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bindeled.connections.errors import LinkNotGood
from bindeled.connections.reconnecting import UNKNOWN
from bindeled.connections.telling import cure, sentence
from bindeled.domain.accounts import System
from bindeled.domain.audit import Actor, ActorKind
from bindeled.domain.calendar import danish_day
from bindeled.domain.checks import from_row
from bindeled.domain.errors import BindeledError
from bindeled.domain.reconnecting import LinkPurpose, Step
from bindeled.domain.secrets import Secret
from bindeled.store.actors import acting_as
from bindeled.store.throttles import Throttles
from bindeled.store.views import flow_today
from bindeled.web.answers import page
from bindeled.web.api.problems import sentence_of
from bindeled.web.figures import count_text
from bindeled.web.languages import language_of
from bindeled.web.program import program_of
from bindeled.web.sign_in.openness import open_to_everybody

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from bindeled.bootstrap import Program
    from bindeled.connections.replacing import HandedOver
    from bindeled.domain.accounts import Connection
    from bindeled.domain.checks import CheckResult
    from bindeled.domain.reconnecting import ReconnectLink

_TEMPLATE = "reconnect.html"
_STRETCH_SECONDS = 600
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into the form; the secret is not among what is shown again."""

    login: str = ""
    company: str = ""


# The address itself is what proves that somebody may do this: another site cannot send a form to what it cannot name.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_everybody
def reconnect(request: HttpRequest, written: str) -> HttpResponse:
    """Show the link's connection, or take the login that was typed in."""
    program = program_of(request)
    if _opened_too_often(request, program, written):
        return page(request, _TEMPLATE, {"gone": "reconnect.too_often"}, 429)
    try:
        link, connection = program.reconnect_links.open(written)
    except LinkNotGood as error:
        return page(
            request, _TEMPLATE, {"gone": f"reconnect_link.{error.reason}"}, 404 if error.reason == UNKNOWN else 410
        )
    if request.method != "POST":
        program.progress.came_to(connection, Step.ENTER, None, program.clock())
        return page(request, _TEMPLATE, _form(program, link, connection, Typed(), language_of(request)))
    if _too_often(program, f"link {link.id}", "reconnect link", program.settings.reconnect_tries):
        return page(request, _TEMPLATE, {"gone": "reconnect.too_often"}, 429)
    return _take(request, written, link, connection)


def _take(request: HttpRequest, written: str, link: ReconnectLink, connection: Connection) -> HttpResponse:
    program, language = program_of(request), language_of(request)
    typed = Typed(request.POST.get("login", "")[:_LONGEST], request.POST.get("company", "")[:_LONGEST])
    secret = Secret(request.POST.get("secret", "")[:_LONGEST])
    actor = Actor(ActorKind.RECONNECT_LINK, str(link.id), str(request.META.get("REMOTE_ADDR", "")))
    program.progress.came_to(connection, Step.CHECK, None, program.clock())
    try:
        with acting_as(actor):
            done = program.reconnect_links.hand_over(written, typed.login, typed.company, secret, program.logins)
    except LinkNotGood as error:
        return page(request, _TEMPLATE, {"gone": f"reconnect_link.{error.reason}"}, 410)
    except BindeledError as error:
        problem = {"problem": sentence_of(error, language), "checks": _last_checks(program, link, connection, language)}
        return page(request, _TEMPLATE, {**_form(program, link, connection, typed, language), **problem}, 422)
    program.progress.finished(done.connection)
    return page(request, _TEMPLATE, _done(done, language))


def _form(program: Program, link: ReconnectLink, connection: Connection, typed: Typed, language: str) -> dict[str, Any]:
    tenant = program.tenants.by_id(connection.tenant_id)
    flow = flow_today(tenant.id, danish_day(program.clock()))
    waiting = flow.waiting.reports + flow.parked.reports
    return {
        "title": "reconnect.title_set_up" if link.purpose is LinkPurpose.SET_UP else "reconnect.title",
        "system": connection.system.title,
        "tenant": tenant.name,
        "link_told": f"link_told.{connection.link.value}",
        "waiting": count_text(waiting, language) if waiting else "",
        "how_to_get": f"reconnect.get.{connection.system.value}",
        "secret_label": f"reconnect.secret.{connection.system.value}",
        "asks_company": connection.system is System.UNICONTA,
        "typed": typed,
    }


def _done(done: HandedOver, language: str) -> dict[str, Any]:
    return {
        "done": True,
        "system": done.connection.system.title,
        "company": str(done.company),
        "checks": _rows(done.report.checks, language),
    }


def _last_checks(program: Program, link: ReconnectLink, connection: Connection, language: str) -> list[dict[str, str]]:
    """Return what was found about the login that has just come by this link, as far as it was tried."""
    newest = program.reconnect_links.newest_attempt(connection, link.id)
    rows = program.versions.checks(connection, newest) if newest is not None else []
    return _rows(map(from_row, rows), language)


def _rows(checks: Iterable[CheckResult], language: str) -> list[dict[str, str]]:
    return [
        {
            "outcome": f"reconnect.outcome.{result.outcome.value}",
            "kind": result.outcome.value,
            "told": sentence(result, language),
            "cure": cure(result, language),
        }
        for result in checks
    ]


def _opened_too_often(request: HttpRequest, program: Program, written: str) -> bool:
    """Count a look at a link: a good one by itself, what opens nothing by the address that it comes from.

    Behind one proxy all customers come from one address, and none of them is to wait for the others.
    """
    link_id = program.reconnect_links.good(written)
    if link_id is not None:
        return _too_often(program, f"link {link_id}", "opened link", program.settings.reconnect_opens)
    who = f"address {request.META.get('REMOTE_ADDR', '')}"
    return _too_often(program, who, "refused link", program.settings.reconnect_refused)


def _too_often(program: Program, who: str, what: str, limit: int) -> bool:
    return Throttles().count(who, what, at=program.clock(), seconds=_STRETCH_SECONDS) > limit
