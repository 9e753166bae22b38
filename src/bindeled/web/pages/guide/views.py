"""The pages of the guide. Each does one thing and leads to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.calendar import danish_day
from bindeled.domain.errors import BindeledError
from bindeled.domain.reconnecting import Step
from bindeled.domain.roles import Action
from bindeled.domain.secrets import Secret
from bindeled.web.answers import page
from bindeled.web.figures import count_text
from bindeled.web.languages import language_of
from bindeled.web.pages.connection.rows import check_rows, evidence_row, link_card
from bindeled.web.pages.connection.views import active_of, of_system
from bindeled.web.pages.guide.forms import LoginForm
from bindeled.web.pages.guide.steps import Proof, Way, proof_of, stairs
from bindeled.web.places import place_of
from bindeled.web.refusals import refusal_code, refusal_facts
from bindeled.web.sign_in.access import for_tenant, freshly
from bindeled.web.sign_in.people import role_of
from bindeled.web.sources import source_of
from bindeled.web.told import tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Connection, Tenant, VersionRecord

_ORIGIN = "page"


@require_safe
@for_tenant(Action.ENTER_LOGIN)
@of_system
def begin(request: HttpRequest, tenant: Tenant, system: System) -> HttpResponse:
    """Say what happened, what is needed, and that nothing stops meanwhile."""
    source, language = source_of(request), language_of(request)
    now = source.now()
    connection = source.desk.connection(tenant, system)
    active = active_of(connection, source.desk.versions(connection))
    links = source.links(tenant.id, danish_day(now))
    kept = next((row for row in links if row.connection.system is system), None)
    rows = {
        "card": link_card(connection, active, 0, now, language),
        "waiting": count_text(source.flow(tenant.id, danish_day(now)).waiting.reports, language),
        "evidence": evidence_row(kept.evidence, kept.answered_at, now, language) if kept else None,
    }
    return _step(request, tenant, system, Step.WHAT_HAPPENED, rows)


@require_safe
@for_tenant(Action.ENTER_LOGIN)
@of_system
def choose(request: HttpRequest, tenant: Tenant, system: System) -> HttpResponse:
    """Ask what somebody comes with; whoever has nothing sends a link to a colleague."""
    return _step(request, tenant, system, Step.CHOOSE, {"ways": [way.value for way in Way]})


@require_safe
@for_tenant(Action.ENTER_LOGIN)
@of_system
def get(request: HttpRequest, tenant: Tenant, system: System, way: str) -> HttpResponse:
    """Show where the login comes from, and warn not to delete the old one yet."""
    return _step(request, tenant, system, Step.GET, {"way": _way(way).value})


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.ENTER_LOGIN)
@freshly
@of_system
def enter(request: HttpRequest, tenant: Tenant, system: System, way: str) -> HttpResponse:
    """Take the login. What cannot be right is marked, the secret is never shown again, the old login goes on."""
    desk = source_of(request).desk
    connection, chosen = desk.connection(tenant, system), _way(way)
    active = active_of(connection, desk.versions(connection))
    form = LoginForm(request.POST or None, with_company=system is System.UNICONTA, initial=_before(active, chosen))
    refused: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            version = desk.stage(connection, _new(form.cleaned_data), Secret(form.cleaned_data["secret"]))
            return _to("replace_check", tenant, system, version.number)
        except BindeledError as error:
            refused = {"key": f"page.refusal.{refusal_code(error)}", **refusal_facts(error), "system": system.title}
    rows = {"form": form, "way": chosen.value, "refused": refused}
    return _step(request, tenant, system, Step.ENTER, rows, 400 if form.errors or refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.ENTER_LOGIN)
@of_system
def check(request: HttpRequest, tenant: Tenant, system: System, number: int) -> HttpResponse:
    """Show the checks as they come; a POST begins them again where they stopped."""
    desk, language = source_of(request).desk, language_of(request)
    connection = desk.connection(tenant, system)
    version = _version(connection, number, request)
    if request.method == "POST":
        desk.prove(connection, number)
        return _to("replace_check", tenant, system, number)
    results = desk.checks(connection, number)
    proof = proof_of(version, results, is_proving=desk.is_proving(connection, number))
    if proof in {Proof.IN_USE, Proof.OVER}:
        return _to("replace_finish", tenant, system, number)
    rows = {
        "checks": check_rows(desk.planned(connection) if proof is Proof.RUNNING else (), results, language),
        "proof": proof.value,
        "headline": f"page.proof.{proof.value}.headline",
        "sentence": f"page.proof.{proof.value}.sentence",
        "tone": {Proof.READY: "good", Proof.REFUSED: "act"}.get(proof, "wait"),
        "number": number,
        "epoch": connection.epoch,
        "may_use": proof in {Proof.READY, Proof.LIMITED},
        "login": version.login,
    }
    step = Step.USE if proof in {Proof.READY, Proof.LIMITED} else Step.CHECK
    return _step(request, tenant, system, step, rows)


@require_POST
@for_tenant(Action.SWITCH_LOGIN)
@freshly
@of_system
def use(request: HttpRequest, tenant: Tenant, system: System, number: int) -> HttpResponse:
    """Take the proved login into use, if nothing changed since the page was shown."""
    sent = request.POST.get("epoch", "")
    epoch = int(sent) if sent.isdecimal() and len(sent) < 10 else -1
    try:
        source_of(request).desk.switch(tenant, system, number, epoch)
    except BindeledError as error:
        facts = {**refusal_facts(error), "system": system.title}
        tell(request, "act", f"page.refusal.{refusal_code(error)}", **facts)
        return _to("replace_check", tenant, system, number)
    return _to("replace_finish", tenant, system, number)


@require_safe
@for_tenant(Action.ENTER_LOGIN)
@of_system
def finish(request: HttpRequest, tenant: Tenant, system: System, number: int) -> HttpResponse:
    """Show how what waited is carried, and say when the old login may be deleted."""
    source, language = source_of(request), language_of(request)
    now = source.now()
    connection = source.desk.connection(tenant, system)
    version = _version(connection, number, request)
    flow = source.flow(tenant.id, danish_day(now))
    rows = {
        "card": link_card(connection, version, 0, now, language),
        "in_use": connection.active_version == number,
        "proved": version.proved_at is not None,
        "carried": count_text(flow.carried.reports, language),
        "waiting": count_text(flow.waiting.reports, language),
        "has_expiry": version.expires is not None,
    }
    return _step(request, tenant, system, Step.FINISH, rows)


def _step(
    request: HttpRequest, tenant: Tenant, system: System, step: Step, rows: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    _note_step(request, tenant, system, step)
    frame = {
        "place": place_of(request, tenant, "connections", with_banner=False),
        "stairs": stairs(step, language_of(request)),
        "system": system.title,
        "code": system.value,
    }
    return page(request, f"guide_{_TEMPLATES[step]}.html", {**frame, **rows}, status)


def _note_step(request: HttpRequest, tenant: Tenant, system: System, step: Step) -> None:
    """Let whoever helps see where somebody stands; who is through stands nowhere."""
    desk, role = source_of(request).desk, role_of(request, tenant)
    connection = desk.connection(tenant, system)
    if step is Step.FINISH:
        desk.finished(connection)
    elif role is not None:
        desk.came_to(connection, step, role)


_TEMPLATES = {
    Step.WHAT_HAPPENED: "begin",
    Step.CHOOSE: "choose",
    Step.GET: "get",
    Step.ENTER: "enter",
    Step.CHECK: "check",
    Step.USE: "check",
    Step.FINISH: "finish",
}


def _way(way: str) -> Way:
    if way not in {known.value for known in Way}:
        raise Http404
    return Way(way)


def _version(connection: Connection, number: int, request: HttpRequest) -> VersionRecord:
    versions = source_of(request).desk.versions(connection)
    version = next((one for one in versions if one.number == number), None)
    if version is None:
        raise Http404
    return version


def _before(active: VersionRecord | None, way: Way) -> dict[str, Any]:
    """Return what the form begins with: the user in use, unless it is to be another; never the secret."""
    if active is None:
        return {}
    return {"company": active.company, **({} if way is Way.OTHER_USER else {"login": active.login})}


def _new(entered: Mapping[str, Any]) -> NewVersion:
    return NewVersion(entered["login"], entered.get("company", ""), _ORIGIN, entered["expires"])


def _to(name: str, tenant: Tenant, system: System, number: int) -> HttpResponse:
    return HttpResponseRedirect(reverse(name, args=[tenant.slug, system.value, number]))
