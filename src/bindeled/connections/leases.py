"""The lease by which a process may start calls on a connection: short, and looked at again at the moment of sending.

Within `renew_after` of a switch every process signs with the new version. One that slept meanwhile finds its lease run
out before it starts anything (connections P8, INV-1, INV-4).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, Protocol

from bindeled.connections.claims import held_up
from bindeled.connections.departures import unnoted
from bindeled.connections.errors import LinkHeld, LinkWaits, NotConnected, TriedTooOften
from bindeled.connections.pace import unpaced
from bindeled.connections.waiting import NoPlace, Turns
from bindeled.domain.errors import NeedsSignIn
from bindeled.domain.gate import CARRIES, PASSES
from bindeled.domain.states import LinkState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from bindeled.connections.waiting import Place
    from bindeled.domain.accounts import Connection, VersionRecord
    from bindeled.domain.attempts import AttemptLimits
    from bindeled.domain.errors import BindeledError
    from bindeled.domain.links import Standing
    from bindeled.domain.secrets import Secret
    from bindeled.ports import Clock

# A look may be taken at a link that carries nothing, to find out whether it works.
LOOKED_AT = CARRIES | PASSES | {LinkState.ACTION_REQUIRED}
_READINGS = 5
# How often a call that waits for its turn looks whether it has come.
_TURN_SECONDS = 0.02
# How often a call whose run has no place meanwhile looks whether its link is open still: many may wait so at once.
_REST_SECONDS = 1.0


class LeaseStore(Protocol):
    """What the moment of sending reads and writes. Each method is one transaction."""

    def standing(self, connection: Connection) -> Standing:
        """Return how the connection stands now."""

    def try_again(self, connection: Connection, version: int, at: datetime, limits: AttemptLimits) -> datetime | None:
        """Note one more attempt with a version that was refused; return when it is allowed where it is not now."""

    def taken_back(self, connection: Connection, version: int) -> None:
        """Take the newest attempt off the count: the system did not refuse it."""

    def calling(self, connection: Connection, at: datetime, until: datetime) -> AbstractContextManager[int | None]:
        """Note a call as under way while the block runs; its number, None when a barrier or another call stands there.

        It stands against others until that moment, unless it is held up: then its process has died.
        """

    def hold_call(self, number: int, until: datetime) -> None:
        """Let a call that is under way stand against others until this moment."""


class Listener(Protocol):
    """Hears how each call of a connection ended, and concludes from it how the link stands."""

    def heard(self, standing: Standing, error: BindeledError | None) -> None:
        """Note how a call ended that was signed as the standing says."""


class Signed(NamedTuple):
    """Which version of the login a call was signed with, and at which epoch."""

    version: int
    epoch: int


@dataclass(frozen=True, slots=True)
class _Reading:
    """The connection as it was read, and the login that it used then."""

    standing: Standing
    version: VersionRecord
    secret: Secret
    read_at: float


class Lease:
    """Gives leave to start calls on one connection.

    - `open_active` returns the version in use and its secret; `header` the value of the header made of both.
    - `tick` is a clock that only goes forward, also while the process is stopped; `renew_after` is in its seconds.
    - `states` are the link states in which calls may be started.
    - `pace` lets a call begin and returns 0, or returns how many seconds to wait before one may.
    - `place` is what the run holds while it works, and gives back while it waits.
    - `leaving` is told when a call has waited enough and is about to leave.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what the moment of sending asks of the world, named at the one place that makes it
        self,
        connection: Connection,
        store: LeaseStore,
        listener: Listener,
        open_active: Callable[[Connection], tuple[VersionRecord, Secret]],
        header: Callable[[VersionRecord, Secret], Secret],
        limits: AttemptLimits,
        clock: Clock,
        tick: Callable[[], float],
        *,
        renew_after: float,
        states: frozenset[LinkState] = CARRIES,
        turns: Turns | None = None,
        pace: Callable[[Standing], float] = unpaced,
        place: Place | None = None,
        leaving: Callable[[], None] = unnoted,
    ) -> None:
        self._connection = connection
        self._store = store
        self._listener = listener
        self._open_active = open_active
        self._header = header
        self._limits = limits
        self._clock = clock
        self._tick = tick
        self._renew_after = renew_after
        self._states = states
        self._turns = turns or Turns()
        self._pace = pace
        self._place = place or NoPlace()
        self._leaving = leaving
        self._lock = Lock()
        self._reading: _Reading | None = None
        self.signed: Signed | None = None

    @contextmanager
    def ask(self) -> Iterator[CallLeave]:
        """Return the leave to start one call.

        Raises LinkWaits or LinkHeld when the link carries nothing now, and what opening the login raises.
        """
        reading = self._paced()
        if reading.standing.variant.is_barrier:
            with self._turn():
                self._leaving()
                yield self._leave(self._current(anew=True))
        else:
            self._leaving()
            yield self._leave(reading)

    def is_fresh(self, reading: _Reading) -> bool:
        """Return whether what was read is young enough to start a call by."""
        return self._tick() - reading.read_at < self._renew_after

    def may_start(self, reading: _Reading) -> bool:
        """Return whether a call may still be started by what was read.

        Where it may not, none is sent: an attempt that was counted for it is none. It would use up what is allowed to a
        refused login, and the doubt could not be settled until that is over.
        """
        if self.is_fresh(reading):
            return True
        if reading.standing.is_refused:
            self._store.taken_back(self._connection, reading.version.number)
        return False

    def sign(self, reading: _Reading) -> Secret:
        """Return the header for a call that is about to be started."""
        self.signed = Signed(reading.version.number, reading.standing.connection.epoch)
        return self._header(reading.version, reading.secret)

    def ended(self, reading: _Reading, error: BindeledError | None) -> bool:
        """Note how a call ended; return whether it has to be signed anew.

        A refusal of a version that was replaced meanwhile blames nobody.
        """
        if isinstance(error, NeedsSignIn) and self._is_past(reading):
            return True
        if reading.standing.is_refused and not isinstance(error, NeedsSignIn):
            self._store.taken_back(self._connection, reading.version.number)
        self._listener.heard(reading.standing, error)
        # A new login that was refused may have given way to the former one.
        return isinstance(error, NeedsSignIn) and self._is_past(reading)

    @property
    def _system(self) -> str:
        return self._connection.system.title

    def _leave(self, reading: _Reading) -> CallLeave:
        self._refuse_shut(reading.standing)
        self._refuse_crowd(reading)
        return CallLeave(self, reading)

    def _paced(self) -> _Reading:
        """Wait until the system allows one more call, and until the run has a place to work in.

        A call that waits has no login yet: what is returned was read after the wait.
        """
        while True:
            self._place.keep()
            reading = self._current()
            self._refuse_shut(reading.standing)
            wait = self._pace(reading.standing)
            if not wait:
                return reading
            self._wait(wait)

    def _wait(self, seconds: float) -> None:
        """Let so much time pass; in small steps, so that a link that shuts meanwhile is noticed."""
        ends = self._tick() + seconds
        while (left := ends - self._tick()) > 0:
            step = _REST_SECONDS if self._place.rest() else self._renew_after
            self._turns.sleep(min(left, step))
            self._refuse_shut(self._current().standing)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait until no barrier stands and no other call is under way. Raises LinkWaits when that takes too long."""
        ends = self._tick() + self._turns.wait
        while self._tick() < ends:
            ends += self._seconds_without_a_place()
            at, held = self._clock(), self._turns.held
            with self._store.calling(self._connection, at, at + held) as call:
                if call is not None:
                    with held_up(partial(self._hold, call), held, self._turns.at_end):
                        yield
                    return
            self._wait_for_turn(ends)
        raise LinkWaits(self._system, LinkState.VERIFYING, self._renew_after)

    def _seconds_without_a_place(self) -> float:
        """Hold a place and return how long it took to get one: that is not the system's doing."""
        begun = self._tick()
        self._place.keep()
        return self._tick() - begun

    def _hold(self, call: int) -> bool:
        self._store.hold_call(call, self._clock() + self._turns.held)
        return True

    def _wait_for_turn(self, ends: float) -> None:
        """Wait a moment, and for as long as a barrier stands."""
        self._turns.sleep(_TURN_SECONDS)
        while self._is_barred() and self._tick() < ends:
            self._place.rest()
            self._turns.sleep(_TURN_SECONDS)

    def _is_barred(self) -> bool:
        until = self._store.standing(self._connection).barrier_until
        return until is not None and until > self._clock()

    def _current(self, *, anew: bool = False) -> _Reading:
        with self._lock:
            if anew or self._reading is None or not self.is_fresh(self._reading):
                self._reading = self._read(self._reading)
            return self._reading

    def _read(self, before: _Reading | None) -> _Reading:
        """Read the connection anew, and its login when that is another one than before."""
        for _ in range(_READINGS):
            read_at = self._tick()
            standing = self._store.standing(self._connection)
            number = standing.connection.active_version
            if before is not None and before.version.number == number:
                return _Reading(standing, before.version, before.secret, read_at)
            version, secret = self._open_active(standing.connection)
            if version.number == number:
                return _Reading(standing, version, secret, read_at)
        raise LinkWaits(self._system, LinkState.VERIFYING, self._renew_after)

    def _is_past(self, reading: _Reading) -> bool:
        with self._lock:
            self._reading = None
        return self._store.standing(self._connection).connection.active_version != reading.version.number

    def _refuse_shut(self, standing: Standing) -> None:
        state = standing.connection.link
        if state not in self._states:
            raise shut(self._system, state)

    def _refuse_crowd(self, reading: _Reading) -> None:
        if not reading.standing.is_refused:
            return
        now = self._clock()
        allowed = self._store.try_again(self._connection, reading.version.number, now, self._limits)
        if allowed is not None:
            raise TriedTooOften(self._system, (allowed - now).total_seconds())


@dataclass(frozen=True, slots=True)
class CallLeave:
    """The leave to start one call, by what the lease had read."""

    _lease: Lease
    _reading: _Reading

    @property
    def authorization(self) -> Secret:
        """Return the whole value of the header."""
        return self._lease.sign(self._reading)

    def holds(self) -> bool:
        """Return whether the lease has not run out since the leave was given: asked once, just before the call."""
        return self._lease.may_start(self._reading)

    def ended(self, error: BindeledError | None) -> bool:
        """Note how the call ended; return whether it is to be sent again with the login that is in use now."""
        return self._lease.ended(self._reading, error)


def shut(system: str, state: LinkState, retry_after: float | None = None) -> LinkWaits | LinkHeld | NotConnected:
    """Return why no call may be started on a link that stands so."""
    if state is LinkState.NOT_CONFIGURED:
        return NotConnected(system)
    if state in PASSES:
        return LinkWaits(system, state, retry_after)
    return LinkHeld(system, state)
