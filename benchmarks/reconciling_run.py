"""The reconciliation of a month by the product, and the bare reading of the same tables, pages and lines beside it.

Prints one JSON line: seconds of both, sums, and whether it came to zero.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from benchmarks.bare_loop import INTEMPUS_TABLES, UNICONTA_TABLES, BareLoop
from benchmarks.product_run import UNPACED, calls_of, connected
from bindeled.bootstrap import start
from bindeled.domain.calendar import danish_day
from bindeled.domain.pay_periods import PayPeriods
from bindeled.settings import read_settings


def main() -> None:
    """Connect to the twins named by the JSON on standard input, carry what they hold, and reconcile it."""
    twins = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as home:
        origins = {"intempus_url": twins["intempus"], "uniconta_url": twins["uniconta"], **UNPACED}
        program = start(read_settings().model_copy(update={"home": Path(home), "log_level": "WARNING", **origins}))
        tenant = connected(program, twins["credentials"])
        program.working.finish(
            program.runs.queue(tenant.id, "reports", "benchmark", program.clock()), lambda _run: None
        )
        today = danish_day(program.clock())
        before, began = calls_of(program, tenant), time.perf_counter()
        found = program.flows.reconcile(tenant, (today - timedelta(days=60), today), PayPeriods())
        seconds, calls = time.perf_counter() - began, calls_of(program, tenant) - before
    bare = BareLoop(twins)
    began = time.perf_counter()
    bare.read(INTEMPUS_TABLES, (*UNICONTA_TABLES, "ProjectJournalLineClient", "ProjectTransClient"))
    told = {"bare_seconds": time.perf_counter() - began, "bare_calls": bare.calls}
    sums = {"sums": len(found.cells), "employees": len({cell.cell.employee for cell in found.cells})}
    print(json.dumps({"seconds": seconds, "calls": calls, "closed": found.closed, **sums, **told}))


if __name__ == "__main__":
    main()
