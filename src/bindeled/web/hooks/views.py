"""Takes what a system tells. Whatever is not right gets one and the same answer, which tells nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import DatabaseError
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

from bindeled.domain.accounts import System
from bindeled.engine.hints import Taken
from bindeled.web.sign_in.openness import open_to_everybody

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bindeled.engine.hints import HintReceiver

# Where the application puts the receiver for each request. No header can: theirs are named HTTP_ and in capitals.
RECEIVER = "bindeled.hints"
# More than any record of either system; what lies behind is not read.
_BODY_BYTES = 65_536

_ANSWERS = {
    Taken.TAKEN: (200, "ok"),
    Taken.UNKNOWN: (404, "not found"),
    Taken.TOO_MANY: (429, "too many calls"),
}


# A system calls this, not a browser: there is no cookie that another site could make use of.
@csrf_exempt
@open_to_everybody
def receive(request: HttpRequest, system: str, key: str) -> HttpResponse:
    """Take one call. 404 is an address that is not there, a wrong secret and a wrong method alike."""
    systems = {known.value: known for known in System}
    receiver = cast("HintReceiver | None", request.META[RECEIVER])
    if receiver is None or system not in systems or request.method not in {"GET", "POST"}:
        return _answer(Taken.UNKNOWN)
    try:
        return _answer(receiver.take(systems[system], key, request.META["QUERY_STRING"], request.read(_BODY_BYTES)))
    except DatabaseError:
        return HttpResponse("try again", content_type="text/plain", status=503)


def _answer(taken: Taken) -> HttpResponse:
    status, text = _ANSWERS[taken]
    return HttpResponse(text, content_type="text/plain", status=status)
