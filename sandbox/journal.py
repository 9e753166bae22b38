"""What a twin was asked and what it accepted, kept apart from its state so that the two can be compared.

Each call is written down with the version of the credential that signed it and how that version stood when the call
came in; each accepted write with before, after and the call that brought it.
"""

import threading
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sandbox.clock import clock
from sandbox.versions import NOT_RIGHT, Credentials, Signature, Standing

KEPT_REQUESTS = 50_000


class Request(NamedTuple):
    """One call. Moments are in seconds since 1970 by the twin's clock; `status` is None when it was reset instead.

    `number` counts calls in the order in which they were completed. `version` counts the secrets of one login as they
    were given out, from 1; None when the secret is not one of them.
    """

    number: int
    arrived: float
    completed: float
    method: str
    path: str
    status: int | None
    credential: str
    version: int | None = None
    standing: Standing = "unsigned"


class Write(NamedTuple):
    """One accepted change of one row; `before` is None for a create, `after` for a delete."""

    entity: str
    action: str
    key: int | str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(slots=True)
class Call:
    """A call that is under way. Whoever answers it sets `status`, None for a connection that was reset."""

    signature: Signature
    arrived: float
    status: int | None = 500  # what the server answers when the twin itself breaks
    request: Request | None = None  # how it was written down when it ended


@dataclass(slots=True)
class Signed:
    """The calls that one version signed while it stood in one way: how many, how they ended, when they arrived."""

    calls: int = 0
    by_status: Counter[str] = field(default_factory=Counter)
    first: float = float("inf")
    last: float = 0.0

    def add(self, request: Request) -> None:
        """Count one more."""
        self.calls += 1
        self.by_status[_outcome(request.status)] += 1
        self.first, self.last = min(self.first, request.arrived), max(self.last, request.arrived)

    def as_json(self) -> dict[str, Any]:
        """Show the counts; moments are in seconds since 1970."""
        return {"calls": self.calls, "by_status": dict(self.by_status), "first": self.first, "last": self.last}


def _now() -> float:
    return clock.now().timestamp()


class Journal:
    """Calls and accepted writes of one twin. The list of calls forgets the oldest, the counts forget nothing.

    Calls that no living credential signed are remembered all, since the question of how many there were is the
    question whether a client locks its customer out.
    """

    def __init__(self, now: Callable[[], float] = _now) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._here = threading.local()
        self.credentials = Credentials(now)
        self._requests: deque[Request] = deque(maxlen=KEPT_REQUESTS)
        self._refused: list[Request] = []
        self._writes: list[Write] = []
        self._calls_of_writes: list[Call | None] = []
        self._number = self._under_way = 0
        self._by_path: Counter[str] = Counter()
        self._by_status: Counter[str] = Counter()
        self._signed: defaultdict[Signature, Signed] = defaultdict(Signed)

    @contextmanager
    def call(self, method: str, path: str, authorization: str) -> Iterator[Call]:
        """Remember one call and what it wrote; `authorization` is the header it was signed with, or one that says so.

        The signature is judged when the call comes in: a call that began before a revocation is not one after it. A
        `ConnectionResetError` passes through and is remembered as a reset.
        """
        call = Call(self.credentials.judge(authorization), self._now())
        with self._lock:
            self._under_way += 1
        self._here.call = call
        try:
            yield call
        except ConnectionResetError:
            call.status = None
            raise
        finally:
            self._here.call = None
            self._close(call, method, path)

    def note_write(self, write: Write) -> None:
        """Remember one accepted change."""
        self.note_writes([write])

    def note_writes(self, writes: Iterable[Write]) -> None:
        """Remember many accepted changes of the call that this thread is answering."""
        call: Call | None = getattr(self._here, "call", None)
        with self._lock:
            self._writes.extend(writes)
            self._calls_of_writes.extend([call] * (len(self._writes) - len(self._calls_of_writes)))

    def requests(self, since: int = 0) -> list[dict[str, Any]]:
        """Return the calls with a number above `since` that are still remembered, oldest first."""
        with self._lock:
            return [request._asdict() for request in self._requests if request.number > since]

    def refused(self) -> list[Request]:
        """Return every call that came with a secret that was dead or never given out, oldest first."""
        with self._lock:
            return list(self._refused)

    def signed(self) -> list[dict[str, Any]]:
        """Count all calls by who signed them, with which version, and how that stood."""
        with self._lock:
            return [{**who._asdict(), **calls.as_json()} for who, calls in self._signed.items()]

    def writes(self, entity: str | None = None) -> list[dict[str, Any]]:
        """Return every accepted change, of one entity when it is named, oldest first."""
        with self._lock:
            return [write._asdict() for write in self._writes if entity in (None, write.entity)]

    def signed_writes(self) -> list[tuple[Write, Request | None]]:
        """Return every accepted change with its call, oldest first; no call for one that is not answered yet."""
        with self._lock:
            calls = (call.request if call else None for call in self._calls_of_writes)
            return list(zip(self._writes, calls, strict=True))

    def calls(self) -> dict[str, Any]:
        """Count calls since the counters were last zeroed: in all, per method and path root, per status.

        `under_way` are those that are not completed; they count nowhere else.
        """
        with self._lock:
            return {
                "total": self._by_path.total(),
                "under_way": self._under_way,
                "by_path": dict(self._by_path),
                "by_status": dict(self._by_status),
            }

    def zero_calls(self) -> None:
        """Begin counting calls anew. Numbers of requests go on rising."""
        with self._lock:
            self._by_path.clear()
            self._by_status.clear()

    def clear(self) -> None:
        """Forget everything, as for a new scenario."""
        with self._lock:
            self._requests.clear()
            self._refused.clear()
            self._writes.clear()
            self._calls_of_writes.clear()
            self._by_path.clear()
            self._by_status.clear()
            self._signed.clear()
            self._number = 0
            self.credentials.clear()

    def _close(self, call: Call, method: str, path: str) -> None:
        """Write a call down under the next number, and its number beside what it wrote."""
        with self._lock:
            self._number += 1
            self._under_way -= 1
            facts = (self._number, call.arrived, self._now(), method, path, call.status)
            call.request = Request(*facts, *_settled(call))
            self._requests.append(call.request)
            if call.request.standing in NOT_RIGHT:
                self._refused.append(call.request)
            self._by_path[f"{method} {path_root(path)}"] += 1
            self._by_status[_outcome(call.status)] += 1
            self._signed[Signature(*call.request[-3:])].add(call.request)


def _settled(call: Call) -> Signature:
    """Whether a session outlives its password is for the provider to say; one that it refuses is dead with it."""
    signature = call.signature
    if signature.standing == "outlived" and call.status == 401:
        return signature._replace(standing="dead")
    return signature


def _outcome(status: int | None) -> str:
    return "reset" if status is None else str(status)


def path_root(path: str) -> str:
    """Return `path` without its numeric parts: ids of rows and of companies."""
    return "/".join(part for part in path.split("/") if not part.isdecimal())
