"""The support console."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from bindeled.domain.states import LinkState
from bindeled.texts import say
from bindeled.web.answers import page
from bindeled.web.languages import language_of
from bindeled.web.pages.console.rows import HandOvers, console_rows
from bindeled.web.pages.today.verdict import WORST_FIRST
from bindeled.web.sign_in.access import for_staff
from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.people import Person


@require_safe
@for_staff
def show_console(request: HttpRequest, person: Person) -> HttpResponse:
    """Show all tenants, the worst first, or those only with a link in the state that the address names."""
    source, language = source_of(request), language_of(request)
    tenants = source.tenants()
    asked = request.GET.get("state", "")
    only = next((state for state in LinkState if state.value == asked), None)
    reached = [tenant.id for tenant in tenants if person.reach.sees(tenant.id)]
    rows = {
        "rows": console_rows(
            tenants,
            source.every_connection(),
            reached,
            source.now(),
            language,
            only,
            HandOvers(source.links_under_way(), source.guides_under_way()),
        ),
        "states": [(state.value, say(f"page.console.state.{state.value}", language)) for state in WORST_FIRST],
        "asked": only.value if only else "",
        "total": str(len(tenants)),
    }
    return page(request, "console.html", rows)
