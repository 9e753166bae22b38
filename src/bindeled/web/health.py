"""Tells a watcher whether the pages and the database behind them answer, and whether logins can be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from bindeled.domain.errors import BindeledError
from bindeled.web.program import program_of
from bindeled.web.sign_in.openness import open_to_everybody
from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from django.http import HttpRequest

_TEXT = "text/plain"


@require_safe
@open_to_everybody
def answer(request: HttpRequest) -> HttpResponse:
    """Return `ok`, or 503 when the database does not answer."""
    try:
        source_of(request).tenants()
    except DatabaseError:
        return HttpResponse("the database does not answer", content_type=_TEXT, status=503)
    return HttpResponse("ok", content_type=_TEXT)


@require_safe
@open_to_everybody
def ready(request: HttpRequest) -> HttpResponse:
    """Return `ready` when requests can be served in full, or 503: the database or the master key is not right."""
    try:
        program_of(request).vault.prove()
    except DatabaseError:
        return HttpResponse("the database does not answer", content_type=_TEXT, status=503)
    except BindeledError:
        return HttpResponse("the master key does not open what is stored", content_type=_TEXT, status=503)
    return HttpResponse("ready", content_type=_TEXT)
