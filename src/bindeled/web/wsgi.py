"""The pages as a WSGI application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.handlers.wsgi import WSGIHandler

from bindeled.web.sources import SOURCE

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from bindeled.web.sources import PageSource


def application(pages: PageSource) -> WSGIApplication:
    """Return the application. Django must have been configured with `web_settings` and set up before."""
    handler = WSGIHandler()

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        environ[SOURCE] = pages
        return handler(environ, start_response)

    return answer
