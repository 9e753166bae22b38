"""Adds a route to a router: its guard, its answers and the problems that it may tell, so that each is documented."""

from __future__ import annotations

from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, TypeVar

from bindeled.store.actors import acting_as
from bindeled.web.api.guard import asked_of
from bindeled.web.api.shapes import ProblemShape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest
    from ninja import Router

    from bindeled.web.api.guard import Guard

# What every route may answer besides its own: `problems.TOLD_OF` and the guard.
ALWAYS = (400, 401, 403, 422, 429, 500, 503)
View = TypeVar("View", bound="Callable[..., Any]")


def offer(
    router: Router,
    method: str,
    path: str,
    guard: Guard,
    answers: Mapping[int, Any],
    problems: tuple[int, ...] = (),
) -> Callable[[View], View]:
    """Offer a view under this path. `problems` are the statuses that it may answer besides those that all may."""

    def add(view: View) -> View:
        statuses = sorted({*ALWAYS, *problems, *((404,) if "{" in path else ())})
        router.add_api_operation(
            path,
            [method],
            _acting(view),
            auth=guard,
            response={**answers, **dict.fromkeys(statuses, ProblemShape)},
            operation_id=view.__name__,
            summary=(view.__doc__ or "").strip().split("\n", 1)[0].rstrip("."),
            tags=[router.tags[0]] if router.tags else None,
        )
        return view

    return add


def _acting(view: View) -> Callable[..., Any]:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with acting_as(asked_of(request).actor):
            return view(request, *args, **kwargs)

    # Ninja would look the annotations up among the names of this module, not of the view's.
    answer.__signature__ = signature(view, eval_str=True)  # type: ignore[attr-defined]
    return answer
