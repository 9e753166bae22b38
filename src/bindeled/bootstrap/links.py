"""Joins what keeps the links: leases at the moment of sending, what is concluded from calls, and looks."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from django.db import connections

from bindeled.bootstrap.limits import doubt_limits
from bindeled.bootstrap.time import now
from bindeled.connections.barrier import BarrierLimits, Barriers
from bindeled.connections.breaker import BreakerLimits, Breakers
from bindeled.connections.departures import Departures, unnoted
from bindeled.connections.errors import TriedTooOften
from bindeled.connections.hearing import Hearing, HearingLimits
from bindeled.connections.leases import LOOKED_AT, Lease, Listener
from bindeled.connections.looker import Looker, LookHearing
from bindeled.connections.looking import LookLimits
from bindeled.connections.pace import Pace, Paces, unpaced
from bindeled.connections.waiting import Turns
from bindeled.domain.accounts import System
from bindeled.domain.attempts import AttemptLimits
from bindeled.domain.errors import NeedsSignIn
from bindeled.domain.gate import CARRIES, FlowGate, gate_of
from bindeled.domain.pacing import Allowance, Shares
from bindeled.engine.worker.places import place_here

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime

    from bindeled.connections.service import Connections
    from bindeled.connections.waiting import Place
    from bindeled.domain.accounts import Connection, VersionRecord
    from bindeled.domain.links import Standing
    from bindeled.domain.nouns import Company
    from bindeled.domain.secrets import Secret
    from bindeled.domain.states import LinkState
    from bindeled.ports import Clock
    from bindeled.settings import Settings
    from bindeled.transport.leave import Leaves

# How often it is noted that a run's calls leave, in the time after which a write without an answer is judged.
_NOTES = 10


@dataclass(frozen=True, slots=True)
class ProcessMemory:
    """What one process remembers of its calls: how they ended, and when they were begun."""

    breakers: Breakers = field(default_factory=Breakers)
    paces: Paces = field(default_factory=Paces)


def memory_of(settings: Settings) -> ProcessMemory:
    """Return what remembers the calls of this process; one for each process."""
    span = timedelta(seconds=settings.breaker_span_seconds)
    return ProcessMemory(
        Breakers(BreakerLimits(settings.breaker_failures, span, settings.breaker_share, settings.breaker_calls))
    )


class Known(Protocol):
    """A system that tells whose data a login opens."""

    def identify(self) -> Company:
        """Return whose data it is. Raises what the system answers."""


class OpenSystems(Protocol):
    """Opens the system of a connection: `bootstrap.systems.Systems`, as far as the links need it."""

    def opened(self, connection: Connection, leaves: Leaves) -> AbstractContextManager[Known]:
        """Return the system, whose calls are signed by these leaves."""

    def header(self, system: System) -> Callable[[VersionRecord, Secret], Secret]:
        """Return what makes the header of a login."""


@dataclass(frozen=True, slots=True)
class Passing:
    """Time as it passes in this process: `tick` only goes forward, `sleep` waits for so many seconds."""

    tick: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class LinkParts:
    """The parts that keep the links of one process."""

    def __init__(
        self,
        settings: Settings,
        systems: OpenSystems,
        logins: Connections,
        process: ProcessMemory,
        clock: Clock = now,
        passing: Passing = Passing(),
    ) -> None:
        from bindeled.store.links import StoredLinks  # noqa: PLC0415 - models need Django set up
        from bindeled.store.looks import StoredLooks  # noqa: PLC0415 - the same
        from bindeled.store.standing import StoredStandings  # noqa: PLC0415 - the same

        self._settings = settings
        self._systems = systems
        self.logins = logins
        self._breakers = process.breakers
        self._paces = process.paces
        self._clock = clock
        self._passing = passing
        self.links = StoredLinks(doubt_limits(settings))
        self.looks = StoredLooks(doubt_limits(settings))
        self.standings = StoredStandings()

    def hearing(self) -> Hearing:
        """Return what concludes from business calls."""
        return Hearing(
            self.links, self.standings, self.looks, self._breakers, self._waiting, self._clock, self._gave_way
        )

    def lease(self, connection: Connection, note: Callable[[datetime], None] | None = None) -> Lease:
        """Return the lease by which a run calls on this connection; where a worker carries one here, with its place.

        `note` is called with the moment when calls leave, often enough to judge by what became of a write.
        """
        every = self._settings.settle_after_seconds / _NOTES
        leaving = unnoted if note is None else Departures(note, self._clock, self._passing.tick, every)
        pace = self._pace(connection.system)
        return self._lease(connection, self.hearing(), CARRIES, pace, place_here(), leaving)

    def gate(self, both: Mapping[System, Connection]) -> FlowGate:
        """Return what a flow from Intempus to Uniconta may do now."""
        return gate_of(self.links.view(both[System.INTEMPUS]), self.links.view(both[System.UNICONTA]))

    def looker(self, name: str, on_works: Callable[[Connection], None]) -> Looker:
        """Return what looks at links in the name of this worker."""
        return Looker(
            name=name,
            looks=self.looks,
            links=self.links,
            versions=self.standings,
            breakers=self._breakers,
            identify=self._identify,
            on_works=on_works,
            limits=self._look_limits,
            waiting=self._waiting,
            clock=self._clock,
            place_held=timedelta(seconds=self._settings.look_place_seconds),
            at_end=connections.close_all,
        )

    def barriers(self) -> Barriers:
        """Return what stops calls while a login is replaced that cannot stand beside its successor."""
        settings = self._settings
        seconds = (settings.barrier_wait_seconds, settings.barrier_budget_seconds, settings.barrier_held_seconds)
        limits = BarrierLimits(*map(_seconds, seconds))
        return Barriers(self.standings, limits, self._clock, self._passing.sleep, connections.close_all)

    @contextmanager
    def counted(self, connection: Connection) -> Iterator[None]:
        """Count a proof of the login in use while the block makes it. Raises TriedTooOften where it is not allowed."""
        standing = self.standings.standing(connection)
        version = standing.connection.active_version
        if standing.is_refused and version is not None:
            allowed = self.standings.try_again(connection, version, self._clock(), self._attempt_limits)
            if allowed is not None:
                raise TriedTooOften(connection.system.title, (allowed - self._clock()).total_seconds())
        try:
            yield
        except NeedsSignIn:
            if not standing.is_refused and version is not None:
                self.standings.refused(connection, version, self._clock())
            raise

    def proved(self, connection: Connection) -> None:
        """Note that the login in use was proved as a whole: what was counted against it is past."""
        self.looks.answered(connection, self._clock())
        self._breakers.forget(connection.id)
        if connection.active_version is not None:
            self.standings.accepted(connection, connection.active_version)

    def _gave_way(self, connection: Connection, error: NeedsSignIn) -> bool:
        return self.logins.note_refused(connection, error) is not None

    def _identify(self, connection: Connection) -> Company:
        listener = LookHearing(self.standings, self._breakers, self.links, self._clock)
        with self._systems.opened(connection, self._lease(connection, listener, LOOKED_AT)) as system:
            return system.identify()

    def _pace(self, system: System) -> Pace:
        settings = self._settings
        span, daily = settings.allowance_span_seconds, settings.uniconta_daily_calls
        allowance = {
            System.INTEMPUS: Allowance(settings.intempus_calls_a_minute, span),
            System.UNICONTA: Allowance(settings.uniconta_calls_a_minute, span, daily),
        }[system]
        shares = Shares(settings.catching_up_share, settings.slowed_share, settings.slowed_step)
        return Pace(self._paces, allowance, shares, self._clock, self._passing.tick)

    def _lease(
        self,
        connection: Connection,
        listener: Listener,
        states: frozenset[LinkState],
        pace: Callable[[Standing], float] = unpaced,
        place: Place | None = None,
        leaving: Callable[[], None] = unnoted,
    ) -> Lease:
        return Lease(
            connection,
            self.standings,
            listener,
            self.logins.authorisation,
            self._systems.header(connection.system),
            self._attempt_limits,
            self._clock,
            self._passing.tick,
            renew_after=self._settings.login_lease_seconds,
            states=states,
            turns=Turns(
                self._settings.turn_wait_seconds,
                _seconds(self._settings.call_held_seconds),
                self._passing.sleep,
                connections.close_all,
            ),
            pace=pace,
            place=place,
            leaving=leaving,
        )

    @property
    def _attempt_limits(self) -> AttemptLimits:
        settings = self._settings
        crowd_time = _seconds(settings.refused_crowd_seconds)
        return AttemptLimits(settings.refused_attempts_a_day, settings.refused_attempts_crowd, crowd_time)

    @property
    def _waiting(self) -> HearingLimits:
        settings = self._settings
        # As long as it takes from the slowed share to the whole, by so much a minute.
        slowed = timedelta(minutes=(1 - settings.slowed_share) / settings.slowed_step)
        return HearingLimits(wait=timedelta(seconds=settings.throttled_wait_seconds), slowed=slowed)

    @property
    def _look_limits(self) -> LookLimits:
        settings = self._settings
        return LookLimits(
            confirm_after=_seconds(settings.suspect_confirm_seconds),
            confirm_within=_seconds(settings.suspect_slower_seconds),
            confirm_again=(_seconds(settings.doubt_lasts_seconds / 3), _seconds(settings.doubt_lasts_seconds)),
            away_first=_seconds(settings.away_first_seconds),
            away_longest=_seconds(settings.away_longest_seconds),
            throttled=_seconds(settings.throttled_wait_seconds),
            refused=(_seconds(settings.refused_first_seconds), _seconds(settings.refused_second_seconds)),
            refused_then=_seconds(settings.refused_then_seconds),
            idle_due=_seconds(settings.idle_due_seconds),
            idle=_seconds(settings.idle_seconds),
        )


def _seconds(value: float) -> timedelta:
    return timedelta(seconds=value)
