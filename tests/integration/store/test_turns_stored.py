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
    from contextlib import AbstractContextManager
    from datetime import datetime

    from bindeled.domain.accounts import Connection, Tenant

HELD = timedelta(seconds=10)
MOMENT = timedelta(milliseconds=1)
STANDINGS = StoredStandings()


def a_connection(tenant: Tenant) -> Connection:
    return StoredConnections(FakeClock(NOON)).connection(tenant, System.UNICONTA)


def a_call(connection: Connection, at: datetime = NOON) -> AbstractContextManager[int | None]:
    return STANDINGS.calling(connection, at, at + HELD)


def test_of_eight_calls_that_are_to_start_at_once_one_starts(tenant: Tenant) -> None:
    connection = a_connection(tenant)

    started = [STANDINGS.calling(connection, NOON, NOON + HELD) for _ in range(8)]
    assert sum(call is not None for call in at_once([call.__enter__ for call in started])) == 1


def test_when_a_call_has_ended_the_next_may_start(tenant: Tenant) -> None:
    connection = a_connection(tenant)
    with a_call(connection) as first, a_call(connection) as second:
        assert first is not None
        assert second is None
    with a_call(connection) as third:
        assert third is not None


def test_a_call_whose_process_died_keeps_the_others_waiting_for_as_long_as_it_was_held_up(tenant: Tenant) -> None:
    connection = a_connection(tenant)
    dead = a_call(connection)
    dead.__enter__()
    with a_call(connection, NOON + HELD - MOMENT) as in_time:
        assert in_time is None
    with a_call(connection, NOON + HELD) as later:
        assert later is not None
    dead.__exit__(None, None, None)


def test_a_call_that_is_held_up_keeps_the_others_waiting(tenant: Tenant) -> None:
    connection = a_connection(tenant)
    with a_call(connection) as lasting:
        assert lasting is not None
        STANDINGS.hold_call(lasting, NOON + 2 * HELD)
        with a_call(connection, NOON + HELD) as other:
            assert other is None


def test_a_call_of_a_dead_process_no_longer_counts_as_under_way(tenant: Tenant) -> None:
    connection = a_connection(tenant)
    with a_call(connection):
        assert STANDINGS.under_way(connection, NOON) == 1
        assert STANDINGS.under_way(connection, NOON + HELD) == 0


def test_behind_a_barrier_none_starts_until_it_falls(tenant: Tenant) -> None:
    connection = a_connection(tenant)
    assert STANDINGS.raise_barrier(connection, NOON + HELD, NOON)
    with a_call(connection) as behind:
        assert behind is None
    STANDINGS.lower_barrier(connection)
    with a_call(connection) as after:
        assert after is not None
