"""Routes about the daily work: the inbox, the reconciliation, the rules and the feeds of a customer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from bindeled.bootstrap.feeds import feed_facts
from bindeled.domain.calendar import danish_day
from bindeled.domain.errors import Misconfigured
from bindeled.domain.pay_periods import PayPeriods, PeriodKind
from bindeled.domain.roles import Action
from bindeled.store.inbox import ReportInbox
from bindeled.web.api import daily_shapes as shapes
from bindeled.web.api import daily_showing as showing
from bindeled.web.api.guard import Guard, Pace
from bindeled.web.api.paging import After, Limit
from bindeled.web.api.problems import NOT_ACCEPTED, NOT_THERE, Mistake, Problem
from bindeled.web.api.routing import offer
from bindeled.web.api.shapes import Number, RunShape
from bindeled.web.api.showing import run_shown
from bindeled.web.api.tenants import tenant_asked
from bindeled.web.languages import language_of

if TYPE_CHECKING:
    from bindeled.domain.inbox import InboxGroup

router = Router(tags=["daily work"])
_FOUR_WEEKS = timedelta(weeks=4)
# A longer stretch is asked for in parts: it is read from both systems while the asker waits.
_LONGEST_SPAN = timedelta(days=400)
_First = Annotated[date | None, Query(alias="from")]
_Last = Annotated[date | None, Query(alias="to")]
_GROUP = "/tenants/{tenant}/inbox/{which}"


@offer(router, "GET", "/tenants/{tenant}/inbox", Guard(Action.SEE_INBOX), {200: shapes.InboxShape})
def show_inbox(
    request: HttpRequest, tenant: str, *, dismissed: bool = False, after: After = 0, limit: Limit = 100
) -> Any:
    """Show what is set aside by cause, with remedy, whose move it is and what is at stake; or what was dismissed.

    `limit` is how many reports are shown, `after` the `next` of the answer before.
    """
    del tenant
    _, found = tenant_asked(request)
    inbox = ReportInbox(found.id)
    on_page, following = inbox.page(after, limit, dismissed=dismissed)
    groups = inbox.groups(dismissed=dismissed)
    return {**showing.inbox_shown(groups, on_page, language_of(request)), "next": following}


@offer(router, "POST", f"{_GROUP}/assign", Guard(Action.WORK_INBOX, Pace.CHANGES), {200: shapes.ChangedReports})
def assign_group(request: HttpRequest, tenant: str, which: str, sent: shapes.NewAssignment) -> Any:
    """Hand a cause over to a person: all reports that wait for it. `which` is its key, or a report's number."""
    del tenant
    program, found = tenant_asked(request)
    inbox = ReportInbox(found.id)
    ids = [item.report_id for item in _group(inbox, which).items]
    return {"reports": inbox.assign(ids, sent.to, program.clock())}


@offer(router, "POST", f"{_GROUP}/dismiss", Guard(Action.WORK_INBOX, Pace.CHANGES), {200: shapes.ChangedReports})
def dismiss_group(request: HttpRequest, tenant: str, which: str, sent: shapes.NewDismissal) -> Any:
    """Choose not to carry the reports of a cause as they are; one that is changed in Intempus comes back by itself."""
    del tenant
    program, found = tenant_asked(request)
    inbox = ReportInbox(found.id)
    ids = [item.report_id for item in _group(inbox, which).items]
    return {"reports": inbox.dismiss(ids, sent.reason, program.clock())}


@offer(router, "POST", f"{_GROUP}/retry", Guard(Action.WORK_INBOX, Pace.CHANGES), {202: RunShape})
def retry_group(request: HttpRequest, tenant: str, which: str) -> Any:
    """Try a cause again: a dismissal is taken back, and a run is queued that tries everything that waits."""
    del tenant
    program, found = tenant_asked(request)
    inbox = ReportInbox(found.id)
    back = [item.report_id for item in _group(inbox, which).items if item.dismissed]
    if back:
        inbox.take_back(back, program.clock())
    run_id = program.runs.queue(found.id, "reports", "interface", program.clock())
    return Status(202, run_shown(program.runs.get(run_id), language_of(request)))


