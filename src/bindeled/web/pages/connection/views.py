"""The connections of a tenant, and what can be done with the login of one."""

from __future__ import annotations

from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bindeled.domain.accounts import Connection, System
from bindeled.domain.calendar import danish_day
from bindeled.domain.errors import BindeledError
from bindeled.domain.links import Pause
from bindeled.domain.reconnecting import newest_progress
from bindeled.domain.roles import Action
from bindeled.texts import say
from bindeled.web.answers import page
from bindeled.web.figures import count_text, moment_of
from bindeled.web.languages import language_of
from bindeled.web.pages.connection.forms import PauseForm
from bindeled.web.pages.connection.rows import (
    event_rows,
    evidence_row,
    former_of,
    found_rows,
    link_card,
    version_rows,
)
from bindeled.web.pages.guide.steps import advice_on, stairs, step_of
from bindeled.web.places import place_of
from bindeled.web.refusals import refusal_code, refusal_facts
from bindeled.web.sign_in.access import for_tenant, freshly, may_of
from bindeled.web.sign_in.people import person_of
from bindeled.web.sources import source_of
from bindeled.web.told import tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant, VersionRecord
    from bindeled.web.pages.connection.rows import LinkCard


def of_system(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand a view the system that the address names. Raises Http404 for one that there is not."""

    @wraps(view)
    def answer(request: HttpRequest, tenant: Tenant, system: str, **more: Any) -> HttpResponse:
        if system not in {known.value for known in System}:
            raise Http404
        return view(request, tenant, System(system), **more)

    return answer


@require_safe
@for_tenant(Action.SEE_CONNECTION)
def show_connections(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show both connections."""
    source = source_of(request)
    flow = source.flow(tenant.id, danish_day(source.now()))
    rows = {
        "place": place_of(request, tenant, "connections"),
        "cards": [card_of(request, tenant, system) for system in System],
        "waiting": count_text(flow.waiting.reports, language_of(request)),
        "may": may_of(request, tenant),
    }
    return page(request, "connections.html", rows)


@require_safe
@for_tenant(Action.SEE_CONNECTION)
@of_system
def show_connection(request: HttpRequest, tenant: Tenant, system: System) -> HttpResponse:
    """Show one connection with everything that is known of it."""
    source, language = source_of(request), language_of(request)
    desk, now = source.desk, source.now()
    connection = desk.connection(tenant, system)
    versions, kept = desk.versions(connection), _kept(request, tenant, system)
    active = active_of(connection, versions)
    pause = desk.pause_of(connection)
    rows = {
        "place": place_of(request, tenant, "connections", with_banner=False),
        "card": link_card(connection, active, kept[0], now, language),
        "checks": found_rows(desk.checks(connection, active.number), language) if active else (),
        "versions": version_rows(versions, now, language),
        "events": event_rows(desk.history(connection), now, language),
        "evidence": evidence_row(kept[1], kept[2], now, language)
        if may_of(request, tenant)["see_diagnostics"]
        else None,
        "former": former_of(versions),
        "pause": pause,
        "may": may_of(request, tenant),
        **_for_helpers(request, connection, versions),
    }
    return page(request, "connection.html", rows)


@require_POST
@for_tenant(Action.CHECK_CONNECTION)
@of_system
def test_connection(request: HttpRequest, tenant: Tenant, system: System) -> HttpResponse:
    """Prove the login in use, which changes nothing, and tell what came of it."""
    with _telling(request, system) as told:
        results = source_of(request).desk.test(tenant, system)
        bad = [result for result in results if result.cure_key]
        told("wait" if bad else "good", "page.done.tested_partly" if bad else "page.done.tested")
    return _back(tenant, system)


@require_POST
@for_tenant(Action.MAKE_LINK)
@of_system
def make_link(request: HttpRequest, tenant: Tenant, system: System) -> HttpResponse:
    """Make a link by which a colleague hands the login over, and show it, once."""
    desk = source_of(request).desk
    address = desk.make_link(desk.connection(tenant, system), _who(request))
    place = place_of(request, tenant, "connections", with_banner=False)
    return page(
        request, "sent_link.html", {"place": place, "address": address, "system": system.title, "code": system.value}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.ROLL_BACK_LOGIN)
@freshly
@of_system
def roll_back(request: HttpRequest, tenant: Tenant, system: System) -> HttpResponse:
    """Ask whether the former login is to be used again, and on a POST do it."""
    desk = source_of(request).desk
    connection = desk.connection(tenant, system)
    former = former_of(desk.versions(connection))
    if former is None:
        raise Http404
    if request.method == "POST":
        with _telling(request, system) as told:
            desk.roll_back(tenant, system, _epoch(request, connection))
            told("good", "page.done.rolled_back")
        return _back(tenant, system)
    return _ask(request, tenant, connection, "roll_back", former)


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.REVOKE_LOGIN)
@freshly
@of_system
def revoke(request: HttpRequest, tenant: Tenant, system: System, number: int) -> HttpResponse:
    """Ask whether a login is to be ended at once, and on a POST do it."""
    desk = source_of(request).desk
    connection = desk.connection(tenant, system)
    version = next((one for one in desk.versions(connection) if one.number == number), None)
    if version is None:
        raise Http404
    if request.method == "POST":
        with _telling(request, system) as told:
            desk.revoke(connection, number, "revoked on the page")
            told("good", "page.done.revoked")
        return _back(tenant, system)
    in_use = version.number == connection.active_version
    return _ask(request, tenant, connection, "revoke_in_use" if in_use else "revoke", version)


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.PAUSE_CONNECTION)
@of_system
def pause(request: HttpRequest, tenant: Tenant, system: System) -> HttpResponse:
    """Ask why and for how long the connection is to be paused, and on a POST pause it."""
    source, form = source_of(request), PauseForm(request.POST or None)
    connection = source.desk.connection(tenant, system)
    if request.method == "POST" and form.is_valid():
        ends = source.now() + timedelta(hours=form.cleaned_data["hours"])
        with _telling(request, system) as told:
            source.desk.pause(connection, Pause(_who(request), form.cleaned_data["reason"], ends))
            told("good", "page.done.paused")
        return _back(tenant, system)
    rows = {
        "place": place_of(request, tenant, "connections"),
        "system": system.title,
        "code": system.value,
        "form": form,
    }
    return page(request, "pause.html", rows, 400 if form.errors else 200)


