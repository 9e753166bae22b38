"""The pages as a WSGI application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.handlers.wsgi import WSGIHandler

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


def application() -> WSGIApplication:
    """Return the application. Django must have been configured with `web_settings` and set up before."""
    return WSGIHandler()
