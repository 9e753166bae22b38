"""The way tests steer a twin: routes under `/_control/` that no real provider has.

| call | does |
| --- | --- |
| GET health | tell the twin's name |
| POST reset | load `{scenario, seed, today, options}`; faults, journal and switches begin anew |
| GET, POST, DELETE faults | show, add, drop rules (`sandbox.faults.Rule`) |
| GET, POST clock | show the clock; `{"move": seconds}` or `{"to": moment}` sets it ahead |
| POST outage | let every call meet `{fault}`, before any other rule; null ends it |
| GET journal `?entity=` | accepted writes |
| GET requests `?since=` | the latest calls |
| GET, DELETE calls | counts of calls; zero them |
| GET, POST switches | show, set |
| POST credentials | `{action, login, ...}`; every action in `credentials` of either twin |
| GET credentials | every secret that was given out, by login and version, and whether it lives |
| GET analysis/... | what `sandbox.analysis.routes` tells |
| POST neighbours | say where both twins are, `{intempus, uniconta}` |
| GET, POST stories | what is being played; play `{name, pace}` on both twins |

A twin adds its own routes through `Twin.handlers`. `GET /_control/` is a page for people (`sandbox.page`).
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import parse_qsl

from sandbox import analysis, page, scenarios
from sandbox.clock import clock
from sandbox.faults import Faults, Rule
from sandbox.journal import Journal
from sandbox.stories.stage import Stage
from sandbox.versions import moment

PREFIX = "/_control/"

Handler = Callable[[dict[str, Any]], dict[str, Any]]
Routes = Mapping[tuple[str, str], Handler]


class Switches(Protocol):
    """What a fact sheet leaves open, by name."""

    def change(self, values: dict[str, Any], /) -> dict[str, Any]:
        """Set the named switches and return all of them."""

    def restore(self) -> None:
        """Set every switch back to its default."""


class Twin(Protocol):
    """A twin as the common server sees it.

    `handlers` maps (method, path under the prefix) to what a route does with its JSON body, or with its query when the
    method is GET. A path may hold named parts, `rows/{entity}`, which are handed over under their names. Whatever a
    handler raises goes to the caller with status 400.
    """

    name: str
    journal: Journal

    @property
    def switches(self) -> Switches:
        """The twin's switches."""

    @property
    def handlers(self) -> Routes:
        """The twin's own control routes."""

    def app(self, environ: dict[str, Any], start_response: Any, /) -> Any:
        """Answer one call of the provider's API, as WSGI has it."""

    def signed_with(self, environ: dict[str, Any], body: bytes, /) -> str:
        """Return what signed a call as an `Authorization` header, wherever in the call it stood."""

    def reset(self, scenario: scenarios.Scenario, /) -> None:
        """Replace the whole state."""


# What goes out: status, body, content type, further headers.
Response = tuple[int, bytes, str, list[tuple[str, str]]]

_JSON = "application/json; charset=utf-8"
_WORDS = {"intempus": ("username", "key"), "uniconta": ("login", "password")}


