"""One worker process: its threads, its start and its end."""

from __future__ import annotations

import time
from contextlib import nullcontext
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

import structlog

from bindeled.domain.errors import Contradiction
from bindeled.engine.fitness import check_fitness
from bindeled.engine.worker.carriage import Carriage
from bindeled.engine.worker.dispatch import Dispatch
from bindeled.engine.worker.places import Places
from bindeled.engine.worker.repeating import Repeating
from bindeled.engine.worker.roster import Roster
from bindeled.engine.worker.watch import Watch

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime

    from bindeled.engine.worker.durable import DurableQueue
    from bindeled.engine.worker.taking import Taking
    from bindeled.ports import Clock
    from bindeled.run_ports import RunCarrier, RunRecord, RunStore, WorkerStore

# How often the history is tidied. Cheap when there is nothing to do.
_TIDY_SECONDS = 3600.0
# How often somebody who waits for a run looks at it.
_LOOK_SECONDS = 0.2

NOTHING_BESIDE: Mapping[str, tuple[Callable[[], None], float]] = MappingProxyType({})

_log = structlog.get_logger(__name__)


class Worker:
    """Carries due runs until it is stopped, and takes over from workers that died.

    - `name` must be new for every process: `unique_name`.
    - `database` is the address of our database; the queue lies beside it.
    - `tick_seconds` is how often it beats and looks for due runs and dead workers; `lease_seconds` how long a silent
      worker is believed to be alive.
    - `taking` is how many runs it works on at once, and how soon it takes one.
    - `rest_seconds` is how long a run waits until it may call before it gives its place to another.
    - `drain_seconds` is how long `stop` waits for the runs under way; `keep` how long ended attempts stay in the
      queue's history.
    - `around_run` is entered around everything that touches the stores in a thread of the worker's.
    - `beside` is what else it does, by name: an action, and how many seconds lie between its calls.
    """

    def __init__(  # noqa: PLR0913 - the settings of a worker, named at the one place that makes it
        self,
        name: str,
        database: str,
        runs: RunStore,
        workers: WorkerStore,
        carry: RunCarrier,
        clock: Clock,
        *,
        tick_seconds: float,
        lease_seconds: float,
        taking: Taking,
        rest_seconds: float = 1.0,
        drain_seconds: float = 30.0,
        keep: timedelta = timedelta(days=30),
        around_run: Callable[[], AbstractContextManager[object]] = nullcontext,
        beside: Mapping[str, tuple[Callable[[], None], float]] = NOTHING_BESIDE,
    ) -> None:
        self.name = name
        self._database = database
        self._runs = runs
        self._clock = clock
        self._tick_seconds = tick_seconds
        self._lease_seconds = lease_seconds
        self._taking = taking
        self._drain_seconds = drain_seconds
        self._keep = keep
        self._around_run = around_run
        places = Places(taking.slots, rest_seconds)
        self._roster = Roster(name, workers, clock, timedelta(seconds=lease_seconds), places.resting)
        self._carriage = Carriage(
            runs, carry, clock, self._roster, places, retry_seconds=tick_seconds, around_run=around_run
        )
        self._queue: DurableQueue | None = None
        self._heart = self._repeating("heart", self._roster.beat, tick_seconds)
        self._beside = beside
        self._others: list[Repeating] = []

    def start(self, only: int | None = None) -> None:
        """Begin to take runs; with `only`, to queue no other run than that one. Once in the life of a worker.

        Raises Misconfigured when Python and SQLite do not fit together.
        """
        if self._database.startswith("sqlite"):
            check_fitness()
        # Before anything can be taken in our name, or the others would take it for that of a dead worker.
        self._roster.beat()
        self._heart.start()
        try:
            self._queue = self._open_queue()
        except BaseException:
            self._die()
            raise
        dispatch = Dispatch(self._runs, self._queue, self._carriage, self._roster, self._clock, only=only)
        self._others = [
            self._repeating("ticker", dispatch, self._tick_seconds),
            self._repeating("tidying", self._tidy_old, _TIDY_SECONDS),
            *(self._repeating(what, action, seconds) for what, (action, seconds) in self._beside.items()),
        ]
        for thread in self._others:
            thread.start()

    def stop(self) -> bool:
        """Take nothing more, wait for what is under way and end; return whether all of it ended in time.

        What did not goes on for as long as the process lives, and the worker is heard meanwhile; when the process is
        killed, the others take over.
        """
        self._carriage.close()
        for thread in self._others:
            thread.stop()
        if self._queue is not None:
            self._queue.close(self._drain_seconds if self._carriage.carried() else 0)
        left = sorted(self._carriage.carried())
        if left:
            _log.warning("worker.not_drained", worker=self.name, tickets=[ticket.name for ticket in left])
        else:
            self._die()
        return not left

    def serve(self, stop_event: threading.Event) -> bool:
        """Work until the event is set; return as `stop` does."""
        self.start()
        _log.info("worker.started", worker=self.name, slots=self._taking.slots)
        stop_event.wait()
        is_empty = self.stop()
        _log.info("worker.stopped", worker=self.name)
        return is_empty

    def run_until_idle(
        self, run_id: int | None = None, on_progress: Callable[[RunRecord], None] | None = None
    ) -> RunRecord | None:
        """Wait for this run to end and return it as it ended; without one, carry whatever is due until nothing is.

        A run that waits for a later time has ended as far as this is concerned. While another worker lives, this
        process leaves the run to it and only looks on; it takes part when there is none, or when the run was not begun
        within a lease. `on_progress` is called with the run whenever it has changed.

        Raises what the stores raise once this worker could not be heard for a lease.
        """
        if run_id is None:
            self._take_part(None, self._is_idle)
            return None
        watch = Watch(run_id, self._runs, self._clock, on_progress)
        if not self._is_left_to_others(watch):
            self._take_part(run_id, watch.is_over)
        return self._runs.get(run_id)

    def tidy(self, before: datetime) -> int:
        """Delete what the queue remembers of attempts that ended before this moment; return how many there were."""
        if self._queue is None:
            raise Contradiction("The worker has not been started, so its history cannot be tidied.")
        return self._queue.tidy(before)

    def _open_queue(self) -> DurableQueue:
        # DBOS takes a second to import; whoever only looks on does without.
        from bindeled.engine.worker.durable import DurableQueue  # noqa: PLC0415 - see above

        queue = DurableQueue(self.name, self._database, self._taking, self._carriage)
        queue.open()
        return queue

    def _die(self) -> None:
        self._heart.stop()
        self._roster.strike_out(self.name)

    def _tidy_old(self) -> None:
        self.tidy(self._clock() - self._keep)

    def _is_idle(self) -> bool:
        return not self._runs.due(self._clock()) and not self._runs.running()

    def _take_part(self, only: int | None, is_over: Callable[[], bool]) -> None:
        self.start(only)
        try:
            while not is_over():
                self._refuse_silence()
                time.sleep(_LOOK_SECONDS)
        finally:
            self.stop()

    def _refuse_silence(self) -> None:
        """Raise what keeps this worker from being heard: with the disk full, no run could ever be seen to end."""
        if self._heart.failure is not None and not self._roster.is_heard():
            raise self._heart.failure

    def _is_left_to_others(self, watch: Watch) -> bool:
        """Look on while others live; return whether the run came to its end in their hands."""
        patience_ends = time.monotonic() + self._lease_seconds
        while not watch.is_over() and self._roster.living() != {self.name}:
            if not watch.is_begun() and time.monotonic() > patience_ends:
                break
            time.sleep(_LOOK_SECONDS)
        return watch.is_over()

    def _repeating(self, what: str, action: Callable[[], None], seconds: float) -> Repeating:
        return Repeating(what, action, seconds, self._around_run)
