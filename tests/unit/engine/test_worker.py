"""The worker inside this process. What needs processes that die is in tests/crash/test_takeover.py."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import pytest

from bindeled.domain.errors import Contradiction
from bindeled.domain.states import RunState
from bindeled.engine.worker import Taking, Worker, unique_name
from bindeled.engine.worker.places import WorkerStops, place_here
from bindeled.run_ports import RunEnding
from tests.support.fake_runs import FakeRuns, FakeWorkers, connected, now
from tests.support.processes import PATIENCE_SECONDS, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from bindeled.run_ports import RunCarrier, RunRecord

P = ParamSpec("P")
A = TypeVar("A")
DONE = RunEnding(RunState.DONE, {"carried": 2})


class House:
    """One data folder, and workers over it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "ours.sqlite3"
        self.queue_file = folder / "runs.sqlite3"
        self.runs = FakeRuns(self.file)
        self.workers = FakeWorkers(self.file)

    def worker(self, carry: RunCarrier, **settings: Callable[[], AbstractContextManager[object]]) -> Worker:
        return Worker(
            unique_name(),
            f"sqlite:///{self.file}",
            self.runs,
            self.workers,
            carry,
            now,
            tick_seconds=0.05,
            lease_seconds=30,
            taking=Taking(2),
            rest_seconds=0.05,
            **settings,  # type: ignore[arg-type]  # only `around_run` is handed in
        )

    def queue(self, tenant_id: int = 1) -> int:
        return self.runs.queue(tenant_id, "reports", "test", now())


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@contextmanager
def working(worker: Worker) -> Iterator[Worker]:
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


class Carrier:
    """Carries nothing; its runs end as told, the last way ever after."""

    def __init__(self, *endings: RunEnding) -> None:
        self._endings = list(endings)
        self.carried: list[int] = []

    def __call__(self, run_id: int) -> RunEnding:
        self.carried.append(run_id)
        return self._endings.pop(0) if len(self._endings) > 1 else self._endings[0]


def test_a_run_that_is_due_is_carried_and_its_end_is_written(house: House) -> None:
    run_id = house.queue()
    seen: list[RunRecord] = []

    ended = house.worker(Carrier(DONE)).run_until_idle(run_id, seen.append)

    assert ended == house.runs.get(run_id)
    assert (ended.state, ended.attempt, ended.counts) == (RunState.DONE, 1, {"carried": 2})
    assert (seen[0].state, seen[-1].state) == (RunState.QUEUED, RunState.DONE)


def test_until_idle_carries_whatever_is_due_and_leaves_nobody_on_the_roster(house: House) -> None:
    run_ids = [house.queue(tenant_id) for tenant_id in (1, 2, 3)]

    house.worker(Carrier(DONE)).run_until_idle()

    assert {house.runs.get(run_id).state for run_id in run_ids} == {RunState.DONE}
    assert house.workers.silent(now() + timedelta(days=1)) == []


def test_a_carrier_that_raises_fails_its_run_in_plain_words_and_the_worker_lives_on(house: House) -> None:
    broken = house.queue(tenant_id=1)

    def carry(run_id: int) -> RunEnding:
        if run_id == broken:
            raise KeyError("planted-secret")
        return DONE

    with working(house.worker(carry)):
        wait_for(lambda: house.runs.get(broken).state is RunState.FAILED)
        sound = house.queue(tenant_id=1)
        wait_for(lambda: house.runs.get(sound).state is RunState.DONE)

    assert house.runs.get(broken).reason.startswith("The run stopped on an error of ours (KeyError). Nothing is lost;")
    assert "planted-secret" not in house.runs.get(broken).reason


def test_a_run_that_waits_is_carried_again_when_its_time_has_come(house: House) -> None:
    run_id = house.queue()
    waiting = RunEnding(RunState.WAITING, {}, "Uniconta is away", now())

    house.worker(Carrier(waiting, DONE)).run_until_idle(run_id)

    assert house.runs.endings(run_id) == [(1, True), (2, True)]


def test_a_run_that_waits_for_later_is_not_waited_for(house: House) -> None:
    run_id = house.queue()
    later = now() + timedelta(hours=1)

    ended = house.worker(Carrier(RunEnding(RunState.WAITING, {}, "away", later))).run_until_idle(run_id)

    assert ended is not None
    assert (ended.state, ended.again_at) == (RunState.WAITING, later)


def test_a_database_that_is_away_for_a_moment_costs_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    run_id = house.queue()
    for name in ("due", "begin", "finish", "running"):
        monkeypatch.setattr(house.runs, name, _failing(getattr(house.runs, name), times=1))

    with working(house.worker(Carrier(DONE))):
        wait_for(lambda: house.runs.get(run_id).state is RunState.DONE)


