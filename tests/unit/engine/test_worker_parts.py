"""The judgements of a worker, without threads or queues."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import Misconfigured
from bindeled.engine.fitness import check_fitness
from bindeled.engine.worker.durable import beside
from bindeled.engine.worker.roster import Roster
from bindeled.engine.worker.tickets import Ticket
from tests.support.fake_runs import FakeRuns, FakeWorkers

if TYPE_CHECKING:
    from pathlib import Path

LEASE = timedelta(seconds=10)


class Time:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def workers(tmp_path: Path) -> FakeWorkers:
    FakeRuns(tmp_path / "ours.sqlite3")
    return FakeWorkers(tmp_path / "ours.sqlite3")


@pytest.fixture
def roster(workers: FakeWorkers, time: Time) -> Roster:
    return Roster("ours", workers, time, LEASE)


def test_a_worker_that_has_just_started_may_judge(roster: Roster) -> None:
    roster.beat()
    assert roster.may_judge()


def test_a_worker_that_was_not_heard_for_a_while_judges_nobody_for_a_lease(roster: Roster, time: Time) -> None:
    roster.beat()
    time.pass_(30)
    roster.beat()
    assert not roster.may_judge()
    for _ in range(10):
        time.pass_(1)
        roster.beat()
    assert roster.may_judge()


def test_a_worker_whose_lease_has_run_out_is_not_heard_and_judges_nobody(roster: Roster, time: Time) -> None:
    assert not roster.is_heard()
    roster.beat()
    assert roster.is_heard()
    time.pass_(10)
    assert not roster.is_heard()
    assert not roster.may_judge()


def test_the_living_are_those_who_beat_within_the_lease(roster: Roster, workers: FakeWorkers, time: Time) -> None:
    workers.beat("dead", time())
    time.pass_(11)
    workers.beat("alive", time())
    assert roster.living() == {"ours", "alive"}
    assert roster.silent() == ["dead"]


def test_as_many_rest_as_at_the_worker_that_has_most_of_them_and_the_dead_do_not_count(
    workers: FakeWorkers, time: Time
) -> None:
    roster = Roster("ours", workers, time, LEASE, lambda: {1})
    workers.beat("dead", time(), {5, 6, 7})
    time.pass_(11)
    roster.beat()
    assert roster.most_resting() == 1
    workers.beat("alive", time(), {8, 9})
    assert roster.most_resting() == 2


def test_a_ticket_is_found_again_by_its_name() -> None:
    ticket = Ticket(12, 3)
    assert ticket.name == "run-12-3"
    assert Ticket.named(ticket.name) == ticket
    assert ticket.next() == Ticket(12, 4)


@pytest.mark.parametrize("name", ["run-1", "run-1-2-3", "sync-1-2", "run-a-1"])
def test_another_name_is_no_ticket(name: str) -> None:
    with pytest.raises(ValueError, match="not the name"):
        Ticket.named(name)


def test_the_queue_lies_beside_our_database(tmp_path: Path) -> None:
    assert beside(f"sqlite:///{tmp_path / 'bindeled.sqlite3'}") == tmp_path / "runs.sqlite3"


@pytest.mark.parametrize(("python", "sqlite"), [((3, 11), (3, 40, 1)), ((3, 12), (3, 42, 0)), ((3, 13), (3, 50, 0))])
def test_pairs_that_fit(python: tuple[int, ...], sqlite: tuple[int, ...]) -> None:
    check_fitness(python, sqlite)


def test_a_pair_that_does_not_fit_is_told_in_one_sentence() -> None:
    with pytest.raises(Misconfigured) as told:
        check_fitness((3, 12), (3, 40, 1))
    assert str(told.value) == (
        "Python 3.12 needs SQLite 3.42 or newer, but this is SQLite 3.40.1: "
        "run Bindeled with Python 3.11, or keep its data in PostgreSQL."
    )
