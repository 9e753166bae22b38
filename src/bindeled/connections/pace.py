"""Keeps calls within what their system allows, at the moment of sending.

Calls within a minute are remembered by each process: a run is carried by one. Calls of a day are counted in the
database, for all processes together.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import time, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from bindeled.connections.errors import AllowanceUsed
from bindeled.domain.calendar import danish_day, danish_moment
from bindeled.domain.pacing import Allowance, Shares, most, share_of, wait_before

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.domain.links import Standing
    from bindeled.ports import Clock

_SPAN_KEPT = 100_000


@dataclass
class Paces:
    """When the calls of this process were begun, connection by connection. Safe to share by threads."""

    _begun: dict[int, deque[float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, connection_id: int, now: float, calls: int, span: float) -> float:
        """Take a place for a call and return 0; or return how many seconds to wait, without taking one."""
        with self._lock:
            begun = self._begun.setdefault(connection_id, deque(maxlen=_SPAN_KEPT))
            while begun and begun[0] <= now - span:
                begun.popleft()
            wait = wait_before(begun, now, calls, span)
            if not wait:
                begun.append(now)
            return wait


@dataclass(frozen=True, slots=True)
class Pace:
    """The pace of one connection. `tick` is a clock that only goes forward, in seconds."""

    paces: Paces
    allowance: Allowance
    shares: Shares
    clock: Clock
    tick: Callable[[], float]

    def __call__(self, standing: Standing) -> float:
        """Take a place for a call and return 0; or return how many seconds to wait, without taking one.

        Raises AllowanceUsed when no more calls may be made on this day.
        """
        connection, now = standing.connection, self.clock()
        share = share_of(connection.link, standing.slowed_until, now, self.shares)
        daily = self.allowance.daily
        if daily is not None and standing.calls_today >= most(daily, share):
            midnight = danish_moment(danish_day(now) + timedelta(days=1), time())
            wait = (midnight - now).total_seconds()
            raise AllowanceUsed(connection.system.title, standing.calls_today, daily, wait)
        if self.allowance.calls is None:
            return 0.0
        calls = most(self.allowance.calls, share)
        return self.paces.take(connection.id, self.tick(), calls, self.allowance.span)


def unpaced(standing: Standing) -> float:
    """Let every call start at once."""
    del standing
    return 0.0
