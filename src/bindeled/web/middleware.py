"""What every answer gets, errors included: headers that protect it, its language, no body after HEAD."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation

from bindeled.web.languages import COOKIE, COOKIE_SECONDS, chosen_language, language_of
from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Answer = Callable[[HttpRequest], HttpResponse]

# The one script is a file of ours; nobody may frame a page, and no other site learns of it. Our own site does: a
# browser that may name no page names no origin either, and our forms could not be told from a stranger's.
_ALWAYS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
# A year, as the security list asks (connections reference, S34).
_BY_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}


def protect(get_response: Answer) -> Answer:
    """Give every answer its headers; an answer that says nothing of caches is kept by none."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        by_https = _BY_HTTPS if source_of(request).settings.is_public else {}
        for name, value in {**_ALWAYS, **by_https}.items():
            response.headers[name] = value
        if response.headers.get("Cache-Control") != "no-cache":
            response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def keep_language(get_response: Answer) -> Answer:
    """Keep the language that the address asked for in a cookie."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        chosen = chosen_language(request)
        if chosen is not None:
            response.set_cookie(
                COOKIE, chosen, max_age=COOKIE_SECONDS, secure=request.is_secure(), httponly=True, samesite="Lax"
            )
        return response

    return answer


def speak(get_response: Answer) -> Answer:
    """Let allauth and Django's forms speak the language of the request."""

    def answer(request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            return get_response(request)

    return answer


def leave_body_out(get_response: Answer) -> Answer:
    """Answer HEAD as GET, without the body: the server sends whatever it is handed."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD":
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response

    return answer
