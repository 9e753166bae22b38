"""Looks at links: one call that asks a system who we are, by one worker at a time, and what follows from the answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from bindeled.connections.checking import require_same_company
from bindeled.connections.claims import held_up
from bindeled.connections.errors import LinkShut
from bindeled.connections.leases import LOOKED_AT
from bindeled.connections.links import trigger_of
from bindeled.connections.looking import LookLimits, next_look
from bindeled.domain.errors import BindeledError, MissingRight, NeedsSignIn, SessionEnded, Throttled, Transient
from bindeled.domain.gate import CARRIES
from bindeled.domain.links import Trigger
from bindeled.domain.states import LinkState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, timedelta

    from bindeled.connections.breaker import Breakers
    from bindeled.connections.hearing import AttemptStore, HearingLimits, LinkStore
    from bindeled.domain.accounts import Connection
    from bindeled.domain.links import LookHistory, Standing
    from bindeled.domain.nouns import Company
    from bindeled.ports import Clock

# A refusal was met before: the second one is a verdict.
_CONFIRMED = frozenset({LinkState.SUSPECT, LinkState.ACTION_REQUIRED})

_log = structlog.get_logger(__name__)


class LookedAt(Protocol):
    """A connection with what decides when it is looked at next."""

    @property
    def connection(self) -> Connection:
        """Return the connection as it stands."""

    @property
    def history(self) -> LookHistory:
        """Return what was tried."""

    @property
    def is_due(self) -> bool:
        """Return whether a run is due or under way."""


class LookStore(Protocol):
    """When links were looked at, and the one place from which a link may be looked at."""

    def claim(self, connection: Connection, holder: str, now: datetime, until: datetime) -> bool:
        """Take the place; False when another holds it."""

    def hold(self, connection: Connection, holder: str, until: datetime) -> None:
        """Keep the place until this moment; does nothing when another has taken it."""

    def let_go(self, connection: Connection, holder: str, at: datetime, *, looked: bool, is_same: bool) -> None:
        """Give the place back; note that the link was looked at, if it was, and that it stands the same, if it does."""

    def answered(self, connection: Connection, at: datetime) -> None:
        """Note that the system answered as it should."""

    def wait_until(self, connection: Connection, moment: datetime, slowed: timedelta) -> None:
        """Note until when the system asked us to wait, and how long we go slowly after that."""

    def all(self, now: datetime) -> Sequence[LookedAt]:
        """Return every connection that is looked at by itself, with its history."""

    def one(self, connection: Connection, now: datetime) -> LookedAt:
        """Return one connection as it stands now, with its history."""


class VersionCounts(Protocol):
    """What is counted against a version."""

    def accepted(self, connection: Connection, version: int) -> None:
        """Note that a version works: what was counted against it is past."""


@dataclass(frozen=True, slots=True)
class Looker:
    """Looks at links that are due, and at one when somebody wants to know.

    `identify` asks the system who we are, with the login in use; `on_works` is told of a link that works again.
    `place_held` is how long a look keeps others from looking when its process has died, and `at_end` is called by a
    thread that has used the store.
    """

    name: str
    looks: LookStore
    links: LinkStore
    versions: VersionCounts
    breakers: Breakers
    identify: Callable[[Connection], Company]
    on_works: Callable[[Connection], None]
    limits: LookLimits
    waiting: HearingLimits
    clock: Clock
    place_held: timedelta
    at_end: Callable[[], None]

    def due(self) -> list[Connection]:
        """Return the connections that are to be looked at now."""
        now = self.clock()
        return [found.connection for found in self.looks.all(now) if self._is_due(found, now)]

    def look_if_due(self, connection: Connection) -> Connection:
        """Look at a link when its time has come; return how it stands then."""
        return self._look(connection, only_if_due=True)

    def look_now(self, connection: Connection) -> Connection:
        """Look at a link because a person asks; a doubt is not confirmed sooner for that."""
        found = self.looks.one(connection, self.clock())
        if found.connection.link is LinkState.SUSPECT:
            return self.look_if_due(connection)
        return self.look(found.connection) if found.connection.link in LOOKED_AT - CARRIES else found.connection

    def look(self, connection: Connection) -> Connection:
        """Ask the system who we are and let the link follow; does nothing while another worker looks at it."""
        return self._look(connection, only_if_due=False)

    def _look(self, connection: Connection, *, only_if_due: bool) -> Connection:
        now = self.clock()
        if not self.looks.claim(connection, self.name, now, now + self.place_held):
            return connection
        with held_up(partial(self._hold, connection), self.place_held, self.at_end):
            return self._look_alone(connection, now, only_if_due=only_if_due)

    def _hold(self, connection: Connection) -> bool:
        self.looks.hold(connection, self.name, self.clock() + self.place_held)
        return True

    def _look_alone(self, connection: Connection, now: datetime, *, only_if_due: bool) -> Connection:
        looked = is_same = False
        try:
            # Read behind the claim: another worker may have looked just before.
            found = self.looks.one(connection, now)
            if only_if_due and not self._is_due(found, now):
                return found.connection
            looked = True
            after = self._ask(found.connection)
            is_same = after.link is found.connection.link
            return after
        finally:
            self.looks.let_go(connection, self.name, self.clock(), looked=looked, is_same=is_same)

    def _is_due(self, found: LookedAt, now: datetime) -> bool:
        moment = next_look(found.connection, found.history, self.limits, is_due=found.is_due)
        return moment is not None and now >= moment

    def _ask(self, connection: Connection) -> Connection:
        try:
            require_same_company(connection, self.identify(connection))
        except LinkShut:
            return connection
        except BindeledError as error:
            return self._failed(connection, error)
        return self._works(connection)

    def _works(self, connection: Connection) -> Connection:
        at = self.clock()
        self.breakers.forget(connection.id)
        self.looks.answered(connection, at)
        if connection.active_version is not None:
            self.versions.accepted(connection, connection.active_version)
        after = self.links.happened(connection, Trigger.WORKS, at)
        if after.link is not connection.link:
            _log.info("link.works", connection=connection.id, system=connection.system.value)
            self.on_works(after)
        return after

    def _failed(self, connection: Connection, error: BindeledError) -> Connection:
        trigger = self._trigger(connection, error)
        if isinstance(error, Throttled):
            self.looks.wait_until(connection, self.clock() + self.waiting.asked(error), self.waiting.slowed)
        if isinstance(error, MissingRight):
            self.links.lacks(connection, error.resource, self.clock())
        facts: dict[str, Any] = {"look": True}
        return self.links.happened(connection, trigger, self.clock(), error.evidence, facts) if trigger else connection

    def _trigger(self, connection: Connection, error: BindeledError) -> Trigger | None:
        """Return what a look that failed says. It confirms a doubt, and never makes two verdicts of one refusal."""
        if isinstance(error, NeedsSignIn) and connection.link in _CONFIRMED:
            return Trigger.REJECTED_FOR_GOOD
        if isinstance(error, SessionEnded):
            return None
        if isinstance(error, Transient) and connection.link in CARRIES:
            # One look alone is no outage; its calls count with the others.
            return None if not isinstance(error, Throttled) else Trigger.ASKED_TO_WAIT
        return trigger_of(error)


@dataclass(frozen=True, slots=True)
class LookHearing:
    """Implements `connections.leases.Listener` for looks: the looker concludes, only refusals are counted here."""

    versions: AttemptStore
    breakers: Breakers
    links: LinkStore
    clock: Clock

    def heard(self, standing: Standing, error: BindeledError | None) -> None:
        """Count a first refusal, and a failure towards an outage."""
        connection = standing.connection
        if isinstance(error, NeedsSignIn) and not standing.is_refused and connection.active_version is not None:
            self.versions.refused(connection, connection.active_version, self.clock())
        failed = isinstance(error, Transient) and not isinstance(error, Throttled | SessionEnded)
        if self.breakers.note(connection.id, self.clock(), failed=failed) and error is not None:
            self.links.happened(connection, Trigger.UNANSWERED, self.clock(), error.evidence)
