"""Builds the answer from a template: every page gets its language, the way to the other one, and who is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import DatabaseError
from django.http import HttpResponse
from django.template.loader import render_to_string

from bindeled.domain.roles import Action
from bindeled.web.languages import PARAMETER, language_of, other_language
from bindeled.web.sign_in.people import has_password, person_of
from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bindeled.domain.people import Person


def page(request: HttpRequest, template: str, rows: dict[str, Any], status: int = 200) -> HttpResponse:
    """Return the page in the language of the request."""
    response = HttpResponse(render_to_string(template, rows, request), status=status)
    response.headers["Content-Language"] = language_of(request)
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what stands around every page, those of allauth too."""
    language, person = language_of(request), _signed_in(request)
    other = other_language(language)
    return {
        "language": language,
        "other_language": other,
        "other_address": _address_in(request, other),
        "person": person,
        "has_password": person is not None and has_password(request),
        "operates": person is not None and person.reach.may(Action.OPERATE),
        "password_length": str(source_of(request).settings.password_length),
    }


def _signed_in(request: HttpRequest) -> Person | None:
    """Return who is signed in; the page that tells of an error must not fail because nobody can be looked up."""
    try:
        return person_of(request) if hasattr(request, "user") else None
    except DatabaseError:
        return None


def _address_in(request: HttpRequest, language: str) -> str:
    """Return the address of this page in another language, as a link from the page itself."""
    parameters = request.GET.copy()
    parameters[PARAMETER] = language
    return f"?{parameters.urlencode()}"
