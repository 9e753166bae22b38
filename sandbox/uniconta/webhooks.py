"""Change-URL webhooks: who hears of a change, and the thread that tells them (Uniconta sheet 5, 8.21).

Only addresses of this machine are called; any other is marked with an error.
"""

import http.client
import ipaddress
import json
import queue
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from sandbox.journal import Write
from sandbox.uniconta.entities import ENTITIES
from sandbox.uniconta.kinds import moment_now
from sandbox.uniconta.state import Company, Row, State
from sandbox.uniconta.switches import Switches
from sandbox.uniconta.wire import Writer

SUBSCRIPTIONS = "TableChangeEventClient"

KEPT_DELIVERIES = 1_000
_PATIENCE_SECONDS = 0.3  # how long the thread waits for events that it is to turn round
_VERBS = {"insert": "add", "update": "update", "delete": "delete"}


@dataclass(frozen=True)
class Event:
    """One call that is to be made; `body` is None for a GET."""

    company: Company
    subscription: int
    url: str
    body: bytes | None


class Delivery(NamedTuple):
    """One event that was dealt with. `error` is None when the receiver answered with success."""

    method: str
    url: str
    tries: int
    error: str | None


@dataclass
class _Count:
    """Which event this is, for switches that mean every n-th."""

    told: int = 0
    waiting: int = 0
    deliveries: deque[Delivery] = field(default_factory=lambda: deque(maxlen=KEPT_DELIVERIES))


class Webhooks:
    """Turns accepted writes into calls, in the background and in the order of the writes unless switched otherwise."""

    def __init__(self, state: State, switches: Switches) -> None:
        self._state = state
        self._switches = switches
        self._queue: queue.SimpleQueue[tuple[_Count, Event]] = queue.SimpleQueue()
        self._count = _Count()
        self._thread: threading.Thread | None = None

    def forget(self) -> None:
        """Begin anew; what still waits is not delivered any more."""
        self._count = _Count()

    def tell(self, company: Company, writes: Iterable[Write]) -> None:
        """Take note of writes in one company. The caller holds the state's lock."""
        if not len(company.table(SUBSCRIPTIONS)):
            return
        for write in writes:
            for event in self._events(company, write):
                self._put(event)

    def report(self) -> dict[str, Any]:
        """Return how many events wait, and what became of the latest."""
        with self._state.lock:
            return {"waiting": self._count.waiting, "deliveries": [each._asdict() for each in self._count.deliveries]}

    def _events(self, company: Company, write: Write) -> Iterator[Event]:
        table = self._switches.table_ids.get(write.entity)
        if table is None:
            return  # no master table
        for row in list(company.table(SUBSCRIPTIONS)):
            silenced = self._switches.webhook_stops_on_error and row["HasError"]
            if row["TableId"] == table and not silenced:
                body = self._body(company, write) if row["UsePost"] else None
                yield Event(company, row["RowId"], _address(row, company, write, self._switches), body)

    def _body(self, company: Company, write: Write) -> bytes:
        """Write the record with its user-defined fields; of a deleted one nothing but how to find it (sheet 5)."""
        entity = ENTITIES[write.entity]
        if write.after is None:
            row = write.before or {}
            shown = {name: row[name] for name in ("RowId", "KeyStr", entity.key or "RowId")}
        else:
            shown = Writer(company, entity, self._switches, with_user_fields=True).without_nulls(write.after)
        return json.dumps(shown, ensure_ascii=False).encode()

    def _put(self, event: Event) -> None:
        count, switches = self._count, self._switches
        count.told += 1
        if switches.webhook_drop_every and count.told % switches.webhook_drop_every == 0:
            return
        twice = switches.webhook_duplicate_every and count.told % switches.webhook_duplicate_every == 0
        for _ in range(2 if twice else 1):
            count.waiting += 1
            self._queue.put((count, event))
        self._start()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            for count, event in self._next_group():
                if count is self._count:  # else it belongs to a scenario that is gone
                    self._finish(count, event, self._deliver(event))

    def _next_group(self) -> list[tuple[_Count, Event]]:
        """Return what is to be delivered next: one event, or, by switch, several the other way round."""
        group = [self._queue.get()]
        while len(group) < self._switches.webhook_reorder:
            try:
                group.append(self._queue.get(timeout=_PATIENCE_SECONDS))
            except queue.Empty:
                break
        return group[::-1]

    def _deliver(self, event: Event) -> Delivery:
        tries, error = 0, None
        while tries < max(1, self._switches.webhook_tries):
            if tries:
                time.sleep(self._switches.webhook_retry_seconds)
            tries += 1
            error = _send(event, self._switches.webhook_timeout_seconds)
            if error is None:
                break
        return Delivery("GET" if event.body is None else "POST", event.url, tries, error)

    def _finish(self, count: _Count, event: Event, delivery: Delivery) -> None:
        with self._state.lock:
            count.waiting -= 1
            count.deliveries.append(delivery)
            table = event.company.table(SUBSCRIPTIONS)
            row = table.get(event.subscription)
            if row is not None:
                outcome = {"HasError": delivery.error is not None, "ErrorMessage": delivery.error}
                table.put({**row, **outcome, "LastEvent": moment_now()})


def _address(subscription: Row, company: Company, write: Write, switches: Switches) -> str:
    row = write.after or write.before or {}
    verb = _VERBS[write.action]
    parameters = {
        "CompanyId": company.number,
        "Table": write.entity.removesuffix("Client"),
        "RowId": row["RowId"],
        "Key": row["KeyStr"] or "",
        **_verbs(verb, switches),
        **({switches.webhook_argument: subscription["Argument"]} if subscription["Argument"] else {}),
    }
    query = urlencode(parameters, quote_via=quote)
    if switches.webhook_separator != "&":
        query = query.replace("&", switches.webhook_separator)
    return f"{subscription['Url']}{'&' if '?' in subscription['Url'] else '?'}{query}"


def _verbs(verb: str, switches: Switches) -> dict[str, str]:
    """Name what happened as receivers read it, as the page writes it, or both."""
    both = {"Action": verb, "Operation": verb.capitalize()}
    return {name: text for name, text in both.items() if switches.webhook_verb in (name, "both")}


def _send(event: Event, timeout: float) -> str | None:
    """Make the call; return what went wrong, None when nothing did."""
    parts = urlsplit(event.url)
    if parts.scheme != "http" or not _is_here(parts.hostname or ""):
        return "Only http addresses of this machine are called"
    method = "GET" if event.body is None else "POST"
    headers = {} if event.body is None else {"Content-Type": "application/json; charset=utf-8"}
    try:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
        try:
            connection.request(method, f"{parts.path or '/'}?{parts.query}", body=event.body, headers=headers)
            status = connection.getresponse().status
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        return type(error).__name__
    return None if 200 <= status < 300 else f"HTTP {status}"


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
