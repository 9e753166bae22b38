"""The product: one whole run through worker, ledger and database, as `bindeled sync` does it.

Prints one JSON line: seconds from the begin of the run to its end, carried, peak memory in KiB, and the seconds of a
second run that has nothing to do.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bindeled.bootstrap import start
from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.calendar import danish_day
from bindeled.domain.mapping import ReportRules
from bindeled.domain.secrets import Secret
from bindeled.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Tenant


# The twins allow any number of calls: what is measured is the program, not the pace that a system asks for.
UNPACED = {"intempus_calls_a_minute": 1_000_000, "uniconta_daily_calls": 1_000_000}


def main() -> None:
    """Connect to the twins named by the JSON on standard input and run the flow twice."""
    twins = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as home:
        origins = {"intempus_url": twins["intempus"], "uniconta_url": twins["uniconta"], **UNPACED}
        program = start(read_settings().model_copy(update={"home": Path(home), "log_level": "WARNING", **origins}))
        tenant = connected(program, twins["credentials"])
        calls_before = calls_of(program, tenant)
        first = _run(program, tenant)
        calls = calls_of(program, tenant) - calls_before
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        second = _run(program, tenant)
    print(
        json.dumps(
            {
                "seconds": first["seconds"],
                "carried": first["carried"],
                "calls": calls,
                "peak_kib": peak,
                "second_run_seconds": second["seconds"],
                "second_run_writes": second["writes"],
            }
        )
    )


def connected(program: Program, credentials: Mapping[str, Any]) -> Tenant:
    """Return a new tenant, connected to both twins."""
    first_day = danish_day(program.clock()) - timedelta(days=60)
    tenant = program.tenants.add("Bench", first_day=first_day, rules=ReportRules())
    for system in System:
        login = credentials[system.value]
        new = NewVersion(login["login"], login.get("company", ""), "benchmark")
        program.connect(tenant, system, new, Secret(login["secret"]))
    return tenant


def calls_of(program: Program, tenant: Tenant) -> int:
    """Return how many calls have been made to both systems."""
    connections = (program.stored_connections.connection(tenant, system) for system in System)
    return sum(program.meter.total(connection.id) for connection in connections)


def _run(program: Program, tenant: Tenant) -> dict[str, float]:
    run_id = program.runs.queue(tenant.id, "reports", "benchmark", program.clock())
    run = program.working.finish(run_id, lambda _run: None)
    if run.finished_at is None or run.started_at is None or run.state.value != "done":
        raise SystemExit(f"the run is {run.state.value}: {run.reason}")
    return {"seconds": (run.finished_at - run.started_at).total_seconds(), **run.counts}


if __name__ == "__main__":
    main()
