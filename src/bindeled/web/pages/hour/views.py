"""Where is my hour? The search, and the page of one report."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from bindeled.domain.calendar import danish_day
from bindeled.domain.roles import Action
from bindeled.web.answers import page
from bindeled.web.languages import language_of
from bindeled.web.pages.hour.forms import DAYS_BACK, SearchForm
from bindeled.web.pages.hour.rows import hour_page, report_rows
from bindeled.web.paging import part_of
from bindeled.web.places import place_of
from bindeled.web.sign_in.access import for_tenant
from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant

_NOTHING_FOUND: dict[str, Any] = {"part": None, "unknown": (), "days": str(DAYS_BACK), "searched": False}


@require_safe
@for_tenant(Action.SEE_RUNS)
def find_hour(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Look for reports: a number leads straight to its page, a day or an employee to a list."""
    form = SearchForm(request.GET or None)
    rows = {**_NOTHING_FOUND, "place": place_of(request, tenant, "find_hour"), "form": form}
    if not form.is_bound or set(request.GET) <= {"language"}:
        return page(request, "find_hour.html", {**rows, "form": SearchForm()})
    if not form.is_valid():
        return page(request, "find_hour.html", rows, 400)
    sought = form.cleaned_data
    if sought["report"]:
        return HttpResponseRedirect(reverse("hour", args=[tenant.slug, sought["report"]]))
    return page(request, "find_hour.html", {**rows, **_found(request, tenant, sought)} if form.says_anything else rows)


@require_safe
@for_tenant(Action.SEE_RUNS)
def show_hour(request: HttpRequest, tenant: Tenant, number: int) -> HttpResponse:
    """Show everything that is known of one report; 404 with what that means where nothing is."""
    source, language = source_of(request), language_of(request)
    found = source.work.report_now(tenant.id, number)
    timeline = source.work.timeline(tenant.id, number)
    rows: dict[str, Any] = {"place": place_of(request, tenant, "find_hour"), "number": str(number)}
    if found is None:
        return page(request, "hour_unknown.html", rows, 404)
    names = source.work.employee_names(tenant.id)
    shown = hour_page(found, timeline, names, source.now(), language)
    return page(request, "hour.html", {**rows, "hour": shown})


def _found(request: HttpRequest, tenant: Tenant, sought: dict[str, Any]) -> dict[str, Any]:
    source, language = source_of(request), language_of(request)
    first, last = _span(sought["day"], danish_day(source.now()))
    found = source.work.reports_between(tenant.id, first, last)
    names = source.work.employee_names(tenant.id)
    theirs, unknown = report_rows(found, names, sought["employee"], language)
    return {"part": part_of(request, theirs, language), "unknown": unknown, "searched": True}


def _span(day: date | None, today: date) -> tuple[date, date]:
    """Return the days to look through: the one that is named, else those until today."""
    return (day, day) if day else (today - timedelta(days=DAYS_BACK - 1), today)
