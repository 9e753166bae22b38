"""Which language a request is answered in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest

DANISH, ENGLISH = "da", "en"
LANGUAGES = (DANISH, ENGLISH)
COOKIE = "bindeled_language"
COOKIE_SECONDS = 365 * 24 * 60 * 60
PARAMETER = "language"


def chosen_language(request: HttpRequest) -> str | None:
    """Return the language that the address asks for, None when it asks for none that we speak."""
    return _known(request.GET.get(PARAMETER))


def language_of(request: HttpRequest) -> str:
    """Return the language by the address, then by the cookie, then by what the browser prefers, then Danish."""
    return (
        chosen_language(request)
        or _known(request.COOKIES.get(COOKIE))
        or _preferred(request.headers.get("Accept-Language", ""))
        or DANISH
    )


def other_language(language: str) -> str:
    """Return the language that is not this one."""
    return ENGLISH if language == DANISH else DANISH


def _known(code: str | None) -> str | None:
    return code if code in LANGUAGES else None


def _preferred(header: str) -> str | None:
    """Return the language with the highest weight in an `Accept-Language` header (RFC 9110, 12.5.4)."""
    wishes = [_wish(part) for part in header.split(",")]
    spoken = [(weight, code) for code, weight in wishes if code in LANGUAGES and weight > 0]
    # The first of equals wins, as the browser listed it.
    return max(spoken, key=lambda wish: wish[0])[1] if spoken else None


def _wish(part: str) -> tuple[str, float]:
    code, _, parameter = part.strip().partition(";")
    _, _, weight = parameter.strip().partition("q=")
    try:
        return code.strip().lower().split("-")[0], float(weight) if weight else 1.0
    except ValueError:
        return "", 0.0
