"""The activity log of one tenant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from bindeled.domain.roles import Action
from bindeled.texts import say
from bindeled.web.answers import page
from bindeled.web.figures import moment_of
from bindeled.web.languages import language_of
from bindeled.web.pages.activity.words import ABOUT, sentence_of, system_of
from bindeled.web.paging import PAGE_ROWS, offset_of, part_from
from bindeled.web.places import place_of
from bindeled.web.sign_in.access import for_tenant
from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant
    from bindeled.domain.audit import AuditEntry
    from bindeled.web.figures import Moment


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One thing that was done."""

    at: Moment
    sentence: str
    by: str
    system: str


@require_safe
@for_tenant(Action.SEE_AUDIT)
def show_activity(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show what was done, the newest first: everything, or what belongs to one thing only."""
    source, language = source_of(request), language_of(request)
    now, asked = source.now(), request.GET.get("about", "")
    about = ABOUT.get(asked, ())
    found = source.activity(tenant.id, offset_of(request), PAGE_ROWS + 1, about)
    rows = {
        "place": place_of(request, tenant, "activity"),
        "part": part_from(request, [activity_row(entry, now, language) for entry in found], language),
        "choices": [(name, say(f"page.activity.about.{name}", language)) for name in ABOUT],
        "asked": asked if about else "",
    }
    return page(request, "activity.html", rows)


def activity_row(entry: AuditEntry, now: datetime, language: str) -> ActivityRow:
    """Return an audit entry in words."""
    by = say(f"page.actor.{entry.actor.kind.value}", language, name=entry.actor.name)
    return ActivityRow(moment_of(entry.at, now, language), sentence_of(entry, language), by, system_of(entry))
