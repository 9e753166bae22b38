"""The twin as the common server sees it: finds out who asks, and hands the call to the surface it is for."""

import dataclasses
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from sandbox.answer import Answer, Environ, decoded_path
from sandbox.control import Routes
from sandbox.journal import Journal
from sandbox.scenarios import Scenario
from sandbox.uniconta import crud, feed, web
from sandbox.uniconta.access import Access, Visit
from sandbox.uniconta.call import Call
from sandbox.uniconta.control import Control
from sandbox.uniconta.frozen import Frozen
from sandbox.uniconta.refusal import Refusal, refuse
from sandbox.uniconta.sessions import Sessions
from sandbox.uniconta.state import State
from sandbox.uniconta.switches import Switches
from sandbox.uniconta.webhooks import Webhooks

_LOGINS = "_logins"
_BASIC = 'Basic realm="Uniconta"'

# What answers a call once it is known who asks, and the company that its path names.
_Surface = tuple[Callable[[Call], Answer], int | None]


class UnicontaTwin:
    """State in memory; surfaces A, B and C."""

    name = "uniconta"

    def __init__(self) -> None:
        self.journal = Journal()
        self.switches = Switches()
        self._state = State()
        self._access = Access(self.switches, self.journal.credentials.shut)
        self._sessions = Sessions(self._access, self.switches, self.journal.credentials)
        self._web = web.Web(self._access, self._sessions, self.switches)
        self._webhooks = Webhooks(self._state, self.switches)
        self._control = Control(self._state, self._access, self._sessions, self._webhooks, self.switches)

    @property
    def handlers(self) -> Routes:
        """The control routes of this twin."""
        return self._control.routes()

    def app(self, environ: Environ, start_response: Any, /) -> Answer:
        """Answer one call of the API."""
        return self._respond(environ, start_response, self._state)

    def signed_with(self, environ: Environ, body: bytes, /) -> str:
        """Return the header; a log-in and the renewal of a token are signed by what stands in their body."""
        parts = _parts(environ)
        signed = web.signed_in_body(parts, body) if self._is_web(environ, parts) else None
        return str(environ.get("HTTP_AUTHORIZATION", "")) if signed is None else signed

    def freeze(self) -> Frozen:
        """Return the state as it is now, from which reads can be answered later."""
        return Frozen(self._state.copy(), self._respond)

    def reset(self, scenario: Scenario, /) -> None:
        """Replace the whole state by the rows of `scenario`."""
        rows = dict(scenario.uniconta)
        logins = rows.pop(_LOGINS)
        with self._state.lock:
            self._webhooks.forget()
            self._sessions.end()
            self._state.replace(row["CompanyId"] for row in rows["CompanyClient"])
            self._access.replace(logins)
            self._control.load(rows)

    def _respond(self, environ: Environ, start_response: Any, state: State) -> Answer:
        parts = _parts(environ)
        answer = self._answer_web if self._is_web(environ, parts) else self._answer
        answered = answer(environ, parts, state)
        start_response(answered.status, answered.headers)
        return answered

    def _is_web(self, environ: Environ, parts: list[str]) -> bool:
        """Whether the call is for surface C: by its host where that is switched on, else by its path."""
        if self.switches.web_host:
            return bool(_host(environ).partition(":")[0] == self.switches.web_host)
        return bool(parts) and parts[0].lower() in web.ROOTS

    def _answer_web(self, environ: Environ, parts: list[str], state: State) -> Answer:
        body = environ["wsgi.input"].read()
        asked = web.Asked(
            environ["REQUEST_METHOD"],
            parts,
            body,
            environ.get("HTTP_AUTHORIZATION", ""),
            lambda visit, switches: self._call(environ, body, visit, switches, state),
        )
        try:
            return self._web.answer(asked)
        except Refusal as refusal:
            return self._web.refuse(refusal)

    def _answer(self, environ: Environ, parts: list[str], state: State) -> Answer:
        try:
            surface, company = _surface(parts)
            visit = self._access.sign_in(environ.get("HTTP_AUTHORIZATION", ""), company)
            call = self._call(environ, environ["wsgi.input"].read(), visit, self.switches, state)
            with self._access.inside(visit.user):
                return surface(call)
        except Refusal as refusal:
            return refuse(refusal, self.switches.errors, self.switches.error_status, _BASIC)

    def _call(self, environ: Environ, body: bytes, visit: Visit, switches: Switches, state: State) -> Call:
        """Put together what a surface needs, in the language of the user. Raises `Refusal` for a lost company."""
        if visit.company not in state.companies:
            raise Refusal("CompanyDoesNotExist", 403)
        if visit.user.language:
            switches = dataclasses.replace(switches, language=visit.user.language)
        return Call(
            method=environ["REQUEST_METHOD"],
            origin=f"{environ['wsgi.url_scheme']}://{_host(environ)}",
            path=decoded_path(environ),
            params=dict(parse_qsl(environ["QUERY_STRING"], keep_blank_values=True)),
            accept=environ.get("HTTP_ACCEPT", ""),
            body=body,
            user=visit.user,
            company=state.companies[visit.company],
            state=state,
            switches=switches,
            journal=self.journal,
            access=self._access,
            webhooks=self._webhooks,
        )


def _parts(environ: Environ) -> list[str]:
    return [part for part in decoded_path(environ).split("/") if part]


def _host(environ: Environ) -> str:
    return str(environ.get("HTTP_HOST", environ["SERVER_NAME"]))


def _surface(parts: list[str]) -> _Surface:
    """Choose between surfaces A and B. Raises `Refusal` for other paths."""
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
