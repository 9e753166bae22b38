"""Everything that the page of a day is made from, read at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bindeled.domain.accounts import Connection, Tenant
    from bindeled.ports import RunRecord
    from bindeled.web.sources import FlowOfDay, PageSource, ParkedGroup


@dataclass(frozen=True, slots=True)
class DayFacts:
    """A tenant's day as it stood at `now`. What is parked, the connections and the run are of now, whatever the day."""

    tenant: Tenant
    has_others: bool
    day: date
    now: datetime
    flow: FlowOfDay
    parked: Sequence[ParkedGroup]
    connections: Sequence[Connection]
    last_run: RunRecord | None


def read_facts(source: PageSource, tenant: Tenant, day: date, now: datetime) -> DayFacts:
    """Read what the page shows. Raises whatever the source raises."""
    return DayFacts(
        tenant=tenant,
        has_others=len(source.tenants()) > 1,
        day=day,
        now=now,
        flow=source.flow(tenant.id, day),
        parked=source.parked(tenant.id),
        connections=source.connections(tenant.id),
        last_run=source.last_run(tenant.id),
    )
