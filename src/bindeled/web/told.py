"""What a page says once about what somebody has just done: kept in their session over the way to the next page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.texts import say
from bindeled.web.languages import language_of

if TYPE_CHECKING:
    from django.http import HttpRequest

_TOLD = "told"


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence and how serious it is: `good`, `wait` or `act`."""

    tone: str
    sentence: str


def tell(request: HttpRequest, tone: str, key: str, **facts: str) -> None:
    """Keep something to be said on the next page. Never with a secret: the session lies in the database."""
    request.session[_TOLD] = {"tone": tone, "key": key, "facts": facts}


def take_told(request: HttpRequest) -> Told | None:
    """Return what is to be said, once."""
    kept = request.session.pop(_TOLD, None)
    if kept is None:
        return None
    return Told(kept["tone"], say(kept["key"], language_of(request), **kept["facts"]))
