"""Whom a view is open to, written on it. Needs nothing of Django's, so that any face may load it."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.roles import Action

EVERYBODY, SIGNED_IN, STAFF_ONLY = "everybody", "signed in", "staff"
Guarded = TypeVar("Guarded", bound="Callable[..., Any]")


def open_to(view: Guarded, whom: str | Action) -> Guarded:
    """Write on a view whom it is open to; a test finds the views on which nothing is written."""
    view.open_to = whom  # type: ignore[attr-defined]
    return view


def open_to_everybody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Leave a view open, also to those who are not signed in."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return open_to(answer, EVERYBODY)
