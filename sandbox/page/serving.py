"""Answers the calls of a browser: GET shows the page, POST does what a button stands for and shows it again."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sandbox.page import sections
from sandbox.page.actions import ACTIONS
from sandbox.page.markup import Html, joined, leads, page, text
from sandbox.page.notes import switch_notes

Routes = Mapping[tuple[str, str], Callable[[dict[str, Any]], dict[str, Any]]]
Response = tuple[int, bytes, str, list[tuple[str, str]]]

_TITLES = ("What is in it", "What people do", "Time", "Stories", "Figures", "Credentials", "Faults", "Latest calls",
           "Latest accepted writes", "Switches")  # fmt: skip
_HTML = "text/html; charset=utf-8"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_HEADERS = [
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
]


def answer(name: str, switches: type, routes: Routes, environ: Mapping[str, Any], body: bytes) -> Response:
    """Answer a browser's call for the page of the twin called `name`, whose control routes are `routes`.

    Only a browser that came by a loopback address is answered, and only a form of this page: a page from elsewhere
    that is open in the same browser can neither read nor press anything.
    """
    if not _is_ours(environ):
        return _written(403, page("Not from here", [text("This page takes no calls that another page brings.")]))
    said = _done(routes, body) if environ["REQUEST_METHOD"] == "POST" else None
    return _written(200, _page(name, switches, routes, said))


def _is_ours(environ: Mapping[str, Any]) -> bool:
    host = environ.get("HTTP_HOST", "")
    origin = environ.get("HTTP_ORIGIN")
    return urlsplit(f"//{host}").hostname in _LOOPBACK and origin in (None, f"{environ['wsgi.url_scheme']}://{host}")


def _done(routes: Routes, body: bytes) -> Html:
    """Do what the form asks for and return what became of it, for people to read."""
    form = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    try:
        action = ACTIONS[form["do"]]
        outcome = routes[action.method, action.path](action.payload(form))
    except Exception as error:  # noqa: BLE001 - whatever went wrong is told to the person who pressed the button
        return Html(f"<pre>Refused: {text(f'{type(error).__name__}: {error}')}</pre>")
    return Html(f"<pre>Done: {text(json.dumps(outcome, ensure_ascii=False)[:2000])}</pre>")


def _page(name: str, switches: type, routes: Routes, said: Html | None) -> Html:
    def ask(path: str) -> dict[str, Any]:
        return routes["GET", path]({})

    parts = [
        sections.contents(ask),
        sections.people({path for _, path in routes}),
        sections.time(ask),
        sections.stories(ask),
        sections.analysis(ask),
        sections.credentials(ask),
        sections.faults(ask),
        sections.requests(ask),
        sections.writes(ask),
        sections.switches(ask, switch_notes(switches)),
    ]
    return page(f"{name.capitalize()} twin", [leads(_TITLES), *([said] if said else []), joined(parts)])


def _written(status: int, written: Html) -> Response:
    return status, written.encode(), _HTML, _HEADERS
