"""The reconciliation of one tenant, on the page and as a file."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from bindeled.bootstrap.exporting import as_csv, as_xlsx, sum_columns, sum_rows
from bindeled.domain.calendar import danish_day
from bindeled.domain.roles import Action
from bindeled.texts import say
from bindeled.web.answers import page
from bindeled.web.figures import age_text
from bindeled.web.languages import language_of
from bindeled.web.pages.reconciliation.forms import PeriodForm
from bindeled.web.pages.reconciliation.rows import sum_page
from bindeled.web.pages.settings.reading import Read, read_for
from bindeled.web.paging import part_of
from bindeled.web.places import place_of
from bindeled.web.program import program_of
from bindeled.web.sign_in.access import for_tenant
from bindeled.web.sign_in.people import may_do
from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bindeled.domain.accounts import Tenant
    from bindeled.domain.reconciliation import Reconciliation

_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
@for_tenant(Action.SEE_RUNS)
def show_reconciliation(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Ask for the days, and show the sum over them once it was read; until then, that it is being read."""
    form = _form(request)
    rows = {
        "place": place_of(request, tenant, "reconciliation"),
        "form": form,
        "read": None,
        "may_ask": may_do(request, Action.START_RUN, tenant),
        "kept": age_text(timedelta(seconds=source_of(request).settings.page_reading_kept_seconds), _language(request)),
    }
    if not form.is_bound:
        return page(request, "reconciliation.html", rows)
    if not form.is_valid():
        return page(request, "reconciliation.html", rows, 400)
    return page(request, "reconciliation.html", {**rows, **_shown(request, tenant, form)})


@require_safe
@for_tenant(Action.SEE_RUNS)
def download(request: HttpRequest, tenant: Tenant, kind: str) -> HttpResponse:
    """Answer the sum as a file; whoever comes before it was read is sent to the page that tells when it is."""
    form = _form(request)
    if kind not in _KINDS or not form.is_valid():
        raise Http404
    read = _read(request, tenant, form)
    if read.found is None:
        address = reverse("reconciliation", args=[tenant.slug])
        return HttpResponseRedirect(f"{address}?{request.GET.urlencode()}")
    first, last = form.span
    name = f"{say('page.sums.file', _language(request))}-{tenant.slug}-{first}-{last}.{kind}"
    answer = HttpResponse(_written(read.found, kind, form, _language(request)), content_type=_KINDS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _shown(request: HttpRequest, tenant: Tenant, form: PeriodForm) -> dict[str, Any]:
    read, language = _read(request, tenant, form), _language(request)
    if read.found is None:
        return {"read": read}
    shown = sum_page(read.found, language, names=form.with_names)
    query = request.GET.copy()
    query.pop("page", None)
    return {"read": read, "shown": shown, "part": part_of(request, shown.sums, language), "query": query.urlencode()}


def _read(request: HttpRequest, tenant: Tenant, form: PeriodForm) -> Read:
    """Return the sum; only somebody who may start runs makes us ask the systems, others see what was read just now."""
    program, what = program_of(request), f"sums {form.span} {form.periods}"
    if may_do(request, Action.START_RUN, tenant):
        return read_for(request, tenant, what, partial(program.flows.reconcile, tenant, form.span, form.periods))
    kept = timedelta(seconds=program.settings.page_reading_kept_seconds)
    found = program.readings.newest((tenant.id, what), kept, program.clock())
    return Read(found, "wait", "" if found else say("page.sums.not_read", _language(request)))


def _written(found: Reconciliation, kind: str, form: PeriodForm, language: str) -> bytes:
    def called(code: str) -> str:
        return say(f"page.sums.column.{code}", language)

    if kind == "xlsx":
        return as_xlsx(found, names=form.with_names, called=called)
    columns = [called(column) for column in sum_columns(names=form.with_names)]
    return as_csv(columns, sum_rows(found, names=form.with_names, called=called)).encode()


def _form(request: HttpRequest) -> PeriodForm:
    asked = request.GET if request.GET.get("first") or request.GET.get("last") else None
    return PeriodForm(_language(request), danish_day(source_of(request).now()), asked)


def _language(request: HttpRequest) -> str:
    return language_of(request)
