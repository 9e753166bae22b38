"""The day of one tenant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bindeled.domain.calendar import danish_day
from bindeled.domain.roles import Action
from bindeled.web.answers import page
from bindeled.web.banners import hide_banner, shown, to_come
from bindeled.web.languages import language_of
from bindeled.web.pages.today.facts import read_facts
from bindeled.web.pages.today.rows import day_page
from bindeled.web.places import place_of
from bindeled.web.sign_in.access import for_tenant, reached_tenants
from bindeled.web.sign_in.people import may_do
from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant


@require_safe
@for_tenant(Action.SEE_TENANT)
def show_today(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show one day, today unless the address names another. Raises BadRequest, which has its page."""
    source = source_of(request)
    now = source.now()
    day = _day(request.GET.get("day"), danish_day(now))
    facts = read_facts(source, tenant, day, now, has_others=len(reached_tenants(request)) > 1)
    # The verdict tells how the links stand; what is left for the banner is what is still to come.
    links = source.links(tenant.id, danish_day(now))
    coming = shown(request, to_come(links, tenant.slug, now, language_of(request)))
    place = replace(place_of(request, tenant, "today", with_banner=False), banner=coming)
    rows = {"day": day_page(facts, language_of(request)), "place": place}
    return page(request, "today.html", {**rows, "may_start": may_do(request, Action.START_RUN, tenant)})


@require_POST
@for_tenant(Action.SEE_TENANT)
def put_banner_away(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Hide the banner that is shown, for as long as somebody is signed in and it says the same."""
    hide_banner(request, request.POST.get("key", ""))
    return HttpResponseRedirect(reverse("today", args=[tenant.slug]))


def _day(text: str | None, today: date) -> date:
    if text is None:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadRequest from None
    # Python also reads 20261116 and 2026-W47-1; one day has one address.
    if day.isoformat() != text:
        raise BadRequest
    return day
