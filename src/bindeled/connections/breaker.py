"""When failing calls mean that a system is away: many in a short time, or half of all. One alone does not."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class BreakerLimits:
    """`failures` within `span` open the breaker, or `share` of at least `calls` within `memory` (connections 3.4)."""

    failures: int = 5
    span: timedelta = timedelta(seconds=30)
    share: float = 0.5
    calls: int = 20
    memory: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Heard:
    """One call: when it ended, and whether the system failed to answer it with its own voice."""

    at: datetime
    failed: bool


def opens(heard: Sequence[Heard], now: datetime, limits: BreakerLimits) -> bool:
    """Return whether these calls, in the order of time, mean that the system is away."""
    recent = [call for call in heard if now - call.at <= limits.memory]
    failures = [call for call in recent if call.failed]
    crowded = sum(now - call.at <= limits.span for call in failures) >= limits.failures
    # A call that runs into its time-out takes minutes: as many in a row say the same, however long they took.
    in_a_row = len(recent) >= limits.failures and all(call.failed for call in recent[-limits.failures :])
    shared = len(recent) >= limits.calls and len(failures) >= limits.share * len(recent)
    return crowded or in_a_row or shared


@dataclass
class Breakers:
    """What the calls of this process met lately, connection by connection. Safe to share by threads."""

    limits: BreakerLimits = field(default_factory=BreakerLimits)
    _heard: dict[int, deque[Heard]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def note(self, connection_id: int, at: datetime, *, failed: bool) -> bool:
        """Remember a call; return whether the system has to be taken for away now."""
        with self._lock:
            heard = self._heard.setdefault(connection_id, deque(maxlen=_REMEMBERED))
            heard.append(Heard(at, failed))
            return failed and opens(heard, at, self.limits)

    def forget(self, connection_id: int) -> None:
        """Begin anew: the system was found to answer."""
        with self._lock:
            self._heard.pop(connection_id, None)
