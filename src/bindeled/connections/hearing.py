"""Concludes from each call how a link stands, at the moment when its answer is judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from bindeled.connections.links import trigger_of
from bindeled.domain.errors import (
    BindeledError,
    ForeignCompany,
    MissingRight,
    NeedsSignIn,
    OutcomeUnknown,
    Throttled,
    Unreachable,
)
from bindeled.domain.links import Trigger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bindeled.connections.breaker import Breakers
    from bindeled.domain.accounts import Connection
    from bindeled.domain.errors import Evidence
    from bindeled.domain.links import Standing
    from bindeled.ports import Clock


_READING = frozenset({"GET", "HEAD"})


class LinkStore(Protocol):
    """How links stand. Each method is one transaction; `happened` writes the event in it."""

    def happened(
        self,
        connection: Connection,
        trigger: Trigger,
        at: datetime,
        evidence: Evidence | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> Connection:
        """Move the link as the table says and return the connection as it stands now."""

    def lacks(self, connection: Connection, resource: str, at: datetime, *, by_write: bool = False) -> None:
        """Note that the login may not use this resource; `by_write` says that a real write was refused."""


class AttemptStore(Protocol):
    """What is counted against a version."""

    def refused(self, connection: Connection, version: int, at: datetime) -> None:
        """Note that a version which was in good standing was refused."""


class WaitStore(Protocol):
    """What a system asked for."""

    def wait_until(self, connection: Connection, moment: datetime, slowed: timedelta) -> None:
        """Note until when the system asked us to wait, and how long we go slowly after that."""


@dataclass(frozen=True, slots=True)
class HearingLimits:
    """`patience` is how long a wait may be that is sat out within one call; `wait` how long we wait when not told.

    `slowed` is how long calls go slowly after a wait, until they go at their full rate again.
    """

    patience: timedelta = timedelta(seconds=5)
    wait: timedelta = timedelta(seconds=60)
    slowed: timedelta = timedelta(minutes=5)

    def asked(self, error: Throttled) -> timedelta:
        """Return how long to wait after this."""
        return self.wait if error.retry_after is None else timedelta(seconds=error.retry_after)


@dataclass(frozen=True, slots=True)
class Hearing:
    """Implements `connections.leases.Listener` for business calls.

    `give_way` is asked first about a refusal: True when the login went back to the former one, which blames nobody.
    """

    links: LinkStore
    attempts: AttemptStore
    waits: WaitStore
    breakers: Breakers
    limits: HearingLimits
    clock: Clock
    give_way: Callable[[Connection, NeedsSignIn], bool] = lambda _connection, _error: False

    def heard(self, standing: Standing, error: BindeledError | None) -> None:
        """Note how a call ended. A call that went well costs nothing."""
        connection = standing.connection
        is_away = self.breakers.note(
            connection.id, self.clock(), failed=isinstance(error, Unreachable | OutcomeUnknown)
        )
        if is_away and error is not None:
            self._happened(connection, Trigger.UNANSWERED, error)
        elif isinstance(error, Throttled):
            self._asked_to_wait(connection, error)
        elif isinstance(error, NeedsSignIn):
            self._refused(standing, error)
        elif isinstance(error, MissingRight):
            self.concluded(connection, error)

    def concluded(self, connection: Connection, error: BindeledError) -> None:
        """Note what a run concluded from answers that were good ones by themselves."""
        trigger = trigger_of(error)
        if isinstance(error, MissingRight):
            by_write = error.evidence is not None and error.evidence.method not in _READING
            self.links.lacks(connection, error.resource, self.clock(), by_write=by_write)
        if isinstance(error, MissingRight | ForeignCompany) and trigger is not None:
            self._happened(connection, trigger, error)

    def _asked_to_wait(self, connection: Connection, error: Throttled) -> None:
        wait = self.limits.asked(error)
        if wait > self.limits.patience:
            self.waits.wait_until(connection, self.clock() + wait, self.limits.slowed)
            self._happened(connection, Trigger.ASKED_TO_WAIT, error)

    def _refused(self, standing: Standing, error: NeedsSignIn) -> None:
        connection = standing.connection
        if connection.active_version is not None and not standing.is_refused:
            self.attempts.refused(connection, connection.active_version, self.clock())
        trigger = trigger_of(error)
        if not self.give_way(connection, error) and trigger is not None:
            self._happened(connection, trigger, error)

    def _happened(self, connection: Connection, trigger: Trigger, error: BindeledError) -> None:
        self.links.happened(connection, trigger, self.clock(), error.evidence)
