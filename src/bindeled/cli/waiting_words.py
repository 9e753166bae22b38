"""How what waits is told on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bindeled.bootstrap.forecasting import minutes_ahead
from bindeled.cli.output import moment_of
from bindeled.domain.calendar import danish_day

if TYPE_CHECKING:
    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Tenant
    from bindeled.store.views import Waiting


def what_waits(program: Program, tenant: Tenant) -> Waiting:
    """Return what waits of a tenant's reports now."""
    from bindeled.store.views import flow_today  # noqa: PLC0415 - models need Django set up

    return flow_today(tenant.id, danish_day(program.clock())).waiting


def waiting_facts(program: Program, waiting: Waiting) -> dict[str, Any]:
    """Return what waits, for machines, and how many minutes it takes to carry once both links work."""
    return {
        "reports": waiting.reports,
        "hours": waiting.hours,
        "oldest": waiting.oldest,
        "since": waiting.since,
        "forecast_minutes": minutes_ahead(program.settings, waiting.reports),
    }


def waiting_line(program: Program, waiting: Waiting) -> str | None:
    """Return what waits as a sentence, None when nothing does."""
    if not waiting.reports:
        return None
    hours = f" with {waiting.hours.normalize():f} hours" if waiting.hours else ""
    minutes = minutes_ahead(program.settings, waiting.reports)
    takes = "" if minutes is None else f" That takes about {max(1, round(minutes))} minutes once both links work."
    return (
        f"{waiting.reports} reports{hours} wait, the oldest of {waiting.oldest}, since {moment_of(waiting.since)}. "
        f"Nothing is lost; they are carried by themselves, the oldest first.{takes}"
    )
