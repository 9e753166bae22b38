"""A worker as a process of its own, for tests that kill it. What it carries waits while the test holds it.

`python worker_process.py <folder> <name> <lease seconds> [run id]`: serves until SIGTERM, or waits for the one run.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from pathlib import Path

from bindeled.domain.states import RunState
from bindeled.engine.worker import Taking, Worker
from bindeled.run_ports import RunEnding
from tests.support.fake_runs import FakeRuns, FakeWorkers, now


def main(folder: Path, name: str, lease_seconds: float, run_id: int | None) -> None:
    logging.basicConfig(level=logging.WARNING)
    runs = FakeRuns(folder / "ours.sqlite3")

    def carry(run_id: int) -> RunEnding:
        note = runs.carry_begins(run_id, name)
        time.sleep(0.05)  # long enough that two at once would be seen
        while (folder / f"hold-{name}").exists():
            time.sleep(0.02)
        runs.carry_ends(note)
        return RunEnding(RunState.DONE, {"carried": 1})

    worker = Worker(
        name,
        f"sqlite:///{folder / 'ours.sqlite3'}",
        runs,
        FakeWorkers(folder / "ours.sqlite3"),
        carry,
        now,
        tick_seconds=lease_seconds / 20,
        lease_seconds=lease_seconds,
        taking=Taking(4),
    )
    if run_id is not None:
        ended = worker.run_until_idle(run_id)
        print(ended.state.value if ended else "")  # noqa: T201 - what the test reads
        return
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    sys.exit(0 if worker.serve(stop) else 3)


if __name__ == "__main__":
    _, given_folder, given_name, given_lease, *given_run = sys.argv
    main(Path(given_folder), given_name, float(given_lease), int(given_run[0]) if given_run else None)
