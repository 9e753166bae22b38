"""Everything that the page of a day is made from, read at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.weeks import weeks_until

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from bindeled.domain.accounts import Connection, Tenant
    from bindeled.domain.causes import Finding
    from bindeled.domain.weeks import WeekHours
    from bindeled.run_ports import RunRecord
    from bindeled.store.views import FlowToday, ParkedRow
    from bindeled.web.sources import PageSource
    from bindeled.web.work import FlowTiming

# As many weeks as a chart shows without crowding on a phone.
WEEKS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class ParkedGroup:
    """Reports that are parked for the very same reason; `since` is when the first of them was."""

    finding: Finding
    reports: int
    since: datetime


@dataclass(frozen=True, slots=True)
class DayFacts:
    """A tenant's day as it stood at `now`. What is parked, the connections and the run are of now, whatever the day."""

    tenant: Tenant
    has_others: bool
    day: date
    now: datetime
    flow: FlowToday
    parked: Sequence[ParkedGroup]
    connections: Sequence[Connection]
    last_run: RunRecord | None
    next_run: datetime | None
    flows: Sequence[FlowTiming]
    weeks: Sequence[WeekHours]
    minutes_ahead: float | None


def read_facts(source: PageSource, tenant: Tenant, day: date, now: datetime, *, has_others: bool) -> DayFacts:
    """Read what the page shows. Raises whatever the source raises."""
    flow = source.flow(tenant.id, day)
    return DayFacts(
        tenant=tenant,
        has_others=has_others,
        day=day,
        now=now,
        flow=flow,
        parked=grouped(source.parked(tenant.id)),
        connections=[row.connection for row in source.links(tenant.id, day)],
        last_run=source.last_run(tenant.id),
        next_run=source.next_run(tenant.id, now),
        flows=source.work.flows(tenant.id),
        weeks=source.work.weeks(tenant.id, weeks_until(day, WEEKS_SHOWN)),
        minutes_ahead=source.work.minutes_ahead(flow.waiting.reports),
    )


def grouped(rows: Iterable[ParkedRow]) -> list[ParkedGroup]:
    """Return the rows by reason, the largest group first and then the longest parked."""
    groups: dict[object, list[ParkedRow]] = {}
    for row in rows:
        groups.setdefault((row.finding.cause, tuple(sorted(row.finding.facts.items()))), []).append(row)
    found = [ParkedGroup(same[0].finding, len(same), min(row.since for row in same)) for same in groups.values()]
    return sorted(found, key=lambda group: (-group.reports, group.since))
