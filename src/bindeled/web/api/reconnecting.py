"""Routes about reconnect links: made, watched, revoked. Whoever makes one never learns what its holder enters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from bindeled.domain.roles import Action
from bindeled.web.api import shapes, showing
from bindeled.web.api.connections import connection_asked
from bindeled.web.api.guard import Guard, Pace, asked_of
from bindeled.web.api.problems import NOT_THERE, Problem
from bindeled.web.api.routing import offer
from bindeled.web.languages import language_of

router = Router(tags=["reconnect links"])
_ALL = "/connections/{connection}/reconnect-links"


@offer(router, "GET", _ALL, Guard(Action.SEE_LINKS), {200: shapes.Links})
def list_links(request: HttpRequest, connection: str) -> Any:
    """List the reconnect links, how far their holders have come, and what the checks found."""
    del connection
    program, _, found = connection_asked(request)
    links = program.reconnect_links.of(found)
    language = language_of(request)
    return {"links": [showing.link_shown(program, found, link, language) for link in links]}


@offer(router, "POST", _ALL, Guard(Action.MAKE_LINK, Pace.LINKS), {201: shapes.MadeLink})
def make_link(request: HttpRequest, connection: str, sent: shapes.NewLink) -> Any:
    """Make a link by which somebody without an account hands over one login; its address is told this once."""
    del connection
    program, _, found = connection_asked(request)
    lifetime = timedelta(minutes=sent.minutes) if sent.minutes else None
    actor = str(asked_of(request).actor)
    link, written = program.reconnect_links.make(found, made_by=actor, sent_to=sent.sent_to, lifetime=lifetime)
    shown = showing.link_shown(program, found, link, language_of(request))
    return Status(201, {**shown, "address": program.reconnect_address(written)})


@offer(router, "DELETE", f"{_ALL}/{{link}}", Guard(Action.REVOKE_LINK, Pace.LINKS), {204: None})
def revoke_link(request: HttpRequest, connection: str, link: shapes.Number) -> Any:
    """Revoke a link: it opens nothing any more."""
    del connection
    program, _, found = connection_asked(request)
    if not program.reconnect_links.revoke(found, link):
        raise Problem(NOT_THERE)
    return Status(204, None)
