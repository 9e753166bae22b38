"""Builds the answer from a template: every page gets its language and the way to the other one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.template.loader import render_to_string

from bindeled.web.languages import PARAMETER, language_of, other_language

if TYPE_CHECKING:
    from django.http import HttpRequest


def page(request: HttpRequest, template: str, rows: dict[str, Any], status: int = 200) -> HttpResponse:
    """Return the page in the language of the request."""
    language = language_of(request)
    other = other_language(language)
    frame = {"language": language, "other_language": other, "other_address": _address_in(request, other)}
    response = HttpResponse(render_to_string(template, {**frame, **rows}), status=status)
    response.headers["Content-Language"] = language
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def _address_in(request: HttpRequest, language: str) -> str:
    """Return the address of this page in another language, as a link from the page itself."""
    parameters = request.GET.copy()
    parameters[PARAMETER] = language
    return f"?{parameters.urlencode()}"
