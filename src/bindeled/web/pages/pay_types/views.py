"""The pay types of one tenant."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.views.decorators.http import require_POST, require_safe

from bindeled.domain.mapping.trying import choose_pay_types, matched_work_types
from bindeled.domain.roles import Action
from bindeled.store.inbox import ReportInbox
from bindeled.web.languages import language_of
from bindeled.web.pages.pay_types.rows import field_of, offered, waiting_rows, work_type_rows
from bindeled.web.pages.settings.reading import read_for
from bindeled.web.pages.settings.showing import back_to, settings_page, telling
from bindeled.web.program import program_of
from bindeled.web.sign_in.access import for_tenant, may_of
from bindeled.web.told import tell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant
    from bindeled.web.pages.settings.reading import Read


@require_safe
@for_tenant(Action.SEE_TENANT)
def show_pay_types(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show what waits for a pay type, and, as far as the systems answer in time, every work type with its own."""
    language, groups = language_of(request), ReportInbox(tenant.id).groups()
    rows: dict[str, Any] = {"waiting": waiting_rows(groups, language), "read": None, "work_types": (), "offered": ()}
    if "look" in request.GET and may_of(request, tenant)[Action.CHANGE_RULES.value]:
        read = rows["read"] = _read(request, tenant)
        if read.found is not None:
            known = program_of(request).flows.pairings(tenant).known()
            matched = matched_work_types(read.found, tenant.rules, known)
            rows["work_types"] = work_type_rows(matched, read.found, groups, language)
            rows["offered"] = offered(read.found)
    return settings_page(request, tenant, "pay_types", "pay_types.html", rows)


@require_POST
@for_tenant(Action.CHANGE_RULES)
def keep_pay_types(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Keep which pay type each work type is carried as; an empty choice leaves it to number and name."""
    read = _read(request, tenant)
    if read.found is None:
        tell(request, "act", "page.pay_types.not_read")
        return back_to("pay_types", tenant)
    program, work_types = program_of(request), read.found.here.work_types
    sent = {key: request.POST[field_of(key)] for key in work_types if field_of(key) in request.POST}
    with telling(request, "page.pay_types.refused") as told:
        program.tenants.change_pay_types(tenant.id, choose_pay_types(sent, read.found, tenant.rules), program.clock())
        told("page.pay_types.kept")
    return back_to("pay_types", tenant)


def _read(request: HttpRequest, tenant: Tenant) -> Read:
    return read_for(request, tenant, "look-up tables", partial(program_of(request).flows.look_up, tenant))
