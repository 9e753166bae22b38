"""Proves anew, once a day, the logins that lack a right: one that was given back is found without anybody's doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bindeled.domain.errors import BindeledError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from bindeled.connections.checking import CheckReport
    from bindeled.domain.accounts import Connection
    from bindeled.ports import Clock

_log = structlog.get_logger(__name__)


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
