"""The front page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from bindeled.web.answers import page
from bindeled.web.sign_in.access import for_person, reached_tenants

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.people import Person


@require_safe
@for_person
def show_tenants(request: HttpRequest, person: Person) -> HttpResponse:
    """List the tenants that somebody reaches, or go straight to the one there is."""
    del person
    tenants = reached_tenants(request)
    if len(tenants) == 1:
        return HttpResponseRedirect(reverse("today", args=[tenants[0].slug]))
    return page(request, "tenants.html", {"tenants": tenants})
