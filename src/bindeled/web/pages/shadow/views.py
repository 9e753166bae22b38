"""Shadow and going live. Whether a tenant may go live, the domain says; the page only shows it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bindeled.bootstrap import FLOWS
from bindeled.domain.errors import BindeledError
from bindeled.domain.going_live import hindrances
from bindeled.domain.roles import Action
from bindeled.domain.schedules import in_order
from bindeled.texts import say
from bindeled.web.answers import page
from bindeled.web.flow_names import flow_in_words
from bindeled.web.languages import language_of
from bindeled.web.pages.setup.pictures import picture_of
from bindeled.web.pages.shadow.rows import shadow_card, shadowed_card, would_row
from bindeled.web.paging import PAGE_ROWS, offset_of, part_from
from bindeled.web.places import place_of
from bindeled.web.program import program_of
from bindeled.web.sign_in.access import for_tenant, may_of
from bindeled.web.told import tell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant
    from bindeled.web.pages.shadow.rows import ShadowCard


@require_safe
@for_tenant(Action.SEE_CHECKLIST)
def show_shadow(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show which flows write, what the others would have written, and what going live still waits for."""
    program, language = program_of(request), language_of(request)
    started = program.setting_up.standing(tenant)
    rows = {
        "place": place_of(request, tenant, "setup"),
        "cards": [_card(request, tenant, flow) for flow in in_order(FLOWS)],
        "held": bool(started.held_back),
        "hindrances": [say(f"page.live.hinders.{one.value}", language) for one in hindrances(started)],
        "picture": picture_of("test_record", language),
        "may": may_of(request, tenant),
    }
    return page(request, "shadow.html", rows)


@require_safe
@for_tenant(Action.SEE_CHECKLIST)
def show_flow(request: HttpRequest, tenant: Tenant, flow: str) -> HttpResponse:
    """Show each thing that a flow would have done in its latest shadow."""
    program, language = program_of(request), language_of(request)
    shadow = program.shadows.latest(tenant.id, flow) if flow in FLOWS else None
    if shadow is None:
        raise Http404
    part = part_from(request, program.shadows.kept(shadow, offset_of(request), PAGE_ROWS + 1), language)
    rows = {
        "place": place_of(request, tenant, "setup"),
        "name": flow_in_words(flow, language),
        "rows": [would_row(one, program.clock(), language) for one in part.rows],
        "part": part,
    }
    return page(request, "shadow_flow.html", rows)


@require_POST
@for_tenant(Action.CHANGE_RULES)
def go_live(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Let every flow write from now on, if nothing stands in the way."""
    try:
        live = program_of(request).setting_up.go_live(tenant)
    except BindeledError:
        tell(request, "act", "page.live.refused")
        return HttpResponseRedirect(reverse("shadow", args=[tenant.slug]))
    tell(request, "good", "page.live.done" if live else "page.live.nothing_held")
    return HttpResponseRedirect(reverse("setup", args=[tenant.slug]))


def _card(request: HttpRequest, tenant: Tenant, flow: str) -> ShadowCard:
    program, language = program_of(request), language_of(request)
    shadow = program.shadows.latest(tenant.id, flow)
    if shadow is None:
        return shadow_card(flow, language)
    summary, runs = program.shadows.summary(shadow), program.shadows.runs(tenant.id, shadow)
    meant = timedelta(days=program.settings.shadow_days)
    return shadowed_card(shadow, summary, runs, meant, program.clock(), language)
