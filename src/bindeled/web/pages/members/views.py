"""The people of one tenant."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bindeled.domain.people import Purpose
from bindeled.domain.roles import Action, Role
from bindeled.texts import say
from bindeled.web.answers import page
from bindeled.web.figures import moment_of
from bindeled.web.languages import language_of
from bindeled.web.pages.members.forms import GrantForm, InviteForm
from bindeled.web.places import place_of
from bindeled.web.sign_in.access import for_tenant, freshly
from bindeled.web.sign_in.freshness import is_fresh
from bindeled.web.sign_in.people import person_of
from bindeled.web.sources import source_of
from bindeled.web.told import tell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant


@require_safe
@for_tenant(Action.SEE_MEMBERS)
def show_members(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show who belongs to the tenant, and whether support may look."""
    return _show(request, tenant, {})


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.MANAGE_MEMBERS)
@freshly
def invite(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Make an invitation and show its link, once: it is to be handed to the person by whoever invites."""
    if request.method != "POST":
        return _back_proved(request, tenant)
    form = InviteForm(language_of(request), request.POST)
    if not form.is_valid():
        return _show(request, tenant, {"form": form}, 400)
    source = source_of(request)
    now, role = source.now(), Role(form.cleaned_data["role"])
    until = now + timedelta(days=source.settings.invitation_days)
    email = form.cleaned_data["email"]
    token = source.people.make_link(Purpose.JOIN, email, role, tenant, by=_who(request), at=now, until=until)
    link = request.build_absolute_uri(reverse("link", args=[token]))
    return _show(request, tenant, {"link": link, "invited": email})


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.MANAGE_MEMBERS)
@freshly
def let_support_look(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Let support look for a while, with a reason."""
    if request.method != "POST":
        return _back_proved(request, tenant)
    form = GrantForm(request.POST)
    if not form.is_valid():
        return _show(request, tenant, {"grant_form": form}, 400)
    source = source_of(request)
    now = source.now()
    until = now + timedelta(days=source.settings.support_access_days)
    source.grants.give(tenant.id, _who(request), form.cleaned_data["reason"], now, until)
    tell(request, "good", "page.done.granted")
    return HttpResponseRedirect(reverse("members", args=[tenant.slug]))


@require_POST
@for_tenant(Action.MANAGE_MEMBERS)
def end_support(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """End what support was let at once. Nobody is asked who they are for that: it does no harm."""
    source = source_of(request)
    source.grants.end(tenant.id, _who(request), source.now())
    tell(request, "good", "page.done.grant_ended")
    return HttpResponseRedirect(reverse("members", args=[tenant.slug]))


def _back_proved(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Send whoever has just shown who they are back to the forms; what they had typed was not kept."""
    tell(request, "good", "page.members.proved")
    return HttpResponseRedirect(reverse("members", args=[tenant.slug]))


def _show(request: HttpRequest, tenant: Tenant, more: dict[str, Any], status: int = 200) -> HttpResponse:
    source, person, language = source_of(request), person_of(request), language_of(request)
    now = source.now()
    grant = source.grants.in_force(tenant.id, now)
    form = more.pop("form", None) or InviteForm(language)
    rows = {
        "place": place_of(request, tenant, "members"),
        "members": [
            (one.name, one.email, say(f"page.role.{one.role.value}", language)) for one in _members(request, tenant)
        ],
        "grant": grant,
        "grant_ends": moment_of(grant.ends_at, now, language) if grant else None,
        "may_manage": person is not None and person.reach.may(Action.MANAGE_MEMBERS, tenant.id),
        "is_fresh": is_fresh(request),
        "form": form,
        "grant_form": more.pop("grant_form", None) or GrantForm(),
        "days": f"{source.settings.support_access_days:g}",
        "link": "",
        "invited": "",
    }
    return page(request, "members.html", {**rows, **more}, status)


def _members(request: HttpRequest, tenant: Tenant) -> Any:
    return source_of(request).people.members(tenant.id)


def _who(request: HttpRequest) -> str:
    person = person_of(request)
    return person.email if person else ""
