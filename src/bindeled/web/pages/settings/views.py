"""The overview of settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from bindeled.domain.roles import Action
from bindeled.web.pages.settings.showing import settings_page
from bindeled.web.sign_in.access import for_tenant

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant


@require_safe
@for_tenant(Action.SEE_TENANT)
def show_settings(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show what can be chosen, and where."""
    return settings_page(request, tenant, "settings", "settings.html", {})
