"""Shows a feed to whoever has its address: comma-separated text, such as a spreadsheet imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from bindeled.store.throttles import Throttles, seconds_left
from bindeled.web.program import program_of
from bindeled.web.sign_in.openness import open_to_everybody

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bindeled.bootstrap import Program

_STRETCH_SECONDS = 60
_PLAIN = "text/plain; charset=utf-8"


# The address is the key: it is told once, kept as a digest, and written into no log.
@require_http_methods(["GET", "HEAD"])
@open_to_everybody
def answer(request: HttpRequest, written: str) -> HttpResponse:
    """Return what the feed shows; one that is unknown, expired or revoked is not there."""
    program = program_of(request)
    feed = program.feeds.stored.by_written(written, program.clock())
    who = f"feed {feed.id}" if feed else f"address {request.META.get('REMOTE_ADDR', '')}"
    settings = program.settings
    limit = settings.feed_reads_a_minute if feed else settings.api_refused_a_minute
    if _is_too_often(program, who, limit):
        again = str(seconds_left(program.clock(), _STRETCH_SECONDS))
        return HttpResponse("Too often.\n", content_type=_PLAIN, status=429, headers={"Retry-After": again})
    if feed is None:
        return HttpResponse("There is nothing here.\n", content_type=_PLAIN, status=404)
    return HttpResponse(program.feeds.shown(feed), content_type="text/csv; charset=utf-8")


def _is_too_often(program: Program, who: str, limit: int) -> bool:
    return Throttles().count(who, "feeds", at=program.clock(), seconds=_STRETCH_SECONDS) > limit
