"""Judges the rules that tell people: reads what they ask for, decides, and keeps what is new and what is gone.

While a link is shut nothing is judged: that trouble is told by itself, and what was found before stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import structlog

from bindeled.domain.errors import BindeledError
from bindeled.domain.registers.records import ACTIVITY, Register
from bindeled.domain.watching.finding import causes_of, first_report_day, plan_watching
from bindeled.domain.watching.watches import Seen, WatchedProject, WatchKind
from bindeled.engine.schedule import REPORTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bindeled.bootstrap.flows import Flows
    from bindeled.domain.accounts import Tenant
    from bindeled.domain.nouns import WorkReport
    from bindeled.domain.registers.records import Record
    from bindeled.domain.watching.watches import Watch
    from bindeled.ports import Clock, ReportSource
    from bindeled.register_ports import RegisterFollower
    from bindeled.store.schedules import Schedules
    from bindeled.store.shadows import Shadows
    from bindeled.store.tenants import TenantStore
    from bindeled.store.watches import StoredWatches

_log = structlog.get_logger(__name__)
_OF_PROJECTS = frozenset({WatchKind.PAST_END_DATE, WatchKind.OVER_BUDGET})


@dataclass(frozen=True, slots=True)
class Watching:
    """The rules of all tenants. `opening` returns what opens the systems, once a rule asks for them."""

    opening: Callable[[], Flows]
    tenants: TenantStore
    schedules: Schedules
    shadows: Shadows
    clock: Clock

    def of_tenant(self, tenant: Tenant) -> StoredWatches:
        """Return what the rules of a tenant have found."""
        from bindeled.store.watches import StoredWatches  # noqa: PLC0415 - models need Django set up

        return StoredWatches(tenant.id)

    def round(self) -> None:
        """Judge the rules of every tenant that has any. What keeps one of them from it keeps no other."""
        from bindeled.store.watches import watched_tenants  # noqa: PLC0415 - models need Django set up

        found_before = watched_tenants()
        for tenant in self.tenants.all():
            if tenant.rules.watches or tenant.id in found_before:
                try:
                    self.judge(tenant)
                except BindeledError as error:
                    _log.info("rules.not_judged", tenant=tenant.slug, reason=error.sentence)

    def judge(self, tenant: Tenant) -> None:
        """Judge the rules of one tenant now. Raises what keeps its systems from being read."""
        stored, watches = self.of_tenant(tenant), [watch for watch in tenant.rules.watches if watch.on]
        seen = self._seen(tenant, stored, watches) if watches else None
        found = causes_of(watches, seen) if seen is not None else ()
        known = [(one.cause.watch, one.cause.subject) for one in stored.open()]
        stored.apply(plan_watching(found, known), self.clock())

    def look(self, tenant: Tenant, watch: Watch) -> Seen:
        """Return what one rule asks for, read now, so that it can be tried. Raises what keeps it from being read."""
        return self._seen(tenant, self.of_tenant(tenant), [watch])

    def _seen(self, tenant: Tenant, stored: StoredWatches, watches: Sequence[Watch]) -> Seen:
        schedule = self.schedules.current(tenant.id, REPORTS).schedule
        in_shadow = self.shadows.current(tenant.id, REPORTS) is not None
        known = Seen(self.clock(), schedule, last_carried=None if in_shadow else stored.last_carried())
        kinds, first_day = {watch.kind for watch in watches}, first_report_day(watches, known)
        with self.opening().open_to_watch(tenant) as (source, cases):
            reports = _reports(source, first_day) if first_day else ()
            employees = _employees(cases) if WatchKind.HOURS_MISSING in kinds else {}
            carried = stored.hours_by_project() if WatchKind.OVER_BUDGET in kinds else {}
            projects = _projects(cases, carried) if kinds & _OF_PROJECTS else ()
        return Seen(known.now, schedule, reports, employees, projects, known.last_carried)


def _reports(source: ReportSource, first_day: date) -> tuple[WorkReport, ...]:
    return tuple(report for page in source.approved_since(first_day) for report in page.reports)


def _employees(registers: RegisterFollower) -> Mapping[int, str]:
    return {record.id: record.number for record in registers.read(Register.EMPLOYEES)}


def _projects(registers: RegisterFollower, carried: Mapping[str, Decimal]) -> tuple[WatchedProject, ...]:
    """Return the cases that still take reports; one that was closed is late no more."""
    takes_reports = ACTIVITY[Register.PROJECTS]
    return tuple(
        _project(record, carried)
        for record in registers.read(Register.PROJECTS)
        if record.fields.get(takes_reports) is not False
    )


def _project(record: Record, carried: Mapping[str, Decimal]) -> WatchedProject:
    ends, budget = record.fields.get("end_date"), record.fields.get("hour_budget")
    return WatchedProject(
        record.number,
        ends if isinstance(ends, date) else None,
        budget if isinstance(budget, Decimal) else None,
        carried.get(record.number, Decimal(0)),
    )
