"""The day of one tenant."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest
from django.views.decorators.http import require_safe

from bindeled.domain.calendar import danish_day
from bindeled.domain.roles import Action
from bindeled.web.answers import page
from bindeled.web.languages import language_of
from bindeled.web.pages.today.facts import read_facts
from bindeled.web.pages.today.rows import day_page
from bindeled.web.places import place_of
from bindeled.web.sign_in.access import for_tenant, reached_tenants
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
    place = place_of(request, tenant, "today", with_banner=False)
    return page(request, "today.html", {"day": day_page(facts, language_of(request)), "place": place})


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
