"""Serves the few files of the pages. Browsers keep each, and ask each time whether theirs is still right."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.views.decorators.http import condition, require_safe

from bindeled.web.sign_in.openness import open_to_everybody

if TYPE_CHECKING:
    from django.http import HttpRequest

_FOLDER = Path(__file__).parent / "static"
_KINDS = {
    "bindeled.css": "text/css; charset=utf-8",
    "live.js": "text/javascript; charset=utf-8",
    "mark.svg": "image/svg+xml",
}


@cache
def _content(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()


def _mark(request: HttpRequest, name: str) -> str | None:
    del request
    return f'"{hashlib.sha256(_content(name)).hexdigest()[:16]}"' if name in _KINDS else None


@require_safe
@open_to_everybody
@condition(etag_func=_mark)
def answer(request: HttpRequest, name: str) -> HttpResponse:
    """Return the file, or 304 to a browser that has it. Raises Http404 for any other name."""
    del request
    if name not in _KINDS:
        raise Http404
    return HttpResponse(_content(name), content_type=_KINDS[name], headers={"Cache-Control": "no-cache"})
