"""The first load of master data by the product, and a second run with nothing to do.

Prints one JSON line: for each flow the seconds, provider calls and writes of both runs, and the calls that nothing can
do without.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.product_run import UNPACED, calls_of, connected
from bindeled.bootstrap import start
from bindeled.settings import read_settings

if TYPE_CHECKING:
    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Tenant

# Tables that must be read at least once on the first run: of both systems, with groups, and of projects the states.
TABLES = {"customers": 4, "items": 4, "projects": 5}


def main() -> None:
    """Connect to the twins named by the JSON on standard input and run each flow twice."""
    twins = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as home:
        origins = {"intempus_url": twins["intempus"], "uniconta_url": twins["uniconta"], **UNPACED}
        program = start(read_settings().model_copy(update={"home": Path(home), "log_level": "WARNING", **origins}))
        tenant = connected(program, twins["credentials"])
        first = {flow: _run(program, tenant, flow) for flow in TABLES}
        second = {flow: _run(program, tenant, flow) for flow in TABLES}
    print(json.dumps([_figures(flow, first[flow], second[flow]) for flow in TABLES]))


def _figures(flow: str, first: dict[str, float], second: dict[str, float]) -> dict[str, float | str]:
    return {
        "flow": flow,
        "created": first["created"],
        "seconds": first["seconds"],
        "calls": first["calls"],
        "least_calls": first["writes"] + TABLES[flow],
        "second_seconds": second["seconds"],
        "second_calls": second["calls"],
        "second_writes": second["writes"],
    }


def _run(program: Program, tenant: Tenant, flow: str) -> dict[str, float]:
    before = calls_of(program, tenant)
    run = program.working.finish(program.runs.queue(tenant.id, flow, "benchmark", program.clock()), lambda _run: None)
    if run.finished_at is None or run.started_at is None or run.state.value != "done":
        raise SystemExit(f"the run of {flow} is {run.state.value}: {run.reason}")
    seconds = (run.finished_at - run.started_at).total_seconds()
    return {"seconds": seconds, "calls": calls_of(program, tenant) - before, **run.counts}


if __name__ == "__main__":
    main()
