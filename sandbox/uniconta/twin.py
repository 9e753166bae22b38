"""The twin as the common server sees it: finds out who asks, and hands the call to the surface it is for."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from sandbox.control import Routes
from sandbox.front import Answer, Environ, decoded_path
from sandbox.journal import Journal
from sandbox.scenarios import Scenario
from sandbox.uniconta import crud, feed
from sandbox.uniconta.access import Access
from sandbox.uniconta.call import Call
from sandbox.uniconta.control import Control
from sandbox.uniconta.refusal import Refusal, refuse
from sandbox.uniconta.state import State
from sandbox.uniconta.switches import Switches

_LOGINS = "_logins"

# What answers a call once it is known who asks, and the company that its path names.
_Surface = tuple[Callable[[Call], Answer], int | None]


class UnicontaTwin:
    """State in memory; surfaces A and B."""

    name = "uniconta"

    def __init__(self) -> None:
        self.journal = Journal()
        self.switches = Switches()
        self._state = State()
        self._access = Access(self.switches)
        self._control = Control(self._state, self._access, self.switches)

    @property
    def handlers(self) -> Routes:
        """The control routes of this twin."""
        return self._control.routes()

    def app(self, environ: Environ, start_response: Any, /) -> Answer:
        """Answer one call of the API."""
        try:
            answer = self._answer(environ)
        except Refusal as refusal:
            answer = refuse(refusal, self.switches)
        start_response(answer.status, answer.headers)
        return answer

    def reset(self, scenario: Scenario, /) -> None:
        """Replace the whole state by the rows of `scenario`."""
        rows = dict(scenario.uniconta)
        logins = rows.pop(_LOGINS)
        with self._state.lock:
            self._state.replace(row["CompanyId"] for row in rows["CompanyClient"])
            self._access.replace(logins)
            self._control.load(rows)

    def _answer(self, environ: Environ) -> Answer:
        surface, company = _surface(decoded_path(environ))
        user, number = self._access.sign_in(environ.get("HTTP_AUTHORIZATION", ""), company)
        if number not in self._state.companies:
            raise Refusal("CompanyDoesNotExist", 403)
        with self._access.inside(user):
            return surface(
                Call(
                    method=environ["REQUEST_METHOD"],
                    origin=f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', environ['SERVER_NAME'])}",
                    path=decoded_path(environ),
                    params=dict(parse_qsl(environ["QUERY_STRING"], keep_blank_values=True)),
                    accept=environ.get("HTTP_ACCEPT", ""),
                    body=environ["wsgi.input"].read(),
                    user=user,
                    company=self._state.companies[number],
                    state=self._state,
                    switches=self.switches,
                    journal=self.journal,
                    access=self._access,
                )
            )


def _surface(path: str) -> _Surface:
    """Choose the surface. Surface C would have a host of its own and is not built. Raises `Refusal` for other paths."""
    parts = [part for part in path.split("/") if part]
    if parts[:1] == ["odata"]:
        return _feed(parts[1:])
    if parts[:2] == ["api", "Entities"]:
        return (lambda call: crud.answer(call, parts[2:])), crud.path_company(parts[2:])
    raise Refusal("InvalidParameter", 404)


def _feed(parts: list[str]) -> _Surface:
    company = crud.path_company(parts)
    names = parts if company is None else parts[1:]
    if len(names) > 1:
        raise Refusal("InvalidParameter", 404)
    return (lambda call: feed.answer(call, names[0] if names else None)), company
