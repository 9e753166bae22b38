"""The support console."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from bindeled.domain.states import LinkState
from bindeled.web.answers import page
from bindeled.web.figures import count_text
from bindeled.web.languages import language_of
from bindeled.web.pages.console.rows import HandOvers, chosen_of, console_rows, counted_states, worst_first
from bindeled.web.paging import part_of, wanted_of
from bindeled.web.sign_in.access import for_staff
from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.people import Person


@require_safe
@for_staff
def show_console(request: HttpRequest, person: Person) -> HttpResponse:
    """Show all tenants by pages, the worst first, or those only whose state and name the address asks for."""
    source, language, now = source_of(request), language_of(request), source_of(request).now()
    tenants = worst_first(source.tenants(), source.every_connection(), now)
    only, wanted = _asked_state(request), wanted_of(request)
    part = part_of(request, chosen_of(tenants, only, wanted), language)
    reached = [one.tenant.id for one in part.rows if person.reach.sees(one.tenant.id)]
    under_way = HandOvers(source.links_under_way(), source.guides_under_way())
    rows = {
        "rows": console_rows(part.rows, reached, now, language, under_way),
        "part": part,
        "states": counted_states(tenants, language),
        "asked": only.value if only else "",
        "wanted": wanted,
        "total": count_text(len(tenants), language),
    }
    return page(request, "console.html", rows)


def _asked_state(request: HttpRequest) -> LinkState | None:
    asked = request.GET.get("state", "")
    return next((state for state in LinkState if state.value == asked), None)
