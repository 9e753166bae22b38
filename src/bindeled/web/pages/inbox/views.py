"""The inbox of one tenant, and what a person does about what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bindeled.domain.errors import Misconfigured
from bindeled.domain.registers.waiting import grouped_records
from bindeled.domain.roles import Action
from bindeled.store.ledger import FLOW
from bindeled.web.answers import page
from bindeled.web.figures import count_text
from bindeled.web.languages import language_of
from bindeled.web.pages.inbox.forms import DismissForm, HandOverForm, report_number
from bindeled.web.pages.inbox.rows import dismissed_card, group_card, item_rows, record_card, sum_row
from bindeled.web.paging import part_of
from bindeled.web.places import place_of
from bindeled.web.sign_in.access import for_tenant
from bindeled.web.sign_in.people import may_do
from bindeled.web.sources import source_of
from bindeled.web.told import tell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from bindeled.domain.accounts import Tenant
    from bindeled.domain.inbox import InboxGroup


@require_safe
@for_tenant(Action.SEE_INBOX)
def show_inbox(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show what is set aside, by cause: reports first, then master data, then what was dismissed."""
    return _inbox(request, tenant)


@require_safe
@for_tenant(Action.SEE_INBOX)
def show_group(request: HttpRequest, tenant: Tenant, key: str) -> HttpResponse:
    """Show one cause with its reports. One that is gone is told so, with the inbox as it is now."""
    group = _group(request, tenant, key)
    if group is None:
        return _inbox(request, tenant, 404, gone=True)
    return _show_group(request, tenant, group, {})


@require_POST
@for_tenant(Action.WORK_INBOX)
def try_again(request: HttpRequest, tenant: Tenant, key: str) -> HttpResponse:
    """Ask for a run that tries everything with this cause again."""
    group = _group(request, tenant, key)
    if group is None:
        return _gone(request, tenant)
    source_of(request).work.start_run(tenant.id, FLOW)
    tell(request, "good", "page.inbox.done.again", count=_count(request, len(group.items)))
    return HttpResponseRedirect(reverse("inbox", args=[tenant.slug]))


@require_POST
@for_tenant(Action.WORK_INBOX)
def hand_over(request: HttpRequest, tenant: Tenant, key: str) -> HttpResponse:
    """Hand reports with this cause over to somebody."""
    group, form = _group(request, tenant, key), HandOverForm(request.POST)
    if group is None:
        return _gone(request, tenant)
    if not form.is_valid():
        return _show_group(request, tenant, group, {"hand_over_form": form}, 400)
    to = form.cleaned_data["to"]
    meant = _meant(request.POST, group)
    if not meant:
        return _gone(request, tenant)
    count = source_of(request).work.hand_over(tenant.id, meant, to)
    done = "page.inbox.done.handed_over" if to else "page.inbox.done.handed_back"
    tell(request, "good", done, count=_count(request, count), to=to)
    return HttpResponseRedirect(reverse("inbox_group", args=[tenant.slug, key]))


@require_POST
@for_tenant(Action.WORK_INBOX)
def dismiss(request: HttpRequest, tenant: Tenant, key: str) -> HttpResponse:
    """Choose not to carry reports with this cause as they are."""
    group, form = _group(request, tenant, key), DismissForm(request.POST)
    if group is None:
        return _gone(request, tenant)
    if not form.is_valid():
        return _show_group(request, tenant, group, {"dismiss_form": form}, 400)
    meant = _meant(request.POST, group)
    if not meant:
        return _gone(request, tenant)
    try:
        count = source_of(request).work.dismiss(tenant.id, meant, form.cleaned_data["reason"])
    except Misconfigured:
        tell(request, "act", "page.inbox.refused.unreadable")
    else:
        tell(request, "good", "page.inbox.done.dismissed", count=_count(request, count))
    return HttpResponseRedirect(reverse("inbox", args=[tenant.slug]))


@require_POST
@for_tenant(Action.WORK_INBOX)
def take_back(request: HttpRequest, tenant: Tenant, key: str) -> HttpResponse:
    """Take the dismissal of all reports with this cause back, and ask for a run that tries them."""
    group = _group(request, tenant, key, dismissed=True)
    if group is None:
        return _gone(request, tenant)
    work = source_of(request).work
    count = work.take_back(tenant.id, [item.report_id for item in group.items])
    work.start_run(tenant.id, FLOW)
    tell(request, "good", "page.inbox.done.taken_back", count=_count(request, count))
    return HttpResponseRedirect(reverse("inbox", args=[tenant.slug]))


def _inbox(request: HttpRequest, tenant: Tenant, status: int = 200, *, gone: bool = False) -> HttpResponse:
    source, language = source_of(request), language_of(request)
    work, now = source.work, source.now()
    groups, records = work.inbox(tenant.id), grouped_records(work.records(tenant.id))
    rows = {
        "place": place_of(request, tenant, "inbox"),
        "gone": gone,
        "sum": sum_row(groups, language),
        "part": part_of(request, [group_card(group, now, language) for group in groups], language),
        "records": [record_card(group, now, language) for group in records if not group.is_notice],
        "notices": [record_card(group, now, language) for group in records if group.is_notice],
        "dismissed": [dismissed_card(group, language) for group in work.inbox(tenant.id, dismissed=True)],
        "may_work": may_do(request, Action.WORK_INBOX, tenant),
        "may_start": may_do(request, Action.START_RUN, tenant),
    }
    return page(request, "inbox.html", rows, status)


def _show_group(
    request: HttpRequest, tenant: Tenant, group: InboxGroup, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    source, language = source_of(request), language_of(request)
    now, only = source.now(), report_number((request.POST or request.GET).get("report", ""))
    rows = {
        "place": place_of(request, tenant, "inbox"),
        "only": str(only or ""),
        "card": group_card(group, now, language),
        "part": part_of(request, item_rows(group.items, now, language), language),
        "hand_over_form": HandOverForm(initial={"to": group.assigned_to}),
        "dismiss_form": DismissForm(),
        "may_work": may_do(request, Action.WORK_INBOX, tenant),
    }
    return page(request, "inbox_group.html", {**rows, **more}, status)


def _group(request: HttpRequest, tenant: Tenant, key: str, *, dismissed: bool = False) -> InboxGroup | None:
    groups = source_of(request).work.inbox(tenant.id, dismissed=dismissed)
    return next((group for group in groups if group.key == key), None)


def _meant(asked: QueryDict, group: InboxGroup) -> list[int]:
    """Return the reports of the cause that are meant: the one that is named, else all of them."""
    only = report_number(asked.get("report", ""))
    return [item.report_id for item in group.items if only in {None, item.report_id}]


def _gone(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Tell that nothing has this cause any more: it was mended, or somebody else was faster."""
    tell(request, "wait", "page.inbox.gone")
    return HttpResponseRedirect(reverse("inbox", args=[tenant.slug]))


def _count(request: HttpRequest, count: int) -> str:
    return count_text(count, language_of(request))
