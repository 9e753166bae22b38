"""What a worker does for links again and again: looks at those that are due, proves anew those that lack a right."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

import structlog

from bindeled.connections.hearing import LinkStore
from bindeled.domain.errors import BindeledError
from bindeled.domain.links import Trigger

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime, timedelta

    from bindeled.connections.checking import CheckReport
    from bindeled.connections.looker import Looker
    from bindeled.domain.accounts import Connection
    from bindeled.ports import Clock

_log = structlog.get_logger(__name__)


class PausedLinks(LinkStore, Protocol):
    """How links stand, and which pauses end."""

    def pauses_over(self, now: datetime) -> Sequence[Connection]:
        """Return the connections whose pause has come to its end."""


class LookRound:
    """Looks at every link that is due, each in a thread of its own: one that hangs keeps no other waiting."""

    def __init__(
        self,
        looker: Looker,
        links: PausedLinks,
        around: Callable[[], AbstractContextManager[object]],
        *,
        at_once: int,
        clock: Clock,
    ) -> None:
        self._looker = looker
        self._links = links
        self._around = around
        self._clock = clock
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="look")
        self._under_way: set[int] = set()

    def __call__(self) -> None:
        """End the pauses that are over, and begin to look at what is due and is not being looked at already."""
        for connection in self._links.pauses_over(self._clock()):
            self._links.happened(connection, Trigger.RESUMED, self._clock(), None, {"by": "its end"})
        for connection in self._looker.due():
            if connection.id not in self._under_way:
                self._under_way.add(connection.id)
                self._pool.submit(self._look, connection)

    def _look(self, connection: Connection) -> None:
        try:
            with self._around():
                self._looker.look_if_due(connection)
        finally:
            self._under_way.discard(connection.id)


class LimitedRound:
    """Proves a login a day after its link came to lack a right, and then every day that this process lives.

    `limited` returns the connections that lack a right, `prove` proves one as a whole and lets what waited go on.
    """

    def __init__(
        self,
        limited: Callable[[], list[Connection]],
        prove: Callable[[Connection], CheckReport],
        clock: Clock,
        every: timedelta,
    ) -> None:
        self._limited = limited
        self._prove = prove
        self._clock = clock
        self._every = every
        self._proved: dict[int, datetime] = {}

    def __call__(self) -> None:
        """Prove each login whose time has come. What a system answers moves its link, and ends no round."""
        for connection in self._limited():
            last = max(connection.link_since, self._proved.get(connection.id, connection.link_since))
            if self._clock() - last >= self._every:
                self._proved[connection.id] = self._clock()
                self._look(connection)

    def _look(self, connection: Connection) -> None:
        try:
            self._prove(connection)
        except BindeledError as error:
            _log.info("limited.not_proved", connection=connection.id, reason=error.sentence)
