"""The pages as a WSGI application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.handlers.wsgi import WSGIHandler

from bindeled.web.hooks.views import RECEIVER
from bindeled.web.program import PROGRAM
from bindeled.web.sources import SOURCE

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from bindeled.bootstrap import Program
    from bindeled.engine.hints import HintReceiver
    from bindeled.web.sources import PageSource


def application(
    pages: PageSource, hints: HintReceiver | None = None, program: Program | None = None
) -> WSGIApplication:
    """Return the application; without `hints` it has no addresses for the systems to call.

    `program` is what the programming interface and the reconnect links work with.

    Django must have been configured with `web_settings` and set up before.
    """
    handler = WSGIHandler()

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        environ[SOURCE] = pages
        environ[RECEIVER] = hints
        environ[PROGRAM] = program
        return handler(environ, start_response)

    return answer
