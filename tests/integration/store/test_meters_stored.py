from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.accounts import System
from bindeled.domain.errors import Evidence
from bindeled.store.connections import StoredConnections
from bindeled.store.meters import StoredCallMeter, StoredEvidence
from tests.integration.store.making import NOON
from tests.integration.store.racing import at_once

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant


@pytest.fixture
def connection_id(tenant: Tenant) -> int:
    return StoredConnections().connection(tenant, System.INTEMPUS).id


def test_calls_are_counted_by_the_danish_day(connection_id: int) -> None:
    meter = StoredCallMeter()
    for hour in (22, 23):  # 23:00 and 00:00 in Copenhagen
        meter.count(connection_id, datetime(2026, 11, 20, hour, 0, tzinfo=UTC))
    assert (meter.calls(connection_id, date(2026, 11, 20)), meter.calls(connection_id, date(2026, 11, 21))) == (1, 1)
    assert (meter.total(connection_id), meter.calls(connection_id, date(2026, 11, 22))) == (2, 0)


def test_calls_counted_by_four_threads_are_all_there(connection_id: int) -> None:
    def count_many() -> None:
        for _ in range(50):
            StoredCallMeter().count(connection_id, NOON)

    at_once([count_many] * 4)
    assert StoredCallMeter().total(connection_id) == 200


def test_calls_within_a_second_are_written_together_and_none_is_forgotten(connection_id: int) -> None:
    meter = StoredCallMeter()
    for tenths in range(5):
        meter.count(connection_id, NOON + timedelta(seconds=tenths / 10))
    assert meter.total(connection_id) == 1
    meter.flush()
    assert meter.total(connection_id) == 5


def test_the_newest_two_hundred_answers_are_kept(connection_id: int) -> None:
    store = StoredEvidence()
    for number in range(203):
        answer = Evidence("GET", "https://intempus.example/", number, "text/html", "", 0.5)
        store.keep(connection_id, answer, NOON + timedelta(seconds=number))
    found = store.newest(connection_id)
    assert [evidence.status for _, evidence in found] == list(range(202, 2, -1))
    assert found[0][0] == NOON + timedelta(seconds=202)
