"""Replaces a login where two cannot be used side by side: calls are stopped while the old one gives way to the new.

For a server user that may be signed in once only, or a password that is changed in place (connections 3.6).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING, Protocol

import structlog

from bindeled.domain.errors import Overtaken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from bindeled.domain.accounts import Connection
    from bindeled.domain.links import Standing
    from bindeled.ports import Clock

_LOOK_SECONDS = 0.05
# How often a barrier is held up in the time for which it stands by itself.
_HOLDS = 4
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class BarrierLimits:
    """`wait` is how long calls under way are waited for; `budget` how long the barrier may stand in all.

    It stands for `held` at a time and is held up again meanwhile, so that it falls soon when its process has died.
    """

    wait: timedelta = timedelta(seconds=30)
    budget: timedelta = timedelta(seconds=45)
    held: timedelta = timedelta(seconds=10)


class BarrierStore(Protocol):
    """Barriers, and the calls that are under way. Each method is one transaction."""

    def standing(self, connection: Connection) -> Standing:
        """Return how the connection stands now."""

    def raise_barrier(self, connection: Connection, until: datetime, at: datetime) -> bool:
        """Let no call be started until this moment; False when somebody else's barrier stands."""

    def hold_barrier(self, connection: Connection, until: datetime) -> None:
        """Let the barrier that stands do so until this moment."""

    def lower_barrier(self, connection: Connection) -> None:
        """Let calls be started again."""

    def under_way(self, connection: Connection, since: datetime) -> int:
        """Return how many calls are under way that began after this moment; older ones died with their process."""


@dataclass(frozen=True, slots=True)
class Barriers:
    """Raises barriers. `sleep` waits for so many seconds; `at_end` is called by a thread that has used the store."""

    store: BarrierStore
    limits: BarrierLimits
    clock: Clock
    sleep: Callable[[float], None]
    at_end: Callable[[], None]

    @contextmanager
    def barrier(self, connection: Connection) -> Iterator[None]:
        """Let no call be under way while the block runs, where the connection is of that kind; else just run it.

        A barrier falls by itself a few seconds after its process died, and when its budget is spent. What is still
        under way after the wait is looked up by its own run. Raises Overtaken while another's barrier stands.
        """
        if not self.store.standing(connection).variant.is_barrier:
            yield
            return
        now = self.clock()
        if not self.store.raise_barrier(connection, now + self.limits.held, now):
            raise Overtaken(f"the {connection.system.title} login is being replaced at this moment")
        try:
            with self._held_up(connection, now + self.limits.budget):
                self._wait_for_calls(connection, now + self.limits.wait)
                yield
        finally:
            self.store.lower_barrier(connection)

    @contextmanager
    def _held_up(self, connection: Connection, ends: datetime) -> Iterator[None]:
        """Hold the barrier up from a thread of its own while the block runs, but not beyond its end."""
        enough = Event()
        holding = Thread(target=self._hold, args=(connection, ends, enough), name="barrier", daemon=True)
        holding.start()
        try:
            yield
        finally:
            enough.set()
            holding.join()

    def _hold(self, connection: Connection, ends: datetime, enough: Event) -> None:
        held = self.limits.held
        try:
            while not enough.wait(held.total_seconds() / _HOLDS) and self.clock() < ends:
                self.store.hold_barrier(connection, min(self.clock() + held, ends))
        finally:
            self.at_end()

    def _wait_for_calls(self, connection: Connection, ends: datetime) -> None:
        while left := self.store.under_way(connection, self.clock() - self.limits.budget):
            if self.clock() >= ends:
                _log.warning("barrier.calls_left", connection=connection.id, calls=left)
                return
            self.sleep(_LOOK_SECONDS)