@offer(
    router,
    "GET",
    "/tenants/{tenant}/reconciliation",
    Guard(Action.SEE_RUNS, Pace.CHECKS),
    {200: shapes.ReconciliationShape},
    (409,),
)
def reconcile(
    request: HttpRequest,
    tenant: str,
    first: _First = None,
    last: _Last = None,
    by: PeriodKind = PeriodKind.WEEK,
    begins: date | None = None,
    names: bool = False,  # noqa: FBT001, FBT002 - it is named in the query
) -> Any:
    """Read both systems now and sum up per period, employee and project; four weeks back if no days are named."""
    del tenant
    program, found = tenant_asked(request)
    ends = last or danish_day(program.clock())
    starts = first or ends - _FOUR_WEEKS
    if not starts <= ends <= starts + _LONGEST_SPAN:
        raise Problem(NOT_ACCEPTED, [Mistake("from", "not_fitting")])
    periods = PayPeriods(by, begins) if begins else PayPeriods(by)
    return showing.reconciliation_shown(program.flows.reconcile(found, (starts, ends), periods), names=names)


@offer(router, "GET", "/tenants/{tenant}/rules", Guard(Action.SEE_RUNS), {200: shapes.RulesShape})
def show_rules(request: HttpRequest, tenant: str) -> Any:
    """Show every choice for the reports of a customer, own rules and those that tell people included."""
    del tenant
    program, found = tenant_asked(request)
    return {"rules": program.tenants.rules(found.id)}


@offer(
    router,
    "PATCH",
    "/tenants/{tenant}/rules",
    Guard(Action.CHANGE_RULES, Pace.CHANGES),
    {200: shapes.ChangedRules},
)
def change_rules(request: HttpRequest, tenant: str, sent: shapes.NewRules) -> Any:
    """Change some of the choices; the next run goes by them, and the audit has each change."""
    del tenant
    program, found = tenant_asked(request)
    return {"changed": program.tenants.change_rules(found.id, sent.rules, program.clock())}


@offer(router, "GET", "/tenants/{tenant}/found", Guard(Action.SEE_INBOX), {200: shapes.FoundList})
def show_found(request: HttpRequest, tenant: str) -> Any:
    """Show what the rules that tell people have found, and what is not gone."""
    del tenant
    program, found = tenant_asked(request)
    return {"found": [showing.found_shown(one) for one in program.watching.of_tenant(found).open()]}


@offer(router, "GET", "/tenants/{tenant}/feeds", Guard(Action.MANAGE_TOKENS), {200: shapes.FeedList})
def list_feeds(request: HttpRequest, tenant: str) -> Any:
    """List the feeds of a customer, also those that ended."""
    del tenant
    program, found = tenant_asked(request)
    return {"feeds": [feed_facts(feed) for feed in program.feeds.stored.of_tenant(found.id)]}


@offer(router, "POST", "/tenants/{tenant}/feeds", Guard(Action.MANAGE_TOKENS, Pace.LINKS), {201: shapes.MadeFeed})
def make_feed(request: HttpRequest, tenant: str, sent: shapes.NewFeed) -> Any:
    """Make an address that shows the newest reconciliation to a spreadsheet; it is told this once."""
    del tenant
    program, found = tenant_asked(request)
    periods = PayPeriods(sent.by, sent.begins) if sent.begins else PayPeriods(sent.by)
    feed, address = program.feeds.make(found, sent.name, periods, weeks=sent.weeks, days=sent.days, names=sent.names)
    return Status(201, {**feed_facts(feed), "address": address})


@offer(router, "DELETE", "/tenants/{tenant}/feeds/{feed}", Guard(Action.MANAGE_TOKENS, Pace.LINKS), {204: None})
def revoke_feed(request: HttpRequest, tenant: str, feed: Number) -> Any:
    """Revoke a feed: its address shows nothing any more."""
    del tenant
    program, found = tenant_asked(request)
    if not program.feeds.stored.revoke(found.id, feed, program.clock()):
        raise Problem(NOT_THERE)
    return Status(204, None)


def _group(inbox: ReportInbox, which: str) -> InboxGroup:
    try:
        return inbox.group(which)
    except Misconfigured:
        raise Problem(NOT_THERE) from None
