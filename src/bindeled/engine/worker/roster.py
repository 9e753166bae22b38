"""Who lives: says it of this worker, reads it of the others, and knows when it must not judge."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from bindeled.ports import Clock
    from bindeled.run_ports import WorkerStore

_A_DAY = timedelta(days=1)


class Roster:
    """The workers by their last beats, as the worker `name` sees them.

    `lease` is how long a silent worker is believed to be alive; `resting` returns the runs of this one that wait
    without a place.
    """

    def __init__(
        self,
        name: str,
        workers: WorkerStore,
        clock: Clock,
        lease: timedelta,
        resting: Callable[[], Collection[int]] = frozenset,
    ) -> None:
        self.name = name
        self._workers = workers
        self._clock = clock
        self.lease = lease
        self._resting = resting
        self._last: datetime | None = None
        self._steady_since: datetime | None = None

    def beat(self) -> None:
        """Say that this worker lives."""
        now = self._clock()
        self._workers.beat(self.name, now, self._resting())
        if self._last is None:
            # A worker that has just started may judge at once: after a crash of the whole machine nobody else will.
            self._steady_since = now - self.lease
        elif now - self._last > self.lease / 2:
            self._steady_since = now
        self._last = now

    def is_heard(self) -> bool:
        """Return whether the others still believe that this worker is alive."""
        return self._last is not None and self._clock() - self._last < self.lease

    def may_judge(self) -> bool:
        """Return whether the silence of others may be held against them.

        Not when our own beats were missing a moment ago: the database was away or the machine asleep, for them too, and
        they get one lease to be heard again.
        """
        return self._steady_since is not None and self.is_heard() and self._clock() - self._steady_since >= self.lease

    def living(self) -> set[str]:
        """Return the workers that are believed to be alive, this one included."""
        # The store tells who is silent since a moment; since tomorrow, everybody is.
        known = set(self._workers.silent(self._clock() + _A_DAY))
        return (known - set(self.silent())) | {self.name}

    def most_resting(self) -> int:
        """Return how many runs wait without a place at the worker that has most of them."""
        living = self.living()
        others = (runs for name, runs in self._workers.resting().items() if name in living - {self.name})
        return max(map(len, [self._resting(), *others]))

    def silent(self) -> list[str]:
        """Return the other workers whose lease has run out."""
        return [name for name in self._workers.silent(self._clock() - self.lease) if name != self.name]

    def strike_out(self, name: str) -> None:
        """Drop a worker that is dead or ends."""
        self._workers.forget(name)
