"""Workers as real processes, really killed, stopped and continued."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.states import RunState
from tests.support.fake_runs import Carrying, FakeRuns, connected, now
from tests.support.processes import PATIENCE_SECONDS, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("worker_process.py")
SHORT_LEASE = 2.0
# For tests in which nobody dies: no stall of the machine may make a worker look dead.
LONG_LEASE = 60.0


class Fleet:
    """The worker processes of one test, over one folder. Whatever still lives at its end is killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runs = FakeRuns(folder / "ours.sqlite3")
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self, name: str, lease: float = SHORT_LEASE, *, run_id: int | None = None) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(SCRIPT), str(self.folder), name, str(lease)]
        # Into a file: a pipe that nobody reads fills up, and stops whoever writes to it.
        with (self.folder / f"{name}.log").open("w") as log:
            process = subprocess.Popen(
                command if run_id is None else [*command, str(run_id)], cwd=ROOT, stdout=log, stderr=log
            )
        self._processes.append(process)
        return process

    def freeze(self, process: subprocess.Popen[bytes]) -> None:
        """Stop a process where it holds no lock on a file: one that does keeps everybody waiting until it goes on."""
        process.send_signal(signal.SIGSTOP)
        while any(is_locked(self.folder / name) for name in ("ours.sqlite3", "runs.sqlite3")):
            process.send_signal(signal.SIGCONT)
            time.sleep(0.02)
            process.send_signal(signal.SIGSTOP)

    def hold(self, name: str) -> None:
        (self.folder / f"hold-{name}").touch()

    def release(self, name: str) -> None:
        (self.folder / f"hold-{name}").unlink()

    def queue(self, tenant_id: int, flow: str = "reports") -> int:
        return self.runs.queue(tenant_id, flow, "test", now())

    def carries(self, name: str, run_id: int) -> bool:
        return any((one.worker, one.run_id) == (name, run_id) for one in self.runs.carryings())

    def is_done(self, *run_ids: int) -> bool:
        return all(self.runs.get(run_id).state is RunState.DONE for run_id in run_ids)

    def known_workers(self) -> list[str]:
        with connected(self.folder / "ours.sqlite3") as connection:
            return [row["name"] for row in connection.execute("SELECT name FROM workers ORDER BY name")]

    def said(self, name: str) -> list[str]:
        return (self.folder / f"{name}.log").read_text().splitlines()

    def attempts_under_way(self) -> int:
        with connected(self.folder / "runs.sqlite3") as connection:
            return int(
                connection.execute("SELECT count(*) FROM workflow_status WHERE status = 'PENDING'").fetchone()[0]
            )

    def close(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    fleet = Fleet(tmp_path)
    yield fleet
    fleet.close()


def is_locked(file: Path) -> bool:
    """Return whether somebody keeps others from writing to this database for longer than a transaction takes."""
    connection = sqlite3.connect(file, timeout=0.5, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return True
    else:
        return False
    finally:
        connection.close()


def test_a_run_whose_worker_is_killed_is_finished_once_by_another(fleet: Fleet) -> None:
    fleet.hold("first")
    first = fleet.start("first")
    run_id = fleet.queue(tenant_id=1)
    wait_for(lambda: fleet.carries("first", run_id))
    fleet.start("second")
    wait_for(lambda: "second" in fleet.known_workers())

    first.kill()
    wait_for(lambda: fleet.is_done(run_id))

    assert fleet.runs.endings(run_id) == [(2, True)]
    assert fleet.runs.get(run_id).worker == "second"
    wait_for(lambda: fleet.known_workers() == ["second"])


def test_a_tenants_place_is_free_again_after_its_worker_was_killed(fleet: Fleet) -> None:
    fleet.hold("first")
    first = fleet.start("first")
    taken = fleet.queue(tenant_id=1)
    wait_for(lambda: fleet.carries("first", taken))
    behind_it = fleet.queue(tenant_id=1, flow="cases")

    first.kill()
    fleet.start("second")

    wait_for(lambda: fleet.is_done(taken, behind_it))


def test_a_machine_that_restarts_alone_goes_on_by_itself(fleet: Fleet) -> None:
    fleet.hold("before")
    before = fleet.start("before")
    run_ids = [fleet.queue(tenant_id) for tenant_id in (1, 2, 3)]
    wait_for(lambda: all(fleet.carries("before", run_id) for run_id in run_ids))

    before.kill()
    fleet.start("after")
    wait_for(lambda: fleet.is_done(*run_ids))

    assert [fleet.runs.endings(run_id) for run_id in run_ids] == [[(2, True)]] * 3


def test_a_worker_that_wakes_after_it_was_replaced_cannot_finish_the_run(fleet: Fleet) -> None:
    fleet.hold("sleeper")
    sleeper = fleet.start("sleeper")
    run_id = fleet.queue(tenant_id=1)
    wait_for(lambda: fleet.carries("sleeper", run_id))

    fleet.freeze(sleeper)
    fleet.start("second")
    wait_for(lambda: fleet.is_done(run_id))
    fleet.release("sleeper")
    sleeper.send_signal(signal.SIGCONT)
    wait_for(lambda: len(fleet.runs.endings(run_id)) == 2)

    assert fleet.runs.endings(run_id) == [(2, True), (1, False)]
    assert fleet.runs.get(run_id).worker == "second"


def test_a_worker_that_woke_up_late_works_on_as_before(fleet: Fleet) -> None:
    fleet.hold("sleeper")
    sleeper = fleet.start("sleeper")
    run_id = fleet.queue(tenant_id=1)
    wait_for(lambda: fleet.carries("sleeper", run_id))
    fleet.freeze(sleeper)
    second = fleet.start("second")
    wait_for(lambda: fleet.is_done(run_id))
    second.send_signal(signal.SIGTERM)
    assert second.wait(PATIENCE_SECONDS) == 0

    fleet.release("sleeper")
    sleeper.send_signal(signal.SIGCONT)
    following = fleet.queue(tenant_id=1)
    wait_for(lambda: fleet.is_done(following))

    assert fleet.runs.get(following).worker == "sleeper"


def test_two_runs_of_one_tenant_never_overlap(fleet: Fleet) -> None:
    run_ids = [fleet.queue(tenant_id, flow) for flow in "abcdef" for tenant_id in (1, 2)]
    fleet.start("first", LONG_LEASE)
    fleet.start("second", LONG_LEASE)
    wait_for(lambda: fleet.is_done(*run_ids))

    assert len(fleet.runs.carryings()) == len(run_ids)
    for tenant_id in (1, 2):
        assert not overlaps([one for one in fleet.runs.carryings() if one.tenant_id == tenant_id])


def test_runs_of_different_tenants_are_carried_side_by_side(fleet: Fleet) -> None:
    fleet.hold("only")
    fleet.start("only", LONG_LEASE)
    run_ids = [fleet.queue(tenant_id) for tenant_id in (1, 2, 3)]

    # All are held, so all have begun before any of them ends.
    wait_for(lambda: all(fleet.carries("only", run_id) for run_id in run_ids))


def test_sigterm_lets_the_run_under_way_end_and_leaves_nothing_behind(fleet: Fleet) -> None:
    fleet.hold("only")
    only = fleet.start("only", LONG_LEASE)
    under_way = fleet.queue(tenant_id=1)
    wait_for(lambda: fleet.carries("only", under_way))
    waiting = fleet.queue(tenant_id=1, flow="cases")

    only.send_signal(signal.SIGTERM)
    fleet.release("only")

    assert only.wait(PATIENCE_SECONDS) == 0
    assert fleet.is_done(under_way)
    assert fleet.runs.get(waiting).state is RunState.QUEUED
    assert fleet.known_workers() == []
    assert fleet.attempts_under_way() == 0


def test_sync_beside_a_live_worker_leaves_the_run_to_it(fleet: Fleet) -> None:
    fleet.start("service", LONG_LEASE)
    wait_for(lambda: fleet.known_workers() == ["service"])
    run_id = fleet.queue(tenant_id=1)

    sync = fleet.start("sync", LONG_LEASE, run_id=run_id)

    assert sync.wait(PATIENCE_SECONDS) == 0
    assert fleet.said("sync") == ["done"]
    assert [one.worker for one in fleet.runs.carryings()] == ["service"]


def test_sync_takes_the_run_itself_when_no_worker_lives(fleet: Fleet) -> None:
    run_id = fleet.queue(tenant_id=1)

    sync = fleet.start("sync", LONG_LEASE, run_id=run_id)

    assert sync.wait(PATIENCE_SECONDS) == 0
    assert fleet.said("sync")[-1] == "done"
    assert [one.worker for one in fleet.runs.carryings()] == ["sync"]
    assert fleet.known_workers() == []


def test_sync_goes_on_with_a_run_whose_worker_dies_under_its_eyes(fleet: Fleet) -> None:
    fleet.hold("service")
    service = fleet.start("service")
    run_id = fleet.queue(tenant_id=1)
    wait_for(lambda: fleet.carries("service", run_id))
    sync = fleet.start("sync", run_id=run_id)

    service.kill()

    assert sync.wait(PATIENCE_SECONDS) == 0
    assert fleet.said("sync")[-1] == "done"
    assert fleet.runs.endings(run_id) == [(2, True)]


def test_sync_that_takes_part_waits_for_the_tenants_other_run(fleet: Fleet) -> None:
    fleet.hold("service")
    fleet.start("service")
    other = fleet.queue(tenant_id=1, flow="cases")
    wait_for(lambda: fleet.carries("service", other))
    run_id = fleet.queue(tenant_id=1)

    sync = fleet.start("sync", run_id=run_id)
    # It has looked on for a lease, and joins.
    wait_for(lambda: "sync" in fleet.known_workers())
    fleet.release("service")

    assert sync.wait(PATIENCE_SECONDS) == 0
    assert fleet.said("sync")[-1] == "done"
    assert not overlaps(fleet.runs.carryings())


def overlaps(carryings: list[Carrying]) -> bool:
    """Return whether any of these began before the one before it had ended."""
    return any(later.began < (earlier.ended or float("inf")) for earlier, later in pairwise(carryings))
