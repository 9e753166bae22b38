"""What the interface answers when something does not come about: `application/problem+json` (RFC 9457).

What is told is general and ours; the details are in the log, under the same reference number.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
from django.db import DatabaseError
from django.http import JsonResponse

from bindeled.connections.errors import (
    AlreadyInUse,
    EpochConflict,
    FewerRights,
    Mistyped,
    NotConnected,
    NotPossible,
    NotTried,
    NotTriedNow,
    RefusedBefore,
)
from bindeled.domain.errors import (
    BindeledError,
    Contradiction,
    ForeignCompany,
    Misconfigured,
    MissingRight,
    NeedsSignIn,
    NotSetUp,
    Overtaken,
    Transient,
)
from bindeled.texts import say
from bindeled.web.languages import language_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

CONTENT_TYPE = "application/problem+json"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """A status and the name under which the texts tell it: `problem.<code>` and `problem_remedy.<code>`."""

    status: int
    code: str


NOT_UNDERSTOOD = Told(400, "not_understood")
NOT_SIGNED_IN = Told(401, "not_signed_in")
NOT_ALLOWED = Told(403, "not_allowed")
NOT_THERE = Told(404, "not_there")
WRONG_METHOD = Told(405, "wrong_method")
CONFLICT = Told(409, "conflict")
KEY_REUSED = Told(409, "key_reused")
NOT_ACCEPTED = Told(422, "not_accepted")
NO_EPOCH = Told(428, "no_epoch")
TOO_OFTEN = Told(429, "too_often")
BROKEN = Told(500, "broken")
NO_DATABASE = Told(503, "no_database")

_PREFIX = "/api/"
_TOLD_OF_STATUS = {told.status: told for told in (NOT_UNDERSTOOD, NOT_ALLOWED, NOT_THERE, WRONG_METHOD)}

# The first row that fits decides.
TOLD_OF: tuple[tuple[type[Exception], Told], ...] = (
    (Mistyped, Told(422, "mistyped")),
    (RefusedBefore, Told(409, "refused_before")),
    (AlreadyInUse, Told(409, "already_in_use")),
    (EpochConflict, CONFLICT),
    (Overtaken, CONFLICT),
    (NotPossible, Told(409, "not_possible")),
    (FewerRights, Told(409, "fewer_rights")),
    (NotConnected, Told(409, "not_connected")),
    (NotSetUp, Told(409, "not_connected")),
    (NotTried, Told(503, "not_tried")),
    (NotTriedNow, Told(503, "not_tried")),
    (Transient, Told(503, "not_answering")),
    (NeedsSignIn, Told(409, "login_refused")),
    (ForeignCompany, Told(409, "foreign_company")),
    (MissingRight, Told(409, "right_missing")),
    (Misconfigured, NOT_ACCEPTED),
    (Contradiction, BROKEN),
    (BindeledError, Told(409, "not_possible")),
    (DatabaseError, NO_DATABASE),
)


class Problem(Exception):
    """Ends a request with a problem. `facts` go into the sentence, `mistakes` name single fields."""

    def __init__(self, told: Told, mistakes: Sequence[Mistake] = (), **facts: object) -> None:
        super().__init__(told.code)
        self.told = told
        self.mistakes = mistakes
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with one field of what was sent; never what stood in it."""

    where: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


def answer(request: HttpRequest, problem: Problem) -> JsonResponse:
    """Return the problem as an answer in the language of the request, under a reference number of its own."""
    language = language_of(request)
    code, reference = problem.told.code, secrets.token_hex(6)
    body: dict[str, Any] = {
        "type": f"urn:bindeled:problem:{code}",
        "title": say(f"problem.{code}", language, **problem.facts),
        "status": problem.told.status,
        "detail": say(f"problem_remedy.{code}", language, **problem.facts),
        "reference": reference,
    }
    if problem.mistakes:
        body["mistakes"] = [
            {
                "field": one.where,
                "code": one.code,
                "told": say(f"mistake.{one.code}", language, **one.facts),
            }
            for one in problem.mistakes
        ]
    response = JsonResponse(body, status=problem.told.status, content_type=CONTENT_TYPE)
    response.headers["Content-Language"] = language
    for name, value in _headers(problem).items():
        response.headers[name] = value
    request.META["bindeled.reference"] = reference
    return response


def told_of(request: HttpRequest, error: Exception) -> JsonResponse:
    """Return the answer for an error of ours or of the database. What the log is told carries the same reference."""
    told = next((told for kind, told in TOLD_OF if isinstance(error, kind)), BROKEN)
    system = getattr(error, "system", "")
    facts: dict[str, object] = {"system": system} if system else {"system": "Bindeled"}
    if isinstance(error, Transient) and error.retry_after is not None:
        facts["seconds"] = int(error.retry_after)
    response = answer(request, Problem(told, _mistakes_of(error), **facts))
    reference = request.META["bindeled.reference"]
    if told.status >= 500 and told is not NO_DATABASE and not isinstance(error, Transient):
        _log.error("api.broke", reference=reference, exc_info=error)
    else:
        _log.info("api.refused", reference=reference, kind=type(error).__name__, told=str(error))
    return response


def sentence_of(error: BindeledError, language: str) -> str:
    """Return what an error of ours is told as, with what to do about it."""
    told = next((told for kind, told in TOLD_OF if isinstance(error, kind)), BROKEN)
    facts = {"system": error.system or "Bindeled"}
    return " ".join(say(f"{group}.{told.code}", language, **facts) for group in ("problem", "problem_remedy"))


def _mistakes_of(error: Exception) -> Sequence[Mistake]:
    if isinstance(error, Mistyped):
        return [Mistake(where, mistype.value) for where, mistype in error.found]
    if isinstance(error, Misconfigured):
        return [Mistake("", "not_allowed_here") for _ in error.mistakes]
    return ()


def _headers(problem: Problem) -> Mapping[str, str]:
    if problem.told is NOT_SIGNED_IN:
        return {"WWW-Authenticate": 'Bearer realm="bindeled"'}
    seconds = problem.facts.get("seconds")
    return {"Retry-After": str(seconds)} if seconds is not None else {}


def tell_as_problem(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let what Django itself refuses below the interface's address be a problem too; a middleware."""

    def checked(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_ours = response.headers.get("Content-Type", "").startswith(CONTENT_TYPE)
        if not request.path.startswith(_PREFIX) or response.status_code < 400 or is_ours:
            return response
        told = _TOLD_OF_STATUS.get(response.status_code, BROKEN if response.status_code >= 500 else NOT_UNDERSTOOD)
        problem = answer(request, Problem(told))
        if "Allow" in response.headers:
            problem.headers["Allow"] = response.headers["Allow"]
        return problem

    return checked
