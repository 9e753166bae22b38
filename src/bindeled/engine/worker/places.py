"""The places of a worker: a run holds one while it works, and gives it back while it waits until it may call again.

So customers whose backlog is carried at the pace that a system allows make nobody else wait.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bindeled.domain.errors import Transient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class WorkerStops(Transient):
    """The worker ends while a run waits without a place. What the run had done is in the ledger."""

    def __init__(self) -> None:
        super().__init__(
            "The worker was stopped while this run waited until it may call again. Nothing is lost; the run goes on by "
            "itself."
        )


@dataclass
class _Turn:
    """Somebody who waits in line; `came` when a place was handed over, and not when the worker closed."""

    told: threading.Event = field(default_factory=threading.Event)
    came: bool = False


class Places:
    """The places of one worker, handed out in the order in which they are asked for. Safe to share by threads.

    A run that waits gives its place back `rest_after` seconds after its last call was begun, by `tick`, a clock that
    only goes forward.
    """

    def __init__(self, count: int, rest_after: float, tick: Callable[[], float] = time.monotonic) -> None:
        self.rest_after = rest_after
        self.tick = tick
        self._free = count
        self._lock = threading.Lock()
        self._line: deque[_Turn] = deque()
        self._resting: set[int] = set()
        self._is_closed = False

    @contextmanager
    def held(self, run_id: int) -> Iterator[bool]:
        """Hold a place for a run while the block carries it; False when the worker closed before one was free."""
        if not self._take():
            yield False
            return
        place = Place(self, run_id)
        token = _HERE.set(place)
        try:
            yield True
        finally:
            _HERE.reset(token)
            place.end()

    def resting(self) -> frozenset[int]:
        """Return the runs that gave their place back and wait until they may call again."""
        with self._lock:
            return frozenset(self._resting)

    def close(self) -> None:
        """Hand out no further place, and end every wait for one."""
        with self._lock:
            self._is_closed = True
            for turn in self._line:
                turn.told.set()
            self._line.clear()

    # for the places themselves

    def rest(self, run_id: int) -> None:
        """Give the place of this run to whoever is next."""
        with self._lock:
            self._resting.add(run_id)
        self._give_back()

    def take_again(self, run_id: int) -> None:
        """Wait for a place for a run that had given its own back. Raises WorkerStops."""
        with self._lock:
            self._resting.discard(run_id)
        if not self._take():
            raise WorkerStops

    def end(self, run_id: int, *, is_held: bool) -> None:
        """Take the run off, and its place back if it has one."""
        with self._lock:
            self._resting.discard(run_id)
        if is_held:
            self._give_back()

    def refuse_closed(self) -> None:
        """Raise WorkerStops when the worker is closing."""
        if self._is_closed:
            raise WorkerStops

    def _take(self) -> bool:
        """Wait for a place in line; False when the worker closed meanwhile."""
        with self._lock:
            if self._is_closed:
                return False
            if self._free:
                self._free -= 1
                return True
            turn = _Turn()
            self._line.append(turn)
        turn.told.wait()
        return turn.came

    def _give_back(self) -> None:
        with self._lock:
            if not self._line:
                self._free += 1
                return
            turn = self._line.popleft()
            turn.came = True
            turn.told.set()


class Place:
    """The place of one run, shared by its threads: implements `connections.waiting.Place`."""

    def __init__(self, places: Places, run_id: int) -> None:
        self._places = places
        self._run_id = run_id
        self._lock = threading.Lock()
        self._is_held = True
        self._has_ended = False
        self._used_at = places.tick()

    def keep(self) -> None:
        """Hold the place for a call that begins, waiting for one where it was given back. Raises WorkerStops."""
        with self._lock:
            # A thread that outlives its run would take a place that nobody gives back.
            if not (self._is_held or self._has_ended):
                self._places.take_again(self._run_id)
                self._is_held = True
            self._used_at = self._places.tick()

    def rest(self) -> bool:
        """Say that a call waits still, and return whether the run has no place meanwhile. Raises WorkerStops.

        The place is given back once none of the run's threads has begun a call for a while: one may wait for one
        system while another calls the other.
        """
        with self._lock:
            if self._is_held and self._places.tick() - self._used_at < self._places.rest_after:
                return False
            if self._is_held:
                self._is_held = False
                self._places.rest(self._run_id)
            self._places.refuse_closed()
            return True

    def end(self) -> None:
        """Give the place back for good."""
        with self._lock:
            self._places.end(self._run_id, is_held=self._is_held)
            self._is_held, self._has_ended = False, True


_HERE: ContextVar[Place | None] = ContextVar("place_of_the_run", default=None)


def place_here() -> Place | None:
    """Return the place of the run that this thread carries, None where it carries none."""
    return _HERE.get()
