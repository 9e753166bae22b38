"""What every answer gets, errors included: headers that protect it, the language cookie, no body after HEAD."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.web.languages import COOKIE, COOKIE_SECONDS, chosen_language

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Answer = Callable[[HttpRequest], HttpResponse]

# Pages run no script and send no form; nobody may frame them, and no address that they link to learns of them.
_ALWAYS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def protect(get_response: Answer) -> Answer:
    """Give every answer its headers; an answer that says nothing of caches is kept by none."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in _ALWAYS.items():
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", "no-store")
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


def leave_body_out(get_response: Answer) -> Answer:
    """Answer HEAD as GET, without the body: the server sends whatever it is handed."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD":
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response

    return answer
