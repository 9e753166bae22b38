"""One tick: put what is due on the queue, and take over from those who fell silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bindeled.engine.worker.tickets import Ticket

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bindeled.engine.worker.carriage import Carriage
    from bindeled.engine.worker.durable import DurableQueue
    from bindeled.engine.worker.roster import Roster
    from bindeled.ports import Clock
    from bindeled.run_ports import RunRecord, RunStore

_log = structlog.get_logger(__name__)


class Dispatch:
    """Compares our runs with the queue and mends what differs. Any number of workers may do so at once.

    `only` limits what is put on the queue as due to one run; None means all.
    """

    def __init__(
        self,
        runs: RunStore,
        queue: DurableQueue,
        carriage: Carriage,
        roster: Roster,
        clock: Clock,
        *,
        only: int | None,
    ) -> None:
        self._runs = runs
        self._queue = queue
        self._carriage = carriage
        self._roster = roster
        self._clock = clock
        self._only = only
        self._idle_since: dict[Ticket, datetime] = {}

    def __call__(self) -> None:
        """Do one tick. Raises whatever the database raises; the next tick finds everything as it was left."""
        self._queue.make_room(self._roster.most_resting())
        self._hand_in(run for run in self._runs.due(self._clock()) if self._only in {None, run.id})
        if self._roster.may_judge():
            self._take_over()

    def _hand_in(self, runs: Iterable[RunRecord]) -> None:
        """Put the next attempt at each of these runs on the queue, unless it is there.

        An attempt that has ended in the queue while its run still waits did nothing: its worker died before it began,
        or could not reach the database. Its name is used up, so the one after it is tried.
        """
        wanted = {Ticket(run.id, run.attempt + 1): run.tenant_id for run in runs}
        while wanted:
            ended = self._queue.ended(wanted)
            self._put(wanted, ended)
            wanted = {ticket.next(): wanted[ticket] for ticket, is_over in ended.items() if is_over}

    def _put(self, wanted: Mapping[Ticket, int], ended: Mapping[Ticket, bool]) -> None:
        for ticket, tenant_id in wanted.items():
            if ticket not in ended:
                self._queue.put(ticket, tenant_id)
                _log.info("run.queued", run=ticket.run_id, attempt=ticket.attempt)

    def _take_over(self) -> None:
        # In this order, or a live worker is robbed. The queue and the table come before the list of the living: a
        # worker beats before it takes anything, so one that started meanwhile is in the list. What is carried here
        # comes after the table: a run that began meanwhile is on board before it is in the table.
        under_way = self._queue.under_way()
        running = self._runs.running()
        carried = self._carriage.carried()
        living = self._roster.living()
        of_the_dead = {ticket for ticket, worker in under_way.items() if worker not in living}
        self._cancel(of_the_dead | self._stuck(under_way, carried))
        self._hand_in(run for run in running if self._is_orphan(run, living, carried) and self._stands(run))
        # Last, so that another worker repeats all of this should we die on the way.
        for name in self._roster.silent():
            _log.warning("worker.silent", worker=name)
            self._roster.strike_out(name)

    def _is_orphan(self, run: RunRecord, living: set[str], carried: frozenset[Ticket]) -> bool:
        """Return whether nobody carries this run: its worker is dead, or is us and we have lost it."""
        if run.worker == self._roster.name:
            return Ticket(run.id, run.attempt) not in carried
        return run.worker not in living

    def _stands(self, run: RunRecord) -> bool:
        """Return whether the run is still in the hands it was in: it may have ended while we looked elsewhere."""
        now = self._runs.get(run.id)
        return (now.state, now.attempt) == (run.state, run.attempt)

    def _stuck(self, under_way: Mapping[Ticket, str], carried: frozenset[Ticket]) -> set[Ticket]:
        """Return what the queue gave to us and we have not carried for a whole lease.

        The queue could not write that it had ended, on a full disk for instance, and would keep the tenant's place
        taken for as long as this process lives.
        """
        now = self._clock()
        idle = [ticket for ticket, worker in under_way.items() if worker == self._roster.name and ticket not in carried]
        self._idle_since = {ticket: self._idle_since.get(ticket, now) for ticket in idle}
        return {ticket for ticket, since in self._idle_since.items() if now - since > self._roster.lease}

    def _cancel(self, tickets: set[Ticket]) -> None:
        if tickets:
            self._queue.cancel(tickets)
            _log.warning("worker.cancelled", tickets=[ticket.name for ticket in sorted(tickets)])
