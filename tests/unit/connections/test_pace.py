"""Calls kept within what their system allows, at the moment of sending."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bindeled.connections.errors import AllowanceUsed
from bindeled.connections.pace import Pace, Paces
from bindeled.domain.accounts import Connection, System
from bindeled.domain.links import Standing
from bindeled.domain.pacing import Allowance, Shares
from bindeled.domain.states import LinkState

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


def standing(state: LinkState = LinkState.CONNECTED, number: int = 7, calls_today: int = 0) -> Standing:
    connection = Connection(number, 1, System.UNICONTA, None, 1, 1, state, NOON)
    return Standing(connection, calls_today=calls_today)


def pace(allowance: Allowance, *, paces: Paces | None = None, at: float = 0.0) -> Pace:
    return Pace(paces or Paces(), allowance, Shares(), lambda: NOON, lambda: at)


def test_the_call_beyond_the_allowance_waits_until_the_first_is_a_minute_old() -> None:
    paces = Paces()
    first = pace(Allowance(2), paces=paces)
    assert [first(standing()) for _ in range(2)] == [0, 0]
    assert pace(Allowance(2), paces=paces, at=20)(standing()) == 40
    assert pace(Allowance(2), paces=paces, at=60)(standing()) == 0


def test_while_catching_up_a_fifth_of_the_allowance_is_left_to_others() -> None:
    catching_up = pace(Allowance(10))
    waits = [catching_up(standing(LinkState.RECOVERING)) for _ in range(9)]
    assert waits == [0] * 8 + [60]


def test_one_connection_does_not_wait_for_another() -> None:
    paces = pace(Allowance(1))
    assert [paces(standing(number=number)) for number in (1, 2, 3)] == [0, 0, 0]


@pytest.mark.parametrize(("state", "calls"), [(LinkState.CONNECTED, 5000), (LinkState.RECOVERING, 4000)])
def test_a_day_that_is_used_up_goes_on_at_danish_midnight(state: LinkState, calls: int) -> None:
    daily = pace(Allowance(daily=5000))
    assert daily(standing(state, calls_today=calls - 1)) == 0
    with pytest.raises(AllowanceUsed) as told:
        daily(standing(state, calls_today=calls))
    assert told.value.retry_after == timedelta(hours=12).total_seconds()
