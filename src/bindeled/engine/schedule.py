"""Asks for runs at their moments. Missed moments coalesce: a machine that was off makes up for them with one run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import structlog

from bindeled.domain.schedules import default_of, due_tick, in_order

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from bindeled.domain.accounts import Tenant
    from bindeled.domain.schedules import KeptSchedule

REPORTS = "reports"
_log = structlog.get_logger(__name__)


class KeptSchedules(Protocol):
    """What is asked of the schedules that are kept."""

    def current(self, tenant_id: int, flow: str) -> KeptSchedule:
        """Return the schedule in force."""

    def set_by_people(self) -> Mapping[tuple[int, str], KeptSchedule]:
        """Return the schedules in force that somebody has set, of every tenant, by tenant and flow."""

    def asked(self) -> Mapping[tuple[int, str], datetime]:
        """Return the latest moment of each schedule that has had its run, by tenant and flow."""

    def ask(self, tenant_id: int, flow: str, tick: datetime, at: datetime) -> bool:
        """Ask for the run of this moment, once; False when it was asked for before, or has just run anyway."""


def queue_due_runs(tenants: Iterable[Tenant], flows: Sequence[str], schedules: KeptSchedules, now: datetime) -> int:
    """Ask for the runs that are due and return how many there were.

    Those of one tenant are asked for in the order in which they refer to each other, and are carried in that order.
    """
    kept, asked = schedules.set_by_people(), schedules.asked()
    queued = 0
    for tenant in tenants:
        for flow in in_order(flows):
            place = (tenant.id, flow)
            tick = due_tick(kept.get(place) or default_of(flow), asked.get(place), now)
            queued += tick is not None and schedules.ask(tenant.id, flow, tick, now)
    return queued


def keep_schedule(
    look: Callable[[], object],
    stop: threading.Event,
    around: Callable[[], AbstractContextManager[object]],
    *,
    every_seconds: float,
) -> None:
    """Look for due runs until stopped. A look that fails is told and tried again; the schedule itself never ends."""
    while not stop.wait(every_seconds):
        try:
            with around():
                look()
        except Exception:  # noqa: BLE001 - a database that is away for a moment must not end the schedule
            _log.exception("schedule.look_failed")
