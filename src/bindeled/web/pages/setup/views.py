"""The checklist, its items and the first choices of a tenant. What is ready and what is next, the domain says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bindeled.domain.checklist import ITEMS, ItemState
from bindeled.domain.going_live import next_step
from bindeled.domain.mapping import EmployeeMatch
from bindeled.domain.roles import Action
from bindeled.texts import say
from bindeled.web.answers import page
from bindeled.web.languages import language_of
from bindeled.web.pages.setup.forms import ChoicesForm, ItemForm
from bindeled.web.pages.setup.pictures import picture_of
from bindeled.web.pages.setup.rows import WAYS, item_row, next_row, setup_verdict, stage_rows
from bindeled.web.places import place_of
from bindeled.web.program import program_of
from bindeled.web.sign_in.access import for_tenant, may_of
from bindeled.web.sign_in.people import name_of_person
from bindeled.web.told import tell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant
    from bindeled.domain.checklist import Line


@require_safe
@for_tenant(Action.SEE_CHECKLIST)
def show_setup(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show how far it is, the next step, and the whole checklist."""
    program, language = program_of(request), language_of(request)
    started, now = program.setting_up.standing(tenant), program.clock()
    step = next_step(started, now)
    rows = {
        "place": place_of(request, tenant, "setup"),
        "verdict": setup_verdict(started, language),
        "next": next_row(step, started, now, language),
        "stages": stage_rows(started.checklist, step.stage, now, language),
        "may": may_of(request, tenant),
    }
    return page(request, "setup.html", rows)


@require_safe
@for_tenant(Action.SEE_CHECKLIST)
def show_item(request: HttpRequest, tenant: Tenant, code: str) -> HttpResponse:
    """Show one item: why, what to do now, and where."""
    line = _line(request, tenant, code)
    return _item(request, tenant, line, ItemForm(line.item, language_of(request), initial=_said(line)))


@require_POST
@for_tenant(Action.TICK_CHECKLIST)
def say_item(request: HttpRequest, tenant: Tenant, code: str) -> HttpResponse:
    """Keep what somebody says of an item."""
    line, language = _line(request, tenant, code), language_of(request)
    form = ItemForm(line.item, language, request.POST)
    if not form.is_valid():
        return _item(request, tenant, line, form)
    filled = form.cleaned_data
    state, reason = ItemState(filled["state"]), filled.get("reason", "")
    program_of(request).setup.say(tenant.id, code, state, by=name_of_person(request), reason=reason, due=filled["due"])
    tell(request, "good", "page.item.saved", what=say(f"checklist.{code}", language))
    return HttpResponseRedirect(reverse("setup", args=[tenant.slug]))


@require_safe
@for_tenant(Action.SEE_CHECKLIST)
def show_choices(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show how employees are matched, and the first day that is carried."""
    before = {"match": tenant.rules.employee_match.value, "first_day": tenant.first_day}
    is_open = not program_of(request).tenants.has_carried(tenant.id)
    return _choices(request, tenant, ChoicesForm(language_of(request), with_first_day=is_open, initial=before))


@require_POST
@for_tenant(Action.CHANGE_RULES)
def save_choices(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Keep how employees are matched and the first day, while no report has been carried."""
    program = program_of(request)
    is_open = not program.tenants.has_carried(tenant.id)
    form = ChoicesForm(language_of(request), request.POST, with_first_day=is_open)
    if not form.is_valid():
        return _choices(request, tenant, form)
    match, day = form.cleaned_data["match"], form.cleaned_data.get("first_day", tenant.first_day)
    program.setting_up.choose(tenant, EmployeeMatch(match), day, name_of_person(request))
    tell(request, "good", "page.choices.saved")
    return HttpResponseRedirect(reverse("setup", args=[tenant.slug]))


@require_POST
@for_tenant(Action.CHANGE_RULES)
def hold_back(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Let nothing be written until the tenant goes live."""
    program_of(request).setting_up.hold_back(tenant)
    tell(request, "good", "page.setup.holding")
    return HttpResponseRedirect(reverse("setup", args=[tenant.slug]))


def _item(request: HttpRequest, tenant: Tenant, line: Line, form: ItemForm) -> HttpResponse:
    language, item = language_of(request), line.item
    way = WAYS.get(item.code)
    rows = {
        "place": place_of(request, tenant, "setup"),
        "item": item_row(line, program_of(request).clock(), language),
        "picture": picture_of(item.code, language),
        "way": reverse(way[0], args=[tenant.slug, *way[1:]]) if way else "",
        "proving": item.proved_by.system.title if item.proved_by else "",
        "form": form,
        "may": may_of(request, tenant),
        "may_waive": item.waivable,
    }
    return page(request, "setup_item.html", rows, 400 if form.errors else 200)


def _choices(request: HttpRequest, tenant: Tenant, form: ChoicesForm) -> HttpResponse:
    rows = {"place": place_of(request, tenant, "setup"), "form": form, "may": may_of(request, tenant)}
    rows["is_open"] = "first_day" in form.fields
    return page(request, "setup_choices.html", rows, 400 if form.errors else 200)


def _line(request: HttpRequest, tenant: Tenant, code: str) -> Line:
    if code not in ITEMS:
        raise Http404
    checklist = program_of(request).setup.checklist(tenant.id)
    return next(line for line in checklist.lines if line.item.code == code)


def _said(line: Line) -> dict[str, object]:
    standing = line.standing
    return {"state": standing.state.value, "reason": standing.reason, "due": standing.due}
