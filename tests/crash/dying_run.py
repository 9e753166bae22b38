"""A run that dies at a named point: `python dying_run.py <tenant> <point> <passing>`, in the environment of a command.

The program is built by `bootstrap`, the flow from the same parts as there; only what happens at the points is ours. The
process ends with status 9 the moment it passes the point for that time, and with 0 when the run never does.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from bindeled.bootstrap import Program, start
from bindeled.domain.accounts import System
from bindeled.engine.points import Point
from bindeled.engine.reports import ReportFlow
from bindeled.engine.schedule import REPORTS
from bindeled.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.domain.accounts import Tenant

# It never beats, so whoever looks next finds it dead.
WORKER = "dying"
KILLED = 9


def dying_at(wanted: Point, passing: int) -> Callable[[Point], None]:
    """Return what ends the process when it is called with this point for this time."""
    left = passing

    def pass_by(point: Point) -> None:
        nonlocal left
        left -= point is wanted
        if not left:
            os._exit(KILLED)

    return pass_by


def run(program: Program, tenant: Tenant, passing: Callable[[Point], None]) -> None:
    """Take a run as a worker does, and carry it."""
    from bindeled.store.ledger import StoredReportLedger  # noqa: PLC0415 - models need Django set up

    run_id = program.runs.queue(tenant.id, REPORTS, "hand", program.clock())
    attempt = program.runs.get(run_id).attempt + 1
    assert program.runs.begin(run_id, WORKER, attempt, program.clock())
    here, there = (program.stored_connections.connection(tenant, system) for system in System)
    with ExitStack() as open_things:
        assert there.company is not None
        lease = program.link_parts.lease(there)
        source = open_things.enter_context(program.systems.source(here, program.link_parts.lease(here)))
        journal = open_things.enter_context(program.systems.journal(there, lease))
        ledger = StoredReportLedger(tenant.id, run_id, lambda: lease.signed)
        limits = program.opening()._limits(allow_large=False)
        flow = ReportFlow(
            source, journal, ledger, tenant.rules, tenant.first_day, program.clock, limits=limits, passing=passing
        )
        flow.run()


if __name__ == "__main__":
    _, slug, point, time = sys.argv
    the_program = start(read_settings())
    run(the_program, the_program.tenants.by_slug(slug), dying_at(Point[point], int(time)))
