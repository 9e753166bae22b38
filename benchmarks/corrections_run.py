"""Corrections by the product: a whole run, a share of the reports edited, and the run that makes up for it.

Prints one JSON line: seconds and provider calls of both runs, reports corrected, lines that lie in Uniconta after.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.product_run import UNPACED, calls_of, connected
from bindeled.bootstrap import start
from bindeled.bootstrap.flow_names import LARGE_CORRECTIONS
from bindeled.settings import read_settings
from sandbox.client import TwinControl

if TYPE_CHECKING:
    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Tenant

# No report of the scenario has as many hours.
_CORRECTED = "6.25"


def main() -> None:
    """Connect to the twins named by the JSON on standard input, carry, let people edit, and carry again."""
    twins = json.load(sys.stdin)
    here, there = TwinControl(twins["intempus"]), TwinControl(twins["uniconta"])
    with tempfile.TemporaryDirectory() as home:
        origins = {"intempus_url": twins["intempus"], "uniconta_url": twins["uniconta"], **UNPACED}
        program = start(read_settings().model_copy(update={"home": Path(home), "log_level": "WARNING", **origins}))
        tenant = connected(program, twins["credentials"])
        first = _run(program, tenant)
        reports = sorted(report["id"] for report in here.truth()["reports"] if report["approved"])
        edited = reports[:: twins["one_in"]]
        for report_id in edited:
            here.edit(resource="work_report", id=report_id, fields={"amount": _CORRECTED})
        second = _run(program, tenant)
    quantities = [float(line["Qty"]) for line in there.truth()["lines"]]
    told = {"lines": len(quantities), "corrected_lines": quantities.count(float(_CORRECTED))}
    print(json.dumps({"first": first, "second": second, "corrected": len(edited), **told}))


def _run(program: Program, tenant: Tenant) -> dict[str, Any]:
    before = calls_of(program, tenant)
    run_id = program.runs.queue(tenant.id, "reports", LARGE_CORRECTIONS, program.clock())
    run = program.working.finish(run_id, lambda _run: None)
    if run.finished_at is None or run.started_at is None or run.state.value != "done":
        raise SystemExit(f"the run is {run.state.value}: {run.reason}")
    seconds = (run.finished_at - run.started_at).total_seconds()
    return {"seconds": seconds, "calls": calls_of(program, tenant) - before, **run.counts}


if __name__ == "__main__":
    main()
