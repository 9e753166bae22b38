"""A process that asks for runs of one tenant and waits for their end, again and again; a worker elsewhere carries them.

Prints one JSON line when it ends: each run as [when it was asked for, how long its end took, how it ended or nothing].
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bindeled.bootstrap import start
from bindeled.domain.states import RunState
from bindeled.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bindeled.bootstrap import Program

# Nobody asks for ever, whatever becomes of the one who says when it is enough.
_LONGEST_SECONDS = 900.0
_LOOK_SECONDS = 0.02
_UNDER_WAY = frozenset({RunState.QUEUED, RunState.RUNNING})


def main(slug: str, flows: Sequence[str], pause: float, enough: Path) -> None:
    """Ask until the file `enough` is there, with a pause in seconds after all that was asked for has ended."""
    program = start(read_settings())
    tenant_id = program.tenants.by_slug(slug).id
    print("ready", flush=True)
    ends = time.monotonic() + _LONGEST_SECONDS
    ended: list[tuple[float, float, str]] = []
    while not enough.exists() and time.monotonic() < ends:
        ended += _asked(program, tenant_id, flows, enough)
        time.sleep(pause)
    print(json.dumps(ended), flush=True)


def _asked(program: Program, tenant_id: int, flows: Sequence[str], enough: Path) -> list[tuple[float, float, str]]:
    """Ask for a run of each flow at once; return those that ended, in the order in which they did."""
    began, ended = time.time(), []
    open_runs = {program.runs.queue(tenant_id, flow, "hand", program.clock()) for flow in flows}
    while open_runs and not enough.exists():
        time.sleep(_LOOK_SECONDS)
        for run_id in sorted(open_runs):
            state = program.runs.get(run_id).state
            if state not in _UNDER_WAY:
                open_runs.discard(run_id)
                ended.append((began, time.time() - began, "" if state is RunState.DONE else state.value))
    return ended


if __name__ == "__main__":
    _, the_slug, the_flows, the_pause, the_file = sys.argv
    main(the_slug, the_flows.split(","), float(the_pause), Path(the_file))
