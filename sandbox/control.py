"""The way tests steer a twin: routes under `/_control/` that no real provider has.

| call | does |
| --- | --- |
| GET health | tell the twin's name |
| POST reset | load `{scenario, seed, today, options}`; faults, journal and switches begin anew |
| GET, POST, DELETE faults | show, add, drop rules (`sandbox.faults.Rule`) |
| GET journal `?entity=` | accepted writes |
| GET requests `?since=` | the latest calls |
| GET, DELETE calls | counts of calls; zero them |
| GET, POST switches | show, set |

A twin adds its own routes through `Twin.handlers`.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import parse_qsl

from sandbox import scenarios
from sandbox.faults import Faults, Rule
from sandbox.journal import Journal

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

    def reset(self, scenario: scenarios.Scenario, /) -> None:
        """Replace the whole state."""


class Control:
    """Finds the route of a control call and runs it."""

    def __init__(self, twin: Twin, faults: Faults) -> None:
        self._twin = twin
        self._faults = faults
        self._routes = [(method, _pattern(path), handler) for (method, path), handler in self._all_routes().items()]

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
        self._twin.journal.clear()
        return {"scenario": name, "credentials": scenario.credentials}

    def _find(self, method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
        for route_method, pattern, handler in self._routes:
            match = pattern.fullmatch(path)
            if match and route_method == method:
                return handler, match.groupdict()
        return None

    def _all_routes(self) -> dict[tuple[str, str], Handler]:
        journal = self._twin.journal
        return {
            ("GET", "health"): lambda _: {"twin": self._twin.name, "status": "ok"},
            ("POST", "reset"): self.reset,
            ("GET", "faults"): lambda _: {"rules": self._faults.as_json()},
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("GET", "journal"): lambda query: {"writes": journal.writes(query.get("entity"))},
            ("GET", "requests"): lambda query: {"requests": journal.requests(int(query.get("since", 0)))},
            ("GET", "calls"): lambda _: journal.calls(),
            ("DELETE", "calls"): self._zero_calls,
            ("GET", "switches"): lambda _: self._twin.switches.change({}),
            ("POST", "switches"): self._switch,
            **self._twin.handlers,
        }

    def _add_fault(self, payload: dict[str, Any]) -> dict[str, Any]:
        self._faults.add(Rule(**payload))
        return {"rules": self._faults.as_json()}

    def _clear_faults(self, _: dict[str, Any]) -> dict[str, Any]:
        self._faults.clear()
        return {"rules": []}

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
    return dt.datetime.now(dt.UTC).date()
