"""Tells a watcher whether the pages and the database behind them answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from bindeled.web.sign_in.openness import open_to_everybody
from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
@open_to_everybody
def answer(request: HttpRequest) -> HttpResponse:
    """Return `ok`, or 503 when the database does not answer."""
    try:
        source_of(request).tenants()
    except DatabaseError:
        return HttpResponse("the database does not answer", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")