class Control:
    """Finds the route of a control call and runs it."""

    def __init__(self, twin: Twin, faults: Faults) -> None:
        self._twin = twin
        self._faults = faults
        self._stage = Stage()
        self._handlers = self._all_routes()
        self._routes = [(method, _pattern(path), handler) for (method, path), handler in self._handlers.items()]

    def respond(self, environ: Mapping[str, Any], body: bytes) -> Response:
        """Answer a control call: a page where a person asks for one, JSON everywhere else."""
        method, path, query = environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"]
        if path == PREFIX:
            return page.answer(self._twin.name, type(self._twin.switches), self._handlers, environ, body)
        status, content = self.answer(method, path, query, body)
        return status, json.dumps(content, ensure_ascii=False).encode(), _JSON, []

    def answer(self, method: str, path: str, query: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """Return status and JSON body of the control call `method` on `path` (with the prefix)."""
        found = self._find(method, path.removeprefix(PREFIX))
        if found is None:
            return 404, {"error": f"No control route {method} {path}"}
        handler, named = found
        try:
            return 200, handler({**_payload(method, query, body), **named})
        except Exception as error:  # noqa: BLE001 - whatever went wrong is told to the test that asked
            return 400, {"error": f"{type(error).__name__}: {error}"}

    def reset(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Load a scenario and forget everything else; return its name and its credentials."""
        name = payload.get("scenario", "small")
        today = dt.date.fromisoformat(payload["today"]) if payload.get("today") else _today()
        scenario = scenarios.build(name, payload.get("seed", 1), today, **payload.get("options") or {})
        self._faults.clear()
        self._twin.switches.restore()
        self._twin.reset(scenario)
        self._load_rest(scenario)
        self._twin.journal.clear()
        for login, secret in scenario.logins(self._twin.name):
            self._twin.journal.credentials.issue(login, secret)
        return {"scenario": name, "credentials": scenario.credentials}

    def _load_rest(self, scenario: scenarios.Scenario) -> None:
        """Add the rows that a large scenario makes one batch at a time, so that they never lie in memory together."""
        for entity, rows in scenario.rest(self._twin.name):
            self._twin.handlers["POST", "rows/{entity}"]({"entity": entity, "rows": rows})

    def _find(self, method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
        for route_method, pattern, handler in self._routes:
            match = pattern.fullmatch(path)
            if match and route_method == method:
                return handler, match.groupdict()
        return None

    def _all_routes(self) -> dict[tuple[str, str], Handler]:
        journal, own = self._twin.journal, self._twin.handlers
        return {
            ("GET", "health"): lambda _: {"twin": self._twin.name, "status": "ok"},
            ("POST", "reset"): self.reset,
            ("GET", "faults"): lambda _: {"rules": self._faults.as_json()},
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("POST", "outage"): self._outage,
            ("GET", "clock"): lambda _: _shown_clock(),
            ("POST", "clock"): _move_clock,
            ("GET", "journal"): lambda query: {"writes": journal.writes(query.get("entity"))},
            ("GET", "requests"): lambda query: {"requests": journal.requests(int(query.get("since", 0)))},
            ("GET", "calls"): lambda _: journal.calls(),
            ("DELETE", "calls"): self._zero_calls,
            ("GET", "switches"): lambda _: self._twin.switches.change({}),
            ("POST", "switches"): self._switch,
            ("GET", "credentials"): lambda _: {"versions": journal.credentials.as_json()},
            ("POST", "neighbours"): self._stage.meet,
            ("GET", "stories"): lambda _: self._stage.as_json(),
            ("POST", "stories"): self._stage.play,
            **analysis.routes(journal, own["GET", "truth"]),
            **own,
            ("POST", "credentials"): self._change_credential,
            **({("POST", "rows"): self._add_many_rows} if ("POST", "rows") in own else {}),
        }

    def _change_credential(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Let the twin do it, and tell the journal which secrets are right from now on.

        Both twins understand `login` and `secret`, `add-secret` and `revoke-secret`, beside their own words.
        """
        asked = _in_own_words(self._twin.name, payload)
        answer = self._twin.handlers["POST", "credentials"](asked)
        self._twin.journal.credentials.hear(asked, answer)
        who, what = _WORDS[self._twin.name]
        return {**answer, "login": asked[who], **({"secret": answer[what]} if what in answer else {})}

    def _add_many_rows(self, payload: dict[str, Any]) -> dict[str, Any]:
        """The same for credentials that come as rows."""
        answer = self._twin.handlers["POST", "rows"](payload)
        for row in payload.get("_credentials", ()):
            self._twin.journal.credentials.hear({"action": "add", **row}, row)
        return answer

    def _add_fault(self, payload: dict[str, Any]) -> dict[str, Any]:
        self._faults.add(Rule(**payload))
        return {"rules": self._faults.as_json()}

    def _clear_faults(self, _: dict[str, Any]) -> dict[str, Any]:
        self._faults.clear()
        return {"rules": []}

    def _outage(self, payload: dict[str, Any]) -> dict[str, Any]:
        fault = payload.get("fault", "unavailable")
        self._faults.outage(None if fault is None else Rule(fault, count=None))
        return {"rules": self._faults.as_json()}

    def _zero_calls(self, _: dict[str, Any]) -> dict[str, Any]:
        self._twin.journal.zero_calls()
        return self._twin.journal.calls()

    def _switch(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Check every name before any is set, so that a refused call changes nothing."""
        known = self._twin.switches.change({})
        unknown = sorted(payload.keys() - known.keys())
        if unknown:
            raise ValueError(f"No switch is called {', '.join(unknown)}; there are {', '.join(sorted(known))}")
        return self._twin.switches.change(payload)


def _shown_clock() -> dict[str, Any]:
    return {"now": clock.now().isoformat(), "moved": clock.moved}


def _move_clock(payload: dict[str, Any]) -> dict[str, Any]:
    """Set the clock ahead by `move` seconds, or so far that it shows the moment `to`."""
    to = moment(payload.get("to"))
    clock.move(float(payload["move"]) if to is None else (to - clock.now()).total_seconds())
    return _shown_clock()


def _in_own_words(twin: str, payload: dict[str, Any]) -> dict[str, Any]:
    who, what = _WORDS[twin]
    asked = dict(payload)
    named = [asked.pop(name) for name in ("login", "username") if name in asked]
    if "secret" in asked:
        asked[what] = asked.pop("secret")
    action = str(asked["action"]).replace("-secret", f"-{what}")
    return {**asked, "action": action, **({who: named[0]} if named else {})}


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path)))


def _payload(method: str, query: str, body: bytes) -> dict[str, Any]:
    if method == "GET":
        return dict(parse_qsl(query))
    payload = json.loads(body) if body else {}
    if not isinstance(payload, dict):
        raise TypeError("The body must be a JSON object")
    return payload


def _today() -> dt.date:
    return clock.now().date()
