"""Calls of a login that takes one at a time, on the real store: who may start one, and how long the others wait."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.domain.accounts import System
from bindeled.store.connections import StoredConnections
from bindeled.store.standing import StoredStandings
from tests.fakes.clock import FakeClock
from tests.integration.store.making import NOON
from tests.integration.store.racing import at_once

if TYPE_CHECKING:
    from bindeled.domain.accounts import Connection, Tenant

LASTS = timedelta(seconds=45)
STANDINGS = StoredStandings()


def a_connection(tenant: Tenant) -> Connection:
    return StoredConnections(FakeClock(NOON)).connection(tenant, System.UNICONTA)


def test_of_eight_calls_that_are_to_start_at_once_one_starts(tenant: Tenant) -> None:
    connection = a_connection(tenant)

    started = [STANDINGS.calling(connection, NOON, LASTS) for _ in range(8)]
    assert at_once([call.__enter__ for call in started]).count(True) == 1


def test_when_a_call_has_ended_the_next_may_start(tenant: Tenant) -> None:
    connection = a_connection(tenant)
    with STANDINGS.calling(connection, NOON, LASTS) as first, STANDINGS.calling(connection, NOON, LASTS) as second:
        assert (first, second) == (True, False)
    with STANDINGS.calling(connection, NOON, LASTS) as third:
        assert third


def test_a_call_whose_process_died_keeps_the_others_waiting_no_longer_than_calls_last(tenant: Tenant) -> None:
    connection = a_connection(tenant)
    dead = STANDINGS.calling(connection, NOON, LASTS)
    dead.__enter__()
    with STANDINGS.calling(connection, NOON + LASTS, LASTS) as in_time:
        assert not in_time
    with STANDINGS.calling(connection, NOON + LASTS + timedelta(seconds=1), LASTS) as later:
        assert later
    dead.__exit__(None, None, None)


def test_behind_a_barrier_none_starts_until_it_falls(tenant: Tenant) -> None:
    connection = a_connection(tenant)
    assert STANDINGS.raise_barrier(connection, NOON + LASTS, NOON)
    with STANDINGS.calling(connection, NOON, LASTS) as behind:
        assert not behind
    STANDINGS.lower_barrier(connection)
    with STANDINGS.calling(connection, NOON, LASTS) as after:
        assert after
