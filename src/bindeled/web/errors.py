"""Pages for what cannot be shown: plain, in both languages at once, with a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.web.answers import page
from bindeled.web.languages import LANGUAGES, language_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that cannot be understood."""
    del exception  # Django hands it over; what was asked for is not repeated on the page.
    return _error(request, 400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer somebody who belongs here, but may not do this."""
    del exception
    return _error(request, 403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was not filled in on a page of ours, or on one that is too old by now."""
    del reason
    return _error(request, 403, "stale")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request for what is not here."""
    del exception
    return _error(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer when something of ours broke; the log has the details."""
    return _error(request, 500)


def _error(request: HttpRequest, status: int, told: str = "") -> HttpResponse:
    first = language_of(request)
    told = told or str(status)
    rows = {
        "headline": f"page.error.{told}.headline",
        "sentence": f"page.error.{told}.sentence",
        "languages": sorted(LANGUAGES, key=lambda language: language != first),
    }
    return page(request, "error.html", rows, status)
