"""What axes asks us: whom a sign-in was tried as, and what to show during the pause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bindeled.web.answers import page
from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse


def tried_as(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """Return the address of the person, with capitals made small, so that writing it otherwise gives no new tries."""
    given = (credentials or {}).get("email") or (request.POST.get("login") if request else "")
    return str(given or "").strip().lower()


def paused(request: HttpRequest, *_others: Any, **_more: Any) -> HttpResponse:
    """Show that too many wrong passwords were tried, and for how long to wait."""
    minutes = max(1, round(source_of(request).settings.sign_in_pause_seconds / 60))
    return page(request, "account/paused.html", {"minutes": str(minutes)}, 429)
