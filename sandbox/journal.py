"""What a twin was asked and what it accepted, kept apart from its state so that the two can be compared."""

import threading
import time
from collections import Counter, deque
from collections.abc import Iterable
from typing import Any, NamedTuple

KEPT_REQUESTS = 20_000


class Request(NamedTuple):
    """One call. `time` is in seconds since 1970; `status` is None when the connection was reset instead."""

    number: int
    time: float
    method: str
    path: str
    status: int | None
    credential: str


class Write(NamedTuple):
    """One accepted change of one row; `before` is None for a create, `after` for a delete."""

    entity: str
    action: str
    key: int | str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Journal:
    """Calls and accepted writes of one twin. The list of calls forgets the oldest, the counts forget nothing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: deque[Request] = deque(maxlen=KEPT_REQUESTS)
        self._writes: list[Write] = []
        self._number = 0
        self._by_path: Counter[str] = Counter()
        self._by_status: Counter[str] = Counter()

    def note_request(self, method: str, path: str, status: int | None, credential: str) -> None:
        """Remember one call; `credential` names who asked, never the secret."""
        with self._lock:
            self._number += 1
            self._requests.append(Request(self._number, time.time(), method, path, status, credential))
            self._by_path[f"{method} {path_root(path)}"] += 1
            self._by_status["reset" if status is None else str(status)] += 1

    def note_write(self, write: Write) -> None:
        """Remember one accepted change."""
        self.note_writes([write])

    def note_writes(self, writes: Iterable[Write]) -> None:
        """Remember many accepted changes of one call."""
        with self._lock:
            self._writes.extend(writes)

    def requests(self, since: int = 0) -> list[dict[str, Any]]:
        """Return the calls with a number above `since` that are still remembered, oldest first."""
        with self._lock:
            return [request._asdict() for request in self._requests if request.number > since]

    def writes(self, entity: str | None = None) -> list[dict[str, Any]]:
        """Return every accepted change, of one entity when it is named, oldest first."""
        with self._lock:
            return [write._asdict() for write in self._writes if entity in (None, write.entity)]

    def calls(self) -> dict[str, Any]:
        """Count calls since the counters were last zeroed: in all, per method and path root, per status."""
        with self._lock:
            return {
                "total": self._by_path.total(),
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
            self._writes.clear()
            self._by_path.clear()
            self._by_status.clear()
            self._number = 0


def path_root(path: str) -> str:
    """Return `path` without its numeric parts: ids of rows and of companies."""
    return "/".join(part for part in path.split("/") if not part.isdecimal())
