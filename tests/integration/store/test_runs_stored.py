from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from bindeled.domain.errors import Contradiction
from bindeled.domain.states import RUN_MOVES, RunState
from bindeled.run_ports import RunEnding
from bindeled.store import models
from bindeled.store.runs import Runs
from bindeled.store.workers import Workers
from tests.integration.store.making import NOON
from tests.integration.store.racing import at_once

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant

LATER = NOON + timedelta(minutes=1)
WAITS = RunEnding(RunState.WAITING, {"read": 5}, "Uniconta is not answering.", LATER)


@pytest.fixture
def runs(tenant: Tenant) -> Runs:
    del tenant
    return Runs()


def queued(runs: Runs, tenant: Tenant) -> int:
    return runs.queue(tenant.id, "reports", "person", NOON)


def put(run_id: int, state: RunState) -> None:
    models.Run.objects.filter(pk=run_id).update(state=state.value, attempt=1)


def test_a_run_goes_from_being_asked_for_to_done(runs: Runs, tenant: Tenant) -> None:
    run_id = queued(runs, tenant)
    assert [run.id for run in runs.due(NOON)] == [run_id]
    assert runs.begin(run_id, "w1", 1, NOON)
    assert (runs.due(NOON), [run.worker for run in runs.running()]) == ([], ["w1"])
    runs.progress(run_id, {"read": 2})
    assert runs.get(run_id).counts == {"read": 2}
    assert runs.finish(run_id, 1, RunEnding(RunState.DONE, {"read": 5, "carried": 4}), LATER)
    done = runs.get(run_id)
    assert (done.state, done.started_at, done.finished_at, done.counts["carried"]) == (RunState.DONE, NOON, LATER, 4)
    assert list(models.Event.objects.order_by("pk").values_list("kind", flat=True)) == [
        "run.queued",
        "run.begun",
        "run.done",
    ]


def test_a_run_that_is_open_is_the_one_that_a_second_asker_gets(runs: Runs, tenant: Tenant) -> None:
    first = queued(runs, tenant)
    assert queued(runs, tenant) == first
    runs.begin(first, "w1", 1, NOON)
    assert (queued(runs, tenant), runs.get(first).state) == (first, RunState.RUNNING)
    runs.finish(first, 1, RunEnding(RunState.DONE, {}), LATER)
    assert queued(runs, tenant) != first


@pytest.mark.parametrize("ending", [WAITS, RunEnding(RunState.HELD, {}, "Intempus refused the login.")])
def test_a_run_that_waits_is_due_at_once_when_somebody_asks(runs: Runs, tenant: Tenant, ending: RunEnding) -> None:
    run_id = queued(runs, tenant)
    runs.begin(run_id, "w1", 1, NOON)
    runs.finish(run_id, 1, ending, NOON)
    assert runs.due(NOON) == []
    assert queued(runs, tenant) == run_id
    assert [run.id for run in runs.due(NOON)] == [run_id]


def test_a_held_run_that_is_asked_for_again_goes_on_as_the_last_asker_wants(runs: Runs, tenant: Tenant) -> None:
    run_id = queued(runs, tenant)
    runs.begin(run_id, "w1", 1, NOON)
    runs.finish(run_id, 1, RunEnding(RunState.HELD, {}, "100 of 100 reports would be taken back."), NOON)
    runs.queue(tenant.id, "reports", "hand, large", LATER)
    assert runs.get(run_id).trigger == "hand, large"


def test_a_run_that_waits_is_due_when_its_time_has_come_and_a_held_one_is_not(runs: Runs, tenant: Tenant) -> None:
    run_id = queued(runs, tenant)
    runs.begin(run_id, "w1", 1, NOON)
    runs.finish(run_id, 1, WAITS, NOON)
    waiting = runs.get(run_id)
    assert (waiting.reason, waiting.again_at, waiting.finished_at) == (WAITS.reason, LATER, None)
    assert [run.id for run in runs.due(LATER)] == [run_id]
    put(run_id, RunState.HELD)
    assert runs.due(LATER) == []


def test_a_run_of_another_flow_or_tenant_stands_in_nobodys_way(runs: Runs, tenant: Tenant) -> None:
    assert queued(runs, tenant) != runs.queue(tenant.id, "projects", "clock", NOON)


