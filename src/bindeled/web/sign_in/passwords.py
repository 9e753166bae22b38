"""What asks for a password, for whoever has none: people who come in by one-time links alone."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from bindeled.web.answers import page
from bindeled.web.sign_in.people import has_password, has_second_factor

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def with_a_password(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Tell whoever has no password how they come by one, in place of a view that changes it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if has_password(request) else _without(request)

    return answer


def with_something_to_prove_by(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Tell the same to whoever has no second factor either, in place of a view that asks who they are."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        can = has_password(request) or has_second_factor(request)
        return view(request, *args, **kwargs) if can else _without(request)

    return answer


def _without(request: HttpRequest) -> HttpResponse:
    return page(request, "account/no_password.html", {}, 403)
