"""When a trouble is told, told again and told to be over: tables, and any sequence of moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.links import LINK_MOVES
from bindeled.domain.notices import TROUBLE_OF, Matter, NoticeLimits, Side, Standing, Told
from bindeled.domain.states import LinkState
from bindeled.notices.rules import plan_tellings

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LIMITS = NoticeLimits()
S = LinkState


class Link:
    """One link over time, with a memory of what was told of it. Told every minute unless said otherwise."""

    def __init__(self) -> None:
        self.now = NOON
        self.state, self.since = S.CONNECTED, NOON
        self.known: list[Told] = []
        self.said: list[tuple[datetime, Side, Matter]] = []

    def goes(self, state: LinkState) -> None:
        if state is not self.state:
            self.state, self.since = state, self.now

    def passes(self, time: timedelta, step: timedelta = MINUTE) -> Link:
        ends = self.now + time
        while True:
            self.tell()
            if self.now >= ends:
                return self
            self.now = min(self.now + step, ends)

    def tell(self) -> None:
        standing = Standing(1, self.state, self.since)
        for telling in plan_tellings([standing], self.known, self.now, LIMITS):
            self.said.append((self.now, telling.side, telling.told.matter))
            if telling.before == 0:
                self.known.append(telling.told)
            else:
                (place,) = [
                    number
                    for number, told in enumerate(self.known)
                    if told.matter is telling.told.matter and told.closed_at is None
                ]
                assert self.known[place].times == telling.before
                self.known[place] = telling.told

    def told(self, side: Side) -> list[Matter]:
        return [matter for _, said, matter in self.said if said is side]


def link_in(state: LinkState) -> Link:
    link = Link()
    link.goes(state)
    return link


# How long a link stands so, and how often that has been told by then.
TOLD = [
    (S.ACTION_REQUIRED, timedelta(0), 1),
    (S.ACTION_REQUIRED, DAY - MINUTE, 1),
    (S.ACTION_REQUIRED, DAY, 2),
    (S.ACTION_REQUIRED, 3 * DAY, 3),
    (S.ACTION_REQUIRED, 7 * DAY, 4),
    (S.ACTION_REQUIRED, 13 * DAY, 4),
    (S.ACTION_REQUIRED, 14 * DAY, 5),
    (S.ACTION_REQUIRED, 21 * DAY, 6),
    (S.LIMITED, timedelta(0), 1),
    (S.LIMITED, 7 * DAY, 2),
    (S.UNREACHABLE, 14 * MINUTE, 0),
    (S.UNREACHABLE, 15 * MINUTE, 1),
    (S.UNREACHABLE, 3 * DAY, 1),
    (S.THROTTLED, 119 * MINUTE, 0),
    (S.THROTTLED, 2 * HOUR, 1),
    (S.THROTTLED, 2 * DAY, 1),
    (S.QUARANTINED, timedelta(0), 1),
    (S.QUARANTINED, 2 * DAY, 3),
    (S.PAUSED, 2 * DAY, 3),
    (S.SUSPECT, HOUR, 0),
    (S.VERIFYING, HOUR, 0),
    (S.NOT_CONFIGURED, 9 * DAY, 0),
    (S.AWAITING_PROVIDER, 9 * DAY, 0),
    (S.RECOVERING, DAY, 0),
    (S.CONNECTED, DAY, 0),
    (S.CLOSED, DAY, 0),
]


@pytest.mark.parametrize(("state", "stands", "times"), TOLD, ids=lambda value: str(getattr(value, "value", value)))
def test_a_trouble_is_told_as_often_as_its_row_says(state: LinkState, stands: timedelta, times: int) -> None:
    said = link_in(state).passes(stands, timedelta(minutes=15) if stands > HOUR else MINUTE).said
    assert len(said) == times
    assert {side for _, side, _ in said} <= {Side.DOWN}


def test_every_trouble_that_there_is_ends_with_one_message_that_it_works_again() -> None:
    for state, matter in TROUBLE_OF.items():
        link = link_in(state).passes(3 * HOUR)
        link.goes(S.CONNECTED)
        link.passes(DAY, HOUR)
        assert link.told(Side.UP) == [matter]


def test_an_outage_that_ends_before_it_is_told_is_never_told() -> None:
    link = link_in(S.UNREACHABLE).passes(14 * MINUTE)
    link.goes(S.CONNECTED)
    assert link.passes(HOUR).said == []


def test_what_works_again_and_still_catches_up_is_told_when_it_has_caught_up() -> None:
    link = link_in(S.ACTION_REQUIRED).passes(HOUR)
    link.goes(S.RECOVERING)
    assert link.passes(10 * MINUTE).told(Side.UP) == []
    link.goes(S.CONNECTED)
    assert link.passes(MINUTE).told(Side.UP) == [Matter.RECONNECT]


def test_catching_up_that_takes_long_is_told_as_working() -> None:
    link = link_in(S.ACTION_REQUIRED).passes(HOUR)
    link.goes(S.RECOVERING)
    assert link.passes(15 * MINUTE).told(Side.UP) == [Matter.RECONNECT]


def test_a_trouble_that_turns_into_another_ends_only_when_the_link_works() -> None:
    link = link_in(S.UNREACHABLE).passes(HOUR)
    link.goes(S.ACTION_REQUIRED)
    link.passes(HOUR)
    assert (link.told(Side.DOWN), link.told(Side.UP)) == ([Matter.AWAY, Matter.RECONNECT], [])
    link.goes(S.CONNECTED)
    assert link.passes(MINUTE).told(Side.UP) == [Matter.AWAY, Matter.RECONNECT]


def test_a_service_that_was_off_for_a_month_makes_up_for_its_reminders_with_one() -> None:
    link = link_in(S.ACTION_REQUIRED)
    link.tell()
    link.now += 30 * DAY
    link.passes(HOUR)
    assert len(link.said) == 2


def test_a_link_that_comes_and_goes_is_told_at_most_once_an_hour_after_the_first_pair() -> None:
    link = Link()
    for number in range(300):
        link.goes(S.CONNECTED if number % 2 else S.ACTION_REQUIRED)
        link.passes(3 * MINUTE)
    moments = [at for at, _, _ in link.said]
    assert len(moments) > 5
    assert all(after - before >= HOUR for before, after in pairwise(moments[1:]))


MOVES = [(move.before, move.after) for move in LINK_MOVES if move.after is not S.CLOSED]
WAYS = st.lists(st.tuples(st.sampled_from(list(LinkState)), st.integers(0, 300)), max_size=40)


@given(WAYS)
def test_any_way_through_the_states_has_one_open_notice_of_a_kind_and_an_up_for_each_down(
    way: list[tuple[LinkState, int]],
) -> None:
    link = Link()
    for wanted, minutes in way:
        if any(link.state in before and after is wanted for before, after in MOVES):
            link.goes(wanted)
        link.passes(minutes * MINUTE, 30 * MINUTE)
        still = [told.matter for told in link.known if told.closed_at is None]
        assert len(still) == len(set(still))
    link.goes(S.CONNECTED)
    link.passes(DAY, 30 * MINUTE)
    assert [told for told in link.known if told.closed_at is None] == []
    assert len(link.told(Side.UP)) == len(link.known)