@require_POST
@for_tenant(Action.PAUSE_CONNECTION)
@of_system
def resume(request: HttpRequest, tenant: Tenant, system: System) -> HttpResponse:
    """Let a paused connection go on, and tell how its login was found."""
    with _telling(request, system) as told:
        desk = source_of(request).desk
        bad = [result for result in desk.resume(desk.connection(tenant, system)) if result.cure_key]
        told("wait" if bad else "good", "page.done.resumed_partly" if bad else "page.done.resumed")
    return _back(tenant, system)


def card_of(request: HttpRequest, tenant: Tenant, system: System) -> LinkCard:
    """Return the card of one connection."""
    source = source_of(request)
    connection = source.desk.connection(tenant, system)
    active = active_of(connection, source.desk.versions(connection))
    calls = _kept(request, tenant, system)[0]
    return link_card(connection, active, calls, source.now(), language_of(request))


def active_of(connection: Connection, versions: Any) -> VersionRecord | None:
    """Return the version in use, None when none is."""
    return next((version for version in versions if version.number == connection.active_version), None)


class _telling:  # noqa: N801 - it reads as the verb that it is
    """Tell what was done, or why it could not be: errors of ours end the block and become a sentence."""

    def __init__(self, request: HttpRequest, system: System) -> None:
        self._request, self._system = request, system

    def __enter__(self) -> Callable[[str, str], None]:
        return lambda tone, key: tell(self._request, tone, key, system=self._system.title)

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, BindeledError):
            return False
        facts = {**refusal_facts(error), "system": self._system.title}
        tell(self._request, "act", f"page.refusal.{refusal_code(error)}", **facts)
        return True


def _ask(
    request: HttpRequest, tenant: Tenant, connection: Connection, what: str, version: VersionRecord
) -> HttpResponse:
    rows = {
        "place": place_of(request, tenant, "connections"),
        "system": connection.system.title,
        "code": connection.system.value,
        "epoch": connection.epoch,
        "title": f"page.ask.{what}.title",
        "sentence": f"page.ask.{what}.sentence",
        "button": f"page.ask.{what}.button",
        "number": str(version.number),
        "login": version.login,
    }
    return page(request, "ask.html", rows)


def _for_helpers(request: HttpRequest, connection: Connection, versions: Any) -> dict[str, Any]:
    """Return where the customer stands and what to say to them; only for those who help from elsewhere."""
    person = person_of(request)
    if person is None or person.staff is None:
        return {"stairs": (), "advice": ""}
    source, language = source_of(request), language_of(request)
    link, now = source.desk.newest_link(connection), source.now()
    progress = newest_progress(source.desk.progress(connection), versions, link)
    step = step_of(connection, versions, link, progress, now)
    walker = progress.by if progress else None
    told: dict[str, Any] = {"stairs": stairs(step, language), "advice": advice_on(step, by_guide=walker is not None)}
    if progress is not None and walker is not None:
        told |= {"walker": say(f"page.role.{walker.value}", language)}
        told |= {"moved_at": moment_of(progress.moved_at, now, language)}
    if link is None:
        return told
    opened = moment_of(link.opened_at or link.created_at, now, language)
    return {**told, "link_step": f"reconnect_step.{link.step.value}", "link_at": opened}


def _back(tenant: Tenant, system: System) -> HttpResponse:
    return HttpResponseRedirect(reverse("connection", args=[tenant.slug, system.value]))


def _epoch(request: HttpRequest, connection: Connection) -> int:
    """Return the epoch that the form was shown with, so that what changed meanwhile is noticed."""
    sent = request.POST.get("epoch", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else connection.epoch


def _who(request: HttpRequest) -> str:
    person = person_of(request)
    return (person.name or person.email) if person else ""


def _kept(request: HttpRequest, tenant: Tenant, system: System) -> tuple[int, Any, Any]:
    source = source_of(request)
    for row in source.links(tenant.id, danish_day(source.now())):
        if row.connection.system is system:
            return row.calls_today, row.evidence, row.answered_at
    return 0, None, None
