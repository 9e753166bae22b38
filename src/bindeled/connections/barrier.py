"""Replaces a login where two cannot be used side by side: calls are stopped while the old one gives way to the new.

For a server user that may be signed in once only, or a password that is changed in place (connections 3.6).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

import structlog

from bindeled.connections.claims import held_up
from bindeled.domain.errors import Overtaken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from bindeled.domain.accounts import Connection
    from bindeled.domain.links import Standing
    from bindeled.ports import Clock

_LOOK_SECONDS = 0.05
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

    def under_way(self, connection: Connection, at: datetime) -> int:
        """Return how many calls are under way; those that nobody held up until this moment died with their process."""


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
            hold = partial(self._hold, connection, now + self.limits.budget)
            with held_up(hold, self.limits.held, self.at_end):
                self._wait_for_calls(connection, now + self.limits.wait)
                yield
        finally:
            self.store.lower_barrier(connection)

    def _hold(self, connection: Connection, ends: datetime) -> bool:
        """Hold the barrier up, but not beyond its end; return whether that is still to come."""
        now = self.clock()
        if now < ends:
            self.store.hold_barrier(connection, min(now + self.limits.held, ends))
        return now < ends

    def _wait_for_calls(self, connection: Connection, ends: datetime) -> None:
        while left := self.store.under_way(connection, self.clock()):
            if self.clock() >= ends:
                _log.warning("barrier.calls_left", connection=connection.id, calls=left)
                return
            self.sleep(_LOOK_SECONDS)
