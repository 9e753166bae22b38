"""The activity log of one tenant."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from bindeled.domain.roles import Action
from bindeled.texts import say
from bindeled.web.answers import page
from bindeled.web.figures import moment_of
from bindeled.web.languages import language_of
from bindeled.web.pages.connection.rows import event_sentence
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
    """Show what was done, the newest first."""
    source, language = source_of(request), language_of(request)
    now = source.now()
    rows = [activity_row(entry, now, language) for entry in source.activity(tenant.id)]
    return page(request, "activity.html", {"place": place_of(request, tenant, "activity"), "rows": rows})


def activity_row(entry: AuditEntry, now: datetime, language: str) -> ActivityRow:
    """Return an audit entry in words."""
    facts = json.loads(entry.facts)
    by = say(f"page.actor.{entry.actor.kind.value}", language, name=entry.actor.name)
    system = str(facts.get("system", "")).capitalize()
    told = event_sentence(entry.action, {**facts, "system": system}, language)
    return ActivityRow(moment_of(entry.at, now, language), told, by, system)
