"""The interface put together: its routes, what its errors become, and its OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from bindeled.domain.errors import BindeledError
from bindeled.store.idempotency import KeyReused
from bindeled.web.api import connections, credentials, daily, problems, reconnecting, tenants
from bindeled.web.api.problems import CONTENT_TYPE, KEY_REUSED, NOT_ACCEPTED, NOT_UNDERSTOOD, Mistake, Problem
from bindeled.web.sign_in.openness import open_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Whom the views are open to, as the pages write it on theirs.
PROGRAMS = "programs"
_ABOUT = (
    "Connections of Bindeled: how they stand, replacing logins while the data flows, reconnect links, what waits. "
    "Send `Authorization: Bearer <token>`; make one with `bindeled tokens create`. Sentences come in Danish or English "
    "by `Accept-Language`."
)


class _Interface(NinjaAPI):
    """Tells in its document that problems come as `application/problem+json`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # Made once: the routes of a process never change, and making it takes longer than any page.
        self._documents: dict[str, Any] = {}

    def get_openapi_schema(self, **options: Any) -> Any:
        asked = repr(sorted(options.items()))
        if asked not in self._documents:
            self._documents[asked] = self._made(**options)
        return self._documents[asked]

    def _made(self, **options: Any) -> Any:
        document = super().get_openapi_schema(**options)
        for answers in _answers(document):
            for status, answer in answers.items():
                if int(status) >= 400 and "application/json" in answer.get("content", {}):
                    answer["content"] = {CONTENT_TYPE: answer["content"]["application/json"]}
        return document


def _answers(document: Mapping[str, Any]) -> Iterator[dict[Any, Any]]:
    for path in document["paths"].values():
        for operation in path.values():
            yield operation["responses"]


api = _Interface(
    title="Bindeled", version="1", description=_ABOUT, docs_url=None, openapi_url="openapi.json", urls_namespace="api"
)
for part in (tenants, daily, connections, credentials, reconnecting):
    api.add_router("", part.router)


def addresses() -> Any:
    """Return the addresses of the interface for Django; each says that a token opens it."""
    made = api.urls
    for pattern in made[0]:
        if pattern.callback is not None:
            open_to(pattern.callback, PROGRAMS)
    return made


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return problems.answer(request, error)


@api.exception_handler(KeyReused)
def _key_reused(request: HttpRequest, error: KeyReused) -> HttpResponse:
    del error
    return problems.answer(request, Problem(KEY_REUSED))


@api.exception_handler(BindeledError)
@api.exception_handler(DatabaseError)
@api.exception_handler(Exception)
def _error(request: HttpRequest, error: Exception) -> HttpResponse:
    return problems.told_of(request, error)


@api.exception_handler(HttpError)
def _not_understood(request: HttpRequest, error: HttpError) -> HttpResponse:
    del error
    return problems.answer(request, Problem(NOT_UNDERSTOOD))


@api.exception_handler(ValidationError)
def _not_accepted(request: HttpRequest, error: ValidationError) -> HttpResponse:
    mistakes = [Mistake(_field(part["loc"]), _code(part["type"])) for part in error.errors]
    return problems.answer(request, Problem(NOT_ACCEPTED, mistakes))


def _field(location: Any) -> str:
    """Return where a mistake is, without where it was sent (`body`, `sent`)."""
    return ".".join(str(step) for step in location[2:] or location[1:])


def _code(kind: str) -> str:
    """Return which text tells a mistake; what was sent is never repeated."""
    if kind == "extra_forbidden":
        return "unknown_field"
    if kind == "missing":
        return "missing"
    return "not_fitting"
