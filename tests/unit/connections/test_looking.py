"""When a link is looked at next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bindeled.connections.looking import LookLimits, next_look
from bindeled.domain.accounts import Connection, System
from bindeled.domain.links import Doubts, LookHistory
from bindeled.domain.states import LinkState

S = LinkState
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LIMITS = LookLimits()


def a_link(state: LinkState, number: int = 7) -> Connection:
    return Connection(number, 1, System.INTEMPUS, None, 1, 1, state, NOON)


def after(state: LinkState, *, is_due: bool = True, number: int = 7, **history: object) -> timedelta | None:
    """Return how long after the link came to stand so it is looked at next."""
    moment = next_look(a_link(state, number), LookHistory(**history), LIMITS, is_due=is_due)  # type: ignore[arg-type]
    return moment - NOON if moment else None


def test_a_doubt_is_settled_twenty_seconds_later() -> None:
    assert after(S.SUSPECT) == timedelta(seconds=20)


def test_after_three_false_alarms_in_an_hour_we_take_longer() -> None:
    assert after(S.SUSPECT, doubts=Doubts(false_alarms=2)) == timedelta(seconds=20)
    assert after(S.SUSPECT, doubts=Doubts(false_alarms=3)) == timedelta(seconds=60)


def test_a_login_that_comes_and_goes_is_looked_at_again_until_its_doubt_is_an_hour_old() -> None:
    waits = [after(S.SUSPECT, tries=tries, doubts=Doubts(asked_in_vain=1)) for tries in range(3)]
    assert waits == [timedelta(minutes=minutes) for minutes in (1, 20, 60)]
    assert after(S.SUSPECT, tries=3, looked_at=NOON + timedelta(hours=1), doubts=Doubts(asked_in_vain=1)) == timedelta(
        minutes=75
    )


def test_a_login_that_came_and_went_is_tried_no_oftener_in_a_day_than_another() -> None:
    hours = [after(S.ACTION_REQUIRED, tries=tries, doubts=Doubts(asked_in_vain=1)) for tries in range(4)]
    assert hours == [timedelta(hours=one) for one in (1, 7, 13, 19)]


def test_a_system_that_is_away_is_asked_after_waits_that_double_up_to_eighty_seconds() -> None:
    waits = [after(S.UNREACHABLE, tries=tries, looked_at=NOON) for tries in range(4)]
    assert waits == [timedelta(seconds=seconds) for seconds in (5, 10, 20, 40)]
    for number in range(50):
        longest = after(S.UNREACHABLE, tries=9, looked_at=NOON, number=number)
        assert longest is not None
        assert timedelta(seconds=64) <= longest <= timedelta(seconds=96)


def test_all_workers_agree_on_the_moment_and_links_do_not_rise_together() -> None:
    same = {after(S.UNREACHABLE, tries=9, looked_at=NOON) for _ in range(5)}
    assert len(same) == 1
    assert len({after(S.UNREACHABLE, tries=9, looked_at=NOON, number=number) for number in range(20)}) > 10


def test_a_system_that_asked_us_to_wait_is_asked_again_when_it_said() -> None:
    assert after(S.THROTTLED, not_before=NOON + timedelta(seconds=90)) == timedelta(seconds=90)


def test_a_refused_login_is_tried_after_a_quarter_an_hour_and_then_every_six_hours() -> None:
    hours = [after(S.ACTION_REQUIRED, tries=tries) for tries in range(5)]
    minutes = [15, 60, 60 + 360, 60 + 720, 60 + 1080]
    assert hours == [timedelta(minutes=one) for one in minutes]


@pytest.mark.parametrize(("is_due", "minutes"), [(True, 10), (False, 60)])
def test_a_link_that_carries_nothing_is_looked_at_more_often_while_a_run_is_due(*, is_due: bool, minutes: int) -> None:
    assert after(S.CONNECTED, is_due=is_due) == timedelta(minutes=minutes)


def test_a_link_that_has_just_carried_needs_no_look() -> None:
    assert after(S.CONNECTED, answered_at=NOON + timedelta(minutes=5)) == timedelta(minutes=15)


@pytest.mark.parametrize("state", [S.PAUSED, S.QUARANTINED, S.CLOSED, S.NOT_CONFIGURED, S.AWAITING_PROVIDER])
def test_what_a_person_holds_is_left_alone(state: LinkState) -> None:
    assert after(state) is None
