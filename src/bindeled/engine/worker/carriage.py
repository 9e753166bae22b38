"""Takes one run off the queue, carries it and writes how it ended."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog

from bindeled.domain.states import RunState
from bindeled.engine.worker.tickets import Ticket
from bindeled.run_ports import RunEnding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from bindeled.engine.worker.places import Places
    from bindeled.engine.worker.roster import Roster
    from bindeled.ports import Clock
    from bindeled.run_ports import RunCarrier, RunStore

# How often the end of a run is written before it is left to the next attempt, which finds its work done.
_FINISH_TRIES = 5

_log = structlog.get_logger(__name__)


class Carriage:
    """Carries the runs of one worker, each in the thread that the queue calls from.

    What it answers is kept in the queue's history: how the attempt ended, in one word.
    """

    def __init__(
        self,
        runs: RunStore,
        carry: RunCarrier,
        clock: Clock,
        roster: Roster,
        places: Places,
        *,
        retry_seconds: float,
        around_run: Callable[[], AbstractContextManager[object]],
    ) -> None:
        self._runs = runs
        self._carry = carry
        self._clock = clock
        self._roster = roster
        self._places = places
        self._retry_seconds = retry_seconds
        self._around_run = around_run
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._carried: set[Ticket] = set()

    def __call__(self, run_id: int, attempt: int) -> str:
        """Carry this attempt once there is a place for it, and return how it ended.

        That is the run's state, or `left`, `superseded` or `unwritten`. Whatever the carrier raises becomes the run's
        failure.
        """
        ticket = Ticket(run_id, attempt)
        with self._on_board(ticket), self._places.held(run_id) as has_place, self._around_run():
            if not has_place or not self._begin(ticket):
                return "left"
            return self._finish(ticket, self._carry_safely(ticket))

    def carried(self) -> frozenset[Ticket]:
        """Return what this worker carries at this moment."""
        with self._lock:
            return frozenset(self._carried)

    def close(self) -> None:
        """Begin no further run. What is still handed out is left as it was, for the next worker.

        A run that waits without a place ends, and goes on later.
        """
        self._closing.set()
        self._places.close()

    @contextmanager
    def _on_board(self, ticket: Ticket) -> Iterator[None]:
        # On board before `begin` and until after `finish`: a run that the table gives to us and that is not on board is
        # one whose end could not be written, and is queued anew.
        with self._lock:
            self._carried.add(ticket)
        try:
            yield
        finally:
            with self._lock:
                self._carried.discard(ticket)

    def _begin(self, ticket: Ticket) -> bool:
        # Whoever is not heard may have been replaced already: he takes nothing until he has beaten again.
        if self._closing.is_set() or not self._roster.is_heard():
            return False
        try:
            return self._runs.begin(ticket.run_id, self._roster.name, ticket.attempt, self._clock())
        except Exception as error:  # noqa: BLE001 - nothing was done yet; the run is due still and is queued anew
            _log.warning("run.not_begun", run=ticket.run_id, attempt=ticket.attempt, reason=str(error))
            return False

    def _carry_safely(self, ticket: Ticket) -> RunEnding:
        _log.info("run.begun", run=ticket.run_id, attempt=ticket.attempt, worker=self._roster.name)
        try:
            return self._carry(ticket.run_id)
        except Exception as error:  # noqa: BLE001 - one run that breaks must not take the worker with it
            _log.exception("run.broke", run=ticket.run_id, attempt=ticket.attempt)
            # The error's own words stay in the log: nobody has vouched that they hold nothing secret.
            reason = (
                f"The run stopped on an error of ours ({type(error).__name__}). Nothing is lost; what was under way is "
                "looked up by the next run. The operator finds the cause in the log."
            )
            return RunEnding(RunState.FAILED, {}, reason)

    def _finish(self, ticket: Ticket, ending: RunEnding) -> str:
        for _ in range(_FINISH_TRIES):
            try:
                accepted = self._runs.finish(ticket.run_id, ticket.attempt, ending, self._clock())
            except Exception as error:  # noqa: BLE001 - the database is away for a moment; what was done is in the ledger
                _log.warning("run.end_not_written", run=ticket.run_id, attempt=ticket.attempt, reason=str(error))
                self._closing.wait(self._retry_seconds)
            else:
                return self._tell(ticket, ending, accepted=accepted)
        return "unwritten"

    def _tell(self, ticket: Ticket, ending: RunEnding, *, accepted: bool) -> str:
        if not accepted:
            _log.warning("run.superseded", run=ticket.run_id, attempt=ticket.attempt, worker=self._roster.name)
            return "superseded"
        _log.info("run.ended", run=ticket.run_id, attempt=ticket.attempt, state=ending.state.value)
        return ending.state.value