def test_a_run_is_taken_over_by_a_later_attempt_only(runs: Runs, tenant: Tenant) -> None:
    run_id = queued(runs, tenant)
    assert runs.begin(run_id, "w1", 1, NOON)
    assert not runs.begin(run_id, "w2", 1, NOON)
    assert runs.begin(run_id, "w2", 2, LATER)
    assert not runs.finish(run_id, 1, RunEnding(RunState.DONE, {}), LATER)
    taken = runs.get(run_id)
    assert (taken.state, taken.worker, taken.attempt, taken.started_at) == (RunState.RUNNING, "w2", 2, NOON)


def test_an_ending_without_counts_keeps_what_was_counted_on_the_way(runs: Runs, tenant: Tenant) -> None:
    run_id = queued(runs, tenant)
    runs.begin(run_id, "w1", 1, NOON)
    runs.progress(run_id, {"read": 2})
    runs.finish(run_id, 1, RunEnding(RunState.FAILED, {}, "an error of ours"), LATER)
    runs.progress(run_id, {"read": 9})
    assert runs.get(run_id).counts == {"read": 2}


@pytest.mark.parametrize("start", RunState)
def test_a_run_begins_from_those_states_only_that_the_table_allows(runs: Runs, tenant: Tenant, start: RunState) -> None:
    run_id = queued(runs, tenant)
    put(run_id, start)
    assert runs.begin(run_id, "w1", 2, NOON) is (RunState.RUNNING in RUN_MOVES[start])
    assert runs.get(run_id).state is (RunState.RUNNING if RunState.RUNNING in RUN_MOVES[start] else start)


@pytest.mark.parametrize("start", [state for state in RunState if state is not RunState.RUNNING])
def test_a_run_that_is_not_running_does_not_end(runs: Runs, tenant: Tenant, start: RunState) -> None:
    run_id = queued(runs, tenant)
    put(run_id, start)
    assert not runs.finish(run_id, 1, RunEnding(RunState.DONE, {}), LATER)
    assert runs.get(run_id).state is start


@pytest.mark.parametrize("end", [RunState.QUEUED, RunState.RUNNING])
def test_a_run_does_not_end_in_a_state_that_is_no_ending(runs: Runs, tenant: Tenant, end: RunState) -> None:
    run_id = queued(runs, tenant)
    runs.begin(run_id, "w1", 1, NOON)
    with pytest.raises(Contradiction, match="cannot end"):
        runs.finish(run_id, 1, RunEnding(end, {}), LATER)


def test_a_run_that_is_not_there_is_told_so(runs: Runs) -> None:
    assert not runs.begin(9_999, "w1", 1, NOON)
    with pytest.raises(Contradiction, match="no run 9999"):
        runs.get(9_999)


def test_the_latest_runs_come_first(runs: Runs, tenant: Tenant) -> None:
    ids = [runs.queue(tenant.id, flow, "clock", NOON) for flow in ("a", "b", "c")]
    assert [run.id for run in runs.latest(tenant.id, 2)] == [ids[2], ids[1]]


def test_the_database_itself_refuses_a_second_open_run(runs: Runs, tenant: Tenant) -> None:
    queued(runs, tenant)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Run.objects.create(tenant_id=tenant.id, flow="reports", trigger="", state="held", queued_at=NOON)


def test_those_who_ask_at_once_get_the_same_run(runs: Runs, tenant: Tenant) -> None:
    assert len(set(at_once([lambda: queued(runs, tenant)] * 4))) == 1


def test_of_two_workers_that_begin_one_run_at_once_one_wins(runs: Runs, tenant: Tenant) -> None:
    run_id = queued(runs, tenant)
    assert sorted(at_once([lambda: runs.begin(run_id, "w", 1, NOON)] * 2)) == [False, True]  # type: ignore[type-var] # no error of ours among them


def test_a_worker_is_silent_from_its_last_beat_on(database: str) -> None:
    del database
    workers = Workers()
    workers.beat("w1", NOON)
    workers.beat("w2", NOON)
    workers.beat("w2", LATER)
    assert (workers.silent(NOON), workers.silent(LATER)) == ([], ["w1"])
    workers.forget("w1")
    assert workers.silent(LATER + timedelta(days=1)) == ["w2"]
