"""Notes when the calls of a run leave, since a write may wait long after it was written down as being sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bindeled.ports import Clock


@dataclass
class Departures:
    """Calls `note` with the time when a call is about to leave, once in `every` seconds of `tick` at most.

    So whatever a run has under way left `every` seconds after the last note at the latest, and what became of a write
    is not judged before that is long ago. Safe to share by threads.
    """

    note: Callable[[datetime], None]
    clock: Clock
    tick: Callable[[], float]
    every: float
    _noted: float | None = field(default=None, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def __call__(self) -> None:
        """Hear that a call is about to leave."""
        with self._lock:
            now = self.tick()
            if self._noted is None or now - self._noted >= self.every:
                self.note(self.clock())
                self._noted = now


def unnoted() -> None:
    """Hear that a call is about to leave that belongs to no run."""