def test_a_run_whose_end_could_not_be_written_is_carried_once_more(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = house.queue()
    monkeypatch.setattr(house.runs, "finish", _failing(house.runs.finish, times=5))

    with working(house.worker(Carrier(DONE))):
        wait_for(lambda: house.runs.get(run_id).state is RunState.DONE)

    assert house.runs.endings(run_id) == [(2, True)]


def test_an_attempt_of_a_worker_that_died_before_it_began_is_replaced(house: House) -> None:
    run_id = house.queue()
    house.worker(Carrier(DONE)).run_until_idle(run_id)
    following = house.queue()
    with connected(house.queue_file) as connection:
        # As kill -9 between the queue's taking and our beginning leaves it.
        columns = [row["name"] for row in connection.execute("PRAGMA table_info(workflow_status)")]
        kept = ", ".join(column for column in columns if column not in {"workflow_uuid", "status", "executor_id"})
        connection.execute(
            f"INSERT INTO workflow_status (workflow_uuid, status, executor_id, {kept})"  # noqa: S608 - names of columns
            f" SELECT 'run-{following}-1', 'PENDING', 'dead', {kept} FROM workflow_status"
        )

    house.worker(Carrier(DONE)).run_until_idle(following)

    assert house.runs.endings(following) == [(2, True)]


def test_everything_is_done_inside_what_the_caller_puts_around_it(house: House) -> None:
    inside = threading.local()

    @contextmanager
    def around() -> Iterator[None]:
        inside.it = True
        yield
        inside.it = False

    seen: list[tuple[int, bool]] = []

    def carry(run_id: int) -> RunEnding:
        seen.append((run_id, inside.it))
        return DONE

    run_id = house.queue()
    with working(house.worker(carry, around_run=around)):
        wait_for(lambda: house.runs.get(run_id).state is RunState.DONE)

    assert seen == [(run_id, True)]


class AtAPace:
    """Carries what comes; the runs named wait until they may call again, and the worker may stop meanwhile."""

    def __init__(self, *waiting: int) -> None:
        self._waiting = waiting
        self.allowed = threading.Event()

    def __call__(self, run_id: int) -> RunEnding:
        place = place_here()
        assert place is not None
        try:
            while run_id in self._waiting and not self.allowed.wait(0.01):
                place.rest()
            place.keep()
        except WorkerStops:
            return RunEnding(RunState.WAITING, {}, "stopped", now() + timedelta(hours=1))
        return DONE


def test_runs_that_wait_until_they_may_call_keep_no_place_of_a_worker(house: House) -> None:
    catching_up = [house.queue(tenant_id) for tenant_id in (1, 2, 3)]
    carry = AtAPace(*catching_up)
    with working(house.worker(carry)) as worker:
        wait_for(lambda: sorted(house.workers.resting()[worker.name]) == catching_up, "three wait at two places")
        other = house.queue(tenant_id=4)
        wait_for(lambda: house.runs.get(other).state is RunState.DONE)
        assert {house.runs.get(run_id).state for run_id in catching_up} == {RunState.RUNNING}
        carry.allowed.set()
        wait_for(lambda: {house.runs.get(run_id).state for run_id in catching_up} == {RunState.DONE})


def test_a_worker_that_stops_does_not_wait_for_runs_that_wait_until_they_may_call(house: House) -> None:
    run_id = house.queue()
    with working(house.worker(AtAPace(run_id))) as worker:
        wait_for(lambda: house.workers.resting()[worker.name] == [run_id])
    assert house.runs.get(run_id).reason == "stopped"


def test_the_queue_remembers_identifiers_only_and_forgets_them_when_told(house: House) -> None:
    house.worker(Carrier(DONE)).run_until_idle(house.queue())
    assert _inputs(house.queue_file) == [{"positionalArgs": [1, 1], "namedArgs": {}}]

    with working(house.worker(Carrier(DONE))) as worker:
        assert worker.tidy(now() - timedelta(hours=1)) == 0
        assert worker.tidy(now() + timedelta(hours=1)) == 1

    assert _inputs(house.queue_file) == []


def test_the_queues_file_is_written_as_safely_as_ours(house: House) -> None:
    house.worker(Carrier(DONE)).run_until_idle()

    with connected(house.queue_file) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_a_worker_that_was_not_started_has_no_history_to_tidy(house: House) -> None:
    with pytest.raises(Contradiction):
        house.worker(Carrier(DONE)).tidy(now())


def test_two_names_are_never_the_same() -> None:
    assert unique_name() != unique_name()


def _inputs(file: Path) -> list[object]:
    with connected(file) as connection:
        return [json.loads(row["inputs"]) for row in connection.execute("SELECT inputs FROM workflow_input")]


def _failing(method: Callable[P, A], times: int) -> Callable[P, A]:
    """Return the method as it is while the database is locked, for so many calls, and after."""
    left = iter(range(times))

    def call(*given: P.args, **named: P.kwargs) -> A:
        if next(left, None) is not None:
            raise sqlite3.OperationalError("database is locked")
        return method(*given, **named)

    return call


def test_a_worker_that_can_no_longer_be_heard_says_why_instead_of_waiting_for_ever(house: House) -> None:
    class FullDisk(FakeWorkers):
        beats = 0

        def beat(self, name: str, at: datetime, resting: Collection[int] = ()) -> None:
            FullDisk.beats += 1
            if FullDisk.beats > 1:
                raise sqlite3.OperationalError("database or disk is full")
            super().beat(name, at, resting)

    def carry(run_id: int) -> RunEnding:
        del run_id
        told.wait(PATIENCE_SECONDS)
        return DONE

    told = threading.Event()
    house.workers = FullDisk(house.file)
    run_id = house.queue()
    worker = Worker(
        unique_name(),
        f"sqlite:///{house.file}",
        house.runs,
        house.workers,
        carry,
        now,
        tick_seconds=0.05,
        lease_seconds=0.2,
        taking=Taking(2),
    )
    try:
        with pytest.raises(sqlite3.OperationalError, match="disk is full"):
            worker.run_until_idle(run_id)
    finally:
        told.set()
