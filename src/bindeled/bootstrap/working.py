"""What a worker does: carries runs, keeps the schedule, and does what has to be done again and again beside it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.bootstrap.flow_names import FLOWS
from bindeled.bootstrap.limits import version_limits
from bindeled.bootstrap.time import now
from bindeled.connections.housekeeping import Housekeeping
from bindeled.connections.rounds import LimitedRound, LookRound
from bindeled.engine.carrier import Carrier
from bindeled.engine.naming import unique_name
from bindeled.engine.schedule import keep_schedule, queue_due_runs
from bindeled.store.configuration import healthy_connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.bootstrap.program import Program
    from bindeled.engine.worker import Worker
    from bindeled.run_ports import RunRecord


@dataclass(frozen=True, slots=True)
class Working:
    """The work of one process, with the parts of its program."""

    program: Program

    def work(self, stop: threading.Event) -> None:
        """Carry due runs and keep the schedule until stopped."""
        from bindeled.engine.worker import Repeating  # noqa: PLC0415 - the durable engine takes a second to load

        keeping = threading.Thread(target=self._keep_schedule, args=(stop,), name="schedule", daemon=True)
        keeping.start()
        settings = self.program.settings
        beside = [
            Repeating("housekeeping", self.tidy, settings.housekeeping_seconds, healthy_connection),
            Repeating("notices", self.program.notices.tell, settings.notice_seconds, healthy_connection),
            Repeating("mail", self.deliver, settings.mail_seconds, healthy_connection),
            Repeating("rights", self._limited(), settings.housekeeping_seconds, healthy_connection),
            Repeating("purge", self.purge, settings.purge_seconds, healthy_connection),
            Repeating("rules", self.program.watching.round, settings.watch_seconds, healthy_connection),
            Repeating("feeds", self.program.feeds.round, settings.feed_look_seconds, healthy_connection),
            Repeating("keys", self.program.keys.keep, settings.audit_anchor_seconds, healthy_connection),
        ]
        for repeating in beside:
            repeating.start()
        self.worker().serve(stop)
        for repeating in reversed(beside):
            repeating.stop()

    def finish(self, run_id: int, on_progress: Callable[[RunRecord], None]) -> RunRecord:
        """Wait until this run has ended and return it; carry it here when no worker does."""
        ended = self.worker().run_until_idle(run_id, on_progress)
        return ended or self.program.runs.get(run_id)

    def carry_due(self) -> None:
        """Carry every run that is due, one after the other for each tenant, and return when none is left."""
        self.worker().run_until_idle()

    def tidy(self) -> None:
        """Put old logins away and remind of those that expire: see `Housekeeping`."""
        Housekeeping(self.program.versions, self.program.clock, version_limits(self.program.settings)).tidy()

    def deliver(self) -> None:
        """Send the notices that are due."""
        self.program.notices.deliver()

    def purge(self) -> None:
        """Delete what has been kept for its time."""
        self.program.purging.purge()

    def _limited(self) -> LimitedRound:
        every = timedelta(seconds=self.program.settings.limited_look_seconds)
        return LimitedRound(self.program.links.limited, self.program.logins.check, now, every)

    def worker(self) -> Worker:
        """Return a new worker of this process."""
        from bindeled.engine.worker import Taking, Worker  # noqa: PLC0415 - the durable engine takes a second to load

        program, settings, name = self.program, self.program.settings, unique_name()
        looker, at_once = program.looker(name), settings.looks_at_once
        looking = LookRound(looker, program.links, healthy_connection, at_once=at_once, clock=program.clock)
        return Worker(
            name,
            settings.database,
            program.runs,
            program.workers,
            Carrier(program.runs, program.opening().open, now, timedelta(seconds=settings.retry_run_seconds)),
            now,
            tick_seconds=settings.tick_seconds,
            lease_seconds=settings.lease_seconds,
            taking=Taking(settings.worker_slots, settings.worker_resting_runs, settings.worker_look_seconds),
            rest_seconds=settings.worker_rest_seconds,
            around_run=healthy_connection,
            beside={"looking": (looking, settings.look_tick_seconds)},
        )

    def _keep_schedule(self, stop: threading.Event) -> None:
        every = self.program.settings.schedule_look_seconds
        keep_schedule(self._look_for_due_runs, stop, healthy_connection, every_seconds=every)

    def _look_for_due_runs(self) -> None:
        queue_due_runs(self.program.tenants.all(), FLOWS, self.program.schedules, now())
        self.program.hints.queue_due()
