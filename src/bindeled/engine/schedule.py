"""Queues runs at their hours. Missed hours coalesce: a machine that was off makes up for them with one run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import structlog

from bindeled.domain.calendar import latest_slot

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from bindeled.domain.accounts import Tenant
    from bindeled.ports import Clock, RunRecord

REPORTS = "reports"
_log = structlog.get_logger(__name__)


class ScheduledRuns(Protocol):
    """What the schedule asks of the runs."""

    def queue(self, tenant_id: int, flow: str, trigger: str, at: datetime) -> int:
        """As `RunStore.queue`."""

    def latest(self, tenant_id: int, count: int) -> Sequence[RunRecord]:
        """Return the newest runs of a tenant, newest first."""


def queue_due_runs(tenants: Iterable[Tenant], runs: ScheduledRuns, now: datetime) -> int:
    """Queue a run for each tenant that has had none since the latest hour of the schedule; return how many."""
    slot = latest_slot(now)
    due = [tenant for tenant in tenants if not any(run.queued_at >= slot for run in runs.latest(tenant.id, 1))]
    for tenant in due:
        runs.queue(tenant.id, REPORTS, "schedule", now)
    return len(due)


def keep_schedule(
    tenants: Callable[[], Iterable[Tenant]],
    runs: ScheduledRuns,
    clock: Clock,
    stop: threading.Event,
    around: Callable[[], AbstractContextManager[object]],
    *,
    every_seconds: float,
) -> None:
    """Look for due runs until stopped. A look that fails is told and tried again; the schedule itself never ends."""
    while not stop.wait(every_seconds):
        try:
            with around():
                queue_due_runs(tenants(), runs, clock())
        except Exception:  # noqa: BLE001 - a database that is away for a moment must not end the schedule
            _log.exception("schedule.look_failed")
