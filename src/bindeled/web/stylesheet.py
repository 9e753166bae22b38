"""Serves the one stylesheet. Browsers keep it, and ask each time whether theirs is still right."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import condition, require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest

_FILE = Path(__file__).parent / "static" / "bindeled.css"


@cache
def _sheet() -> bytes:
    return _FILE.read_bytes()


def _mark(request: HttpRequest) -> str:
    del request
    return f'"{hashlib.sha256(_sheet()).hexdigest()[:16]}"'


@require_safe
@condition(etag_func=_mark)
def answer(request: HttpRequest) -> HttpResponse:
    """Return the sheet, or 304 to a browser that has it."""
    del request
    return HttpResponse(_sheet(), content_type="text/css; charset=utf-8", headers={"Cache-Control": "no-cache"})
