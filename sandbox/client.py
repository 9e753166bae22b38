"""Starts a twin as a process and steers it: what tests and benchmarks use."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Self

import httpx2

from sandbox.control import PREFIX

STOP_SECONDS = 10


class ControlRefused(Exception):
    """The twin did not do what was asked; carries its answer."""


class TwinControl:
    """The control routes of one running twin. Every method raises `ControlRefused` when the twin says no."""

    def __init__(self, url: str) -> None:
        self._client = httpx2.Client(base_url=url + PREFIX, timeout=120, trust_env=False)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def call(self, method: str, path: str, payload: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Call any control route: `payload` is the query of a GET, else the JSON body."""
        sent: dict[str, Any] = {"params": payload} if method == "GET" else {"json": payload or {}}
        answer = self._client.request(method, path, **sent)
        if answer.status_code != 200:
            raise ControlRefused(f"{method} {path}: {answer.status_code} {answer.text}")
        content: dict[str, Any] = answer.json()
        return content

    def health(self) -> dict[str, Any]:
        """Return the twin's name."""
        return self.call("GET", "health")

    def reset(
        self, scenario: str = "small", *, seed: int = 1, today: dt.date | None = None, **options: Any
    ) -> dict[str, dict[str, str]]:
        """Load a scenario and forget faults, journal and switches; return the credentials of both systems."""
        day = today.isoformat() if today else None
        body = {"scenario": scenario, "seed": seed, "today": day, "options": options}
        credentials: dict[str, dict[str, str]] = self.call("POST", "reset", body)["credentials"]
        return credentials

    def fault(self, fault: str, **rule: Any) -> None:
        """Let calls fail: arguments as in `sandbox.faults.Rule`."""
        self.call("POST", "faults", {"fault": fault, **rule})

    def faults(self) -> list[dict[str, Any]]:
        """Return the rules that are left."""
        return list(self.call("GET", "faults")["rules"])

    def clear_faults(self) -> None:
        """Let everything go well again."""
        self.call("DELETE", "faults")

    def outage(self, fault: str | None = "unavailable") -> None:
        """Let every call meet `fault`, a name of `sandbox.presets`, before any other rule; None ends it."""
        self.call("POST", "outage", {"fault": fault})

    def clock(self) -> dict[str, Any]:
        """Return the twin's `now`, in ISO form, and by how many seconds it was `moved`."""
        return self.call("GET", "clock")

    def move_clock(self, seconds: float) -> dict[str, Any]:
        """Set the twin's clock ahead and return it. It never goes back but by a reset."""
        return self.call("POST", "clock", {"move": seconds})

    def set_clock(self, moment: dt.datetime) -> dict[str, Any]:
        """Let the twin's clock show `moment`, which lies ahead of what it shows, and return it."""
        return self.call("POST", "clock", {"to": moment.isoformat()})

    def journal(self, entity: str | None = None) -> list[dict[str, Any]]:
        """Return the accepted writes, oldest first."""
        return list(self.call("GET", "journal", {"entity": entity} if entity else {})["writes"])

    def requests(self, since: int = 0) -> list[dict[str, Any]]:
        """Return the latest calls in the order in which they were completed (`sandbox.journal.Request`)."""
        return list(self.call("GET", "requests", {"since": since})["requests"])

    def calls(self) -> dict[str, Any]:
        """Return the counts of calls: `total`, `by_path`, `by_status`; and how many are `under_way`."""
        return self.call("GET", "calls")

    def zero_calls(self) -> None:
        """Begin counting calls anew."""
        self.call("DELETE", "calls")

    def switch(self, **values: Any) -> dict[str, Any]:
        """Set switches by name and return all of them."""
        return self.call("POST", "switches", values)

    def rows(self, entity: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """Put rows in as if somebody had made them in the system itself."""
        return self.call("POST", f"rows/{entity}", {"rows": list(rows)})

    def stored(self, entity: str) -> list[dict[str, Any]]:
        """Return all rows of an entity or resource, by rising id, past every right and without a call of the API."""
        return list(self.call("GET", f"rows/{entity}")["rows"])

    def edit(self, **what: Any) -> dict[str, Any]:
        """Change `fields` of one row behind the API's back: `entity, row_id` (Uniconta), `resource, id` (Intempus)."""
        return self.call("POST", "edit", what)

    def delete(self, **what: Any) -> dict[str, Any]:
        """Delete one row behind the API's back, named as for `edit`."""
        return self.call("POST", "delete", what)

    def credentials(self, action: str, **who: Any) -> dict[str, Any]:
        """Do `action` to a `login` and return it with the `secret` that was given out, if any was.

        Both twins know: `add`, `revoke` (at once), `activate` (let in again), `rotate` (a new secret; the old are dead
        at once), `add-secret` (beside the others, as many as a switch allows), `revoke-secret` (one `secret`), `window`
        (`valid_from`, `valid_until` of one `secret` or of all; without dates they are lifted), `change` (rights,
        company and the like). What else each takes stands in its own `credentials` module.
        """
        return self.call("POST", "credentials", {"action": action, **who})

    def versions(self) -> list[dict[str, Any]]:
        """Return every secret that was given out, without the secret: `login`, `version`, `issued`, `died`, `alive`."""
        return list(self.call("GET", "credentials")["versions"])

    def analysis(self, name: str, **query: Any) -> dict[str, Any]:
        """Return one figure that this twin alone can tell; names and queries as in `sandbox.analysis.routes`."""
        return self.call("GET", f"analysis/{name}", query)

    def attempts(self, login: str = "") -> dict[str, Any]:
        """Count calls that came with a dead secret, by day and in the worst five minutes; of one login when named."""
        return self.analysis("attempts", login=login)

    def signed(self) -> list[dict[str, Any]]:
        """Count all calls there were by `login`, `version` and `standing`: `calls`, `by_status`, `first`, `last`."""
        return list(self.analysis("signed")["signed"])

    def contents(self) -> dict[str, Any]:
        """Return `counts` of rows and the `latest` of them, for people."""
        return self.call("GET", "contents")

    def truth(self) -> dict[str, Any]:
        """Return what the twin holds, for comparing with what should be there."""
        return self.call("GET", "truth")

    def approve(self, ids: Iterable[int]) -> dict[str, Any]:
        """Intempus: approve work reports finally."""
        return self.call("POST", "approve", {"ids": list(ids)})

    def unapprove(self, ids: Iterable[int]) -> dict[str, Any]:
        """Intempus: withdraw the approval of work reports."""
        return self.call("POST", "unapprove", {"ids": list(ids)})

    def convert_plans(self, until: dt.date) -> dict[str, Any]:
        """Intempus: make reports of the plans up to a day, as it does at night."""
        return self.call("POST", "convert-plans", {"until": until.isoformat()})

    def post_journal(self, journal: str) -> dict[str, Any]:
        """Uniconta: do what the bookkeeper does, post the project journal."""
        return self.call("POST", "post-journal", {"journal": journal})


class RunningTwin:
    """A twin in its own process. Leaving the `with` block stops it."""

    def __init__(self, process: "subprocess.Popen[str]", url: str) -> None:
        self.process = process
        self.url = url
        self.control = TwinControl(url)

    def stop(self) -> None:
        """End the process, the hard way when it does not listen."""
        self.control.close()
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def __enter__(self) -> Self:
        """Give the twin itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.stop()


def start_twin(
    name: str, *, port: int = 0, scenario: str = "empty", seed: int = 1, today: dt.date | None = None
) -> RunningTwin:
    """Start `python -m sandbox.<name>` and wait until it takes calls. Raises `RuntimeError` when it ends instead."""
    command = [sys.executable, "-m", f"sandbox.{name}", "--port", str(port), "--parent", str(os.getpid())]
    command += ["--scenario", scenario, "--seed", str(seed)]
    command += ["--today", today.isoformat()] if today else []
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own module
    assert process.stdout is not None  # noqa: S101 - tells the type checker what PIPE means
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"The {name} twin ended with status {process.wait()} before it took calls")
    return RunningTwin(process, json.loads(line)["url"])
