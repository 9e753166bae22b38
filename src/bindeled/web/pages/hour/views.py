"""Where is my hour? The search, and the page of one report."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from bindeled.domain.calendar import danish_day
from bindeled.domain.roles import Action
from bindeled.web.answers import page
from bindeled.web.languages import language_of
from bindeled.web.pages.hour.asked import Asked, asked_of, together
from bindeled.web.pages.hour.forms import DAYS_BACK, LARGEST, SearchForm
from bindeled.web.pages.hour.rows import hour_page, report_rows, unknown_page
from bindeled.web.pages.settings.reading import Read, read_for
from bindeled.web.paging import part_of
from bindeled.web.places import place_of
from bindeled.web.program import program_of
from bindeled.web.sign_in.access import for_tenant
from bindeled.web.sign_in.people import may_do
from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant

# A system that did not answer is asked again after so many times as long as a page waits for one.
_WAITS_BETWEEN = 10
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
    """Show everything that is known of one report, and what the systems tell; 404 where nobody knows it."""
    source, language = source_of(request), language_of(request)
    read = _read(request, tenant, number)
    asked = asked_of(read, source.settings.page_reading_kept_seconds, language) if number <= LARGEST else Asked("")
    timeline = together(source.work.timeline(tenant.id, number), read.found if read else None)
    rows = {"place": place_of(request, tenant, "find_hour"), "number": str(number), "asked": asked}
    found = source.work.report_now(tenant.id, number)
    if found is None:
        unknown = unknown_page(timeline, source.now(), language)
        # It is not said that nobody knows it as long as somebody may.
        status = 200 if unknown.moments or asked.goes_on else 404
        return page(request, "hour_unknown.html", {**rows, "hour": unknown}, status)
    names = source.work.employee_names(tenant.id)
    return page(request, "hour.html", {**rows, "hour": hour_page(found, timeline, names, source.now(), language)})


def _read(request: HttpRequest, tenant: Tenant, number: int) -> Read | None:
    """Return what the systems tell; None where nothing was told just now to somebody who may not make us ask them."""
    program, what = program_of(request), f"hour {number}"
    kept = timedelta(seconds=program.settings.page_reading_kept_seconds)
    told = program.readings.newest((tenant.id, what), kept, program.clock())
    if number > LARGEST or not may_do(request, Action.START_RUN, tenant):
        return Read(told) if told else None
    if told and told.unasked:
        kept = min(kept, timedelta(seconds=program.settings.page_wait_seconds * _WAITS_BETWEEN))
    return read_for(request, tenant, what, partial(program.trace, tenant, number), kept)


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
