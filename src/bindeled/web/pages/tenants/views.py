"""The front page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from bindeled.web.answers import page
from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def show_tenants(request: HttpRequest) -> HttpResponse:
    """List the tenants, or go straight to the one there is."""
    tenants = source_of(request).tenants()
    if len(tenants) == 1:
        return HttpResponseRedirect(reverse("today", args=[tenants[0].slug]))
    return page(request, "tenants.html", {"tenants": tenants})
