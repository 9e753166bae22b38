"""The watches of one tenant."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bindeled.domain.roles import Action
from bindeled.domain.watching.finding import causes_of
from bindeled.domain.watching.watches import Watch, WatchKind, as_looked_for
from bindeled.texts import say
from bindeled.web.figures import age_text
from bindeled.web.languages import language_of
from bindeled.web.pages.settings.reading import read_for
from bindeled.web.pages.settings.rows import named_versions
from bindeled.web.pages.settings.showing import back_to, settings_page, telling, undo_choice
from bindeled.web.pages.watches.forms import WatchForm
from bindeled.web.pages.watches.rows import kind_cards, kind_name, tried_watch, watch_cards
from bindeled.web.program import program_of
from bindeled.web.sign_in.access import for_tenant
from bindeled.web.told import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant

# Each of them may be told of in a mail of its own; whoever wants more is told of nothing any more.
_MOST_WATCHES = 50


@require_safe
@for_tenant(Action.SEE_TENANT)
def show_watches(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show the watches with what they have found, the kinds that can be added, and the versions."""
    program, language = program_of(request), language_of(request)
    watches = tenant.rules.watches
    found = [one.cause for one in program.watching.of_tenant(tenant).open()]
    none = say("page.watches.none", language)
    versions = program.tenants.versions_of(tenant.id, "watches")
    rows = {
        "watches": watch_cards(watches, found, tenant.slug, language),
        "kinds": kind_cards(language) if len(watches) < _MOST_WATCHES else (),
        "every": age_text(timedelta(seconds=program.settings.watch_seconds), language),
        "versions": named_versions(versions, none, program.clock(), language),
    }
    return settings_page(request, tenant, "watches", "watches.html", rows)


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.CHANGE_RULES)
def add_watch(request: HttpRequest, tenant: Tenant, kind: str) -> HttpResponse:
    """Ask for one more watch of a kind; on a POST try it on what both systems hold, or keep it."""
    watches = tenant.rules.watches
    if len(watches) >= _MOST_WATCHES or kind not in {one.value for one in WatchKind}:
        raise Http404
    return _watch(request, tenant, Watch("", WatchKind(kind)), len(watches))


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.CHANGE_RULES)
def change_watch(request: HttpRequest, tenant: Tenant, place: int) -> HttpResponse:
    """Show one watch to be changed; on a POST try it, keep it, or take it away."""
    before = _at(tenant, place)
    if request.method == "POST" and request.POST.get("was") != before.name:
        return _changed_meanwhile(request, tenant)
    if request.POST.get("do") == "remove":
        return _keep(request, tenant, _without(tenant, place), "page.watches.removed")
    return _watch(request, tenant, before, place)


@require_POST
@for_tenant(Action.CHANGE_RULES)
def switch(request: HttpRequest, tenant: Tenant, place: int) -> HttpResponse:
    """Switch a watch off, or on again."""
    before = _at(tenant, place)
    if request.POST.get("was") != before.name or request.POST.get("to") not in {"on", "off"}:
        return _changed_meanwhile(request, tenant)
    on = request.POST["to"] == "on"
    changed = _with(tenant, place, dataclasses.replace(before, on=on))
    return _keep(request, tenant, changed, "page.watches.switched_on" if on else "page.watches.switched_off")


@require_POST
@for_tenant(Action.CHANGE_RULES)
def undo(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Take back the latest change of the watches; once more brings it back."""
    return undo_choice(request, tenant, "watches")


def _watch(request: HttpRequest, tenant: Tenant, before: Watch, place: int) -> HttpResponse:
    """Show the form of one watch; `place` is where it stands, behind all others for a new one."""
    language = language_of(request)
    taken = {watch.name for watch in _without(tenant, place)}
    form = WatchForm(before, taken, language, request.POST if request.method == "POST" else None)
    tried: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        if request.POST.get("do") == "keep":
            return _keep(request, tenant, _with(tenant, place, form.watch()), "page.watches.kept")
        tried = _try(request, tenant, form.watch())
    kind = {"name": kind_name(before.kind, language), "code": before.kind.value}
    rows = {"form": form, "before": before, "kind": kind, **tried}
    return settings_page(request, tenant, "watches", "watch.html", rows, 400 if form.errors else 200)


def _try(request: HttpRequest, tenant: Tenant, watch: Watch) -> dict[str, Any]:
    """Return what the watch would find now, or why the systems could not be read in time."""
    program, language = program_of(request), language_of(request)
    # Reading for a threshold serves another one too.
    asked = as_looked_for(watch)
    read = read_for(request, tenant, f"watched {asked}", partial(program.watching.look, tenant, asked))
    if read.found is None:
        return {"read": read, "tried": None}
    found = causes_of([watch], read.found)
    return {"read": read, "tried": tried_watch(watch, found, read.found, tenant.slug, language)}


def _keep(request: HttpRequest, tenant: Tenant, watches: Sequence[Watch], key: str) -> HttpResponse:
    program = program_of(request)
    with telling(request, "page.watches.refused") as told:
        program.tenants.change_watches(tenant.id, watches, program.clock())
        told(key)
    return back_to("watches", tenant)


def _changed_meanwhile(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Tell that somebody has changed the watches since the page was shown: then it is another one that stands there."""
    tell(request, "act", "page.watches.refused")
    return back_to("watches", tenant)


def _at(tenant: Tenant, place: int) -> Watch:
    if place >= len(tenant.rules.watches):
        raise Http404
    return tenant.rules.watches[place]


def _without(tenant: Tenant, place: int) -> list[Watch]:
    return [watch for number, watch in enumerate(tenant.rules.watches) if number != place]


def _with(tenant: Tenant, place: int, watch: Watch) -> list[Watch]:
    others = _without(tenant, place)
    return [*others[:place], watch, *others[place:]]
