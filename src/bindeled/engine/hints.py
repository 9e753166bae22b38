"""Takes hints and lets the flows run that they are about. A hint is never data: the run reads for itself.

Nothing hangs on a hint. One that is lost, forged, too many or too late changes when a flow runs, and not what it does:
the schedule runs every flow anyway, and each run finds whatever changed.
"""

from __future__ import annotations

from enum import Enum
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from bindeled.domain.hints import flows_hinted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime, timedelta

    from bindeled.domain.accounts import System
    from bindeled.domain.hints import Hook
    from bindeled.engine.schedule import KeptSchedules
    from bindeled.ports import Clock

_MINUTE = 60
# So many addresses at once are more than there are tenants; what is beyond is a stranger trying addresses.
_ADDRESSES = 10


class Taken(Enum):
    """What becomes of a call."""

    TAKEN = "taken"
    UNKNOWN = "unknown"
    TOO_MANY = "too_many"


class KeptHints(Protocol):
    """The hints that wait for their run: one for each tenant and flow, however many were given."""

    def add(self, hook: Hook, flows: Iterable[str], due_at: datetime, at: datetime) -> None:
        """Keep a hint for each of these flows; one that waits already is left with its time."""

    def due(self, at: datetime) -> Sequence[tuple[int, str]]:
        """Return tenant and flow of each hint whose time has come."""

    def follow(self, tenant_id: int, flow: str, at: datetime) -> bool:
        """Ask for the run that a hint is for, and let go of the hint; return whether a run was asked for.

        A run that is queued, waits or is held will read whatever changed, so the hint has had its effect. One that is
        under way may have read before the change: the hint stays until it has ended.
        """

    def drop(self, tenant_id: int, flow: str) -> None:
        """Let go of a hint."""


class Throttle:
    """Counts calls by address within a minute. Kept in memory: a flood must cost less than what it floods."""

    def __init__(self, calls_a_minute: int) -> None:
        self._limit = calls_a_minute
        self._lock = Lock()
        self._minute = 0
        self._counts: dict[str, int] = {}
        self._all = 0

    def is_too_many(self, key: str, now: datetime) -> bool:
        """Count a call and return whether there were too many to this address, or to all together."""
        minute = int(now.timestamp()) // _MINUTE
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts, self._all = minute, {}, 0
            self._all += 1
            if self._all > self._limit * _ADDRESSES:
                return True
            self._counts[key] = self._counts.get(key, 0) + 1
            return self._counts[key] > self._limit


class HintReceiver:
    """Takes the calls of one process. `settle` is how long a hint waits for more of its kind before its run is due."""

    def __init__(
        self,
        opened: Callable[[System, str, str], Hook | None],
        hints: KeptHints,
        flows: Iterable[str],
        clock: Clock,
        *,
        settle: timedelta,
        throttle: Throttle,
    ) -> None:
        self._opened = opened
        self._hints = hints
        self._flows = frozenset(flows)
        self._clock = clock
        self._settle = settle
        self._throttle = throttle

    def take(self, system: System, key: str, query: str, body: bytes) -> Taken:
        """Take one call and return what becomes of it. Raises what the store raises."""
        now = self._clock()
        if self._throttle.is_too_many(key, now):
            return Taken.TOO_MANY
        hook = self._opened(system, key, query)
        if hook is None:
            return Taken.UNKNOWN
        self._hints.add(hook, flows_hinted(system, query, body) & self._flows, now + self._settle, now)
        return Taken.TAKEN


def queue_hinted_runs(hints: KeptHints, schedules: KeptSchedules, now: datetime) -> int:
    """Ask for the runs that hints are due for and return how many; a flow that never runs by itself is left alone."""
    queued = 0
    for tenant_id, flow in hints.due(now):
        if schedules.current(tenant_id, flow).schedule.windows:
            queued += hints.follow(tenant_id, flow, now)
        else:
            hints.drop(tenant_id, flow)
    return queued
