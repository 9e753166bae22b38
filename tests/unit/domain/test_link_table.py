"""The whole table of link moves once more, trigger by trigger, as the reference has it (connections reference 3.4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bindeled.domain.accounts import Connection, SwitchVariant, System
from bindeled.domain.links import (
    HELD_BY_PEOPLE,
    LEGAL_LINK_MOVES,
    OPEN,
    DoubtLimits,
    Doubts,
    LinkFacts,
    LookHistory,
    Standing,
    Trigger,
    link_after,
)
from bindeled.domain.states import LinkState

S, T = LinkState, Trigger
NOTHING = LinkFacts()
STILL_OPEN = set(S) - {S.CLOSED}
SLOWED = {S.THROTTLED, S.UNREACHABLE}
IN_DOUBT = {S.SUSPECT, S.ACTION_REQUIRED}
WORKING = {S.CONNECTED, S.LIMITED, S.RECOVERING}
TO_BE_PROVED = {S.NOT_CONFIGURED, S.AWAITING_PROVIDER, S.VERIFYING}
ANSWERED = WORKING | SLOWED | {S.VERIFYING}
# With nothing waiting, no right missing and a login in use: from which states what happened leads where.
MOVES = {
    T.ACCESS_ORDERED: ({S.NOT_CONFIGURED}, S.AWAITING_PROVIDER),
    T.PROOF_BEGUN: (TO_BE_PROVED, S.VERIFYING),
    T.PROOF_FAILED: ({S.VERIFYING}, S.NOT_CONFIGURED),
    T.SWITCHED: (STILL_OPEN - {S.PAUSED}, S.CONNECTED),
    T.WORKS: (SLOWED | IN_DOUBT | {S.CONNECTED, S.LIMITED, S.VERIFYING}, S.CONNECTED),
    T.DRAINED: ({S.RECOVERING}, S.CONNECTED),
    T.RIGHT_MISSING: (SLOWED | {S.CONNECTED, S.VERIFYING}, S.LIMITED),
    T.UNANSWERED: (WORKING | {S.THROTTLED, S.SUSPECT, S.VERIFYING}, S.UNREACHABLE),
    T.ASKED_TO_WAIT: (WORKING | {S.UNREACHABLE, S.SUSPECT, S.VERIFYING}, S.THROTTLED),
    T.REJECTED: (ANSWERED, S.SUSPECT),
    T.REJECTED_FOR_GOOD: (ANSWERED | IN_DOUBT, S.ACTION_REQUIRED),
    T.NOT_OURS: (STILL_OPEN, S.QUARANTINED),
    T.PAUSED: (STILL_OPEN - {S.QUARANTINED}, S.PAUSED),
    T.RESUMED: ({S.PAUSED}, S.VERIFYING),
    T.ENDED: (STILL_OPEN, S.CLOSED),
}
WITH_WORK_WAITING = {T.SWITCHED: STILL_OPEN - {S.PAUSED}, T.WORKS: SLOWED | IN_DOUBT | {S.VERIFYING}}
WITHOUT_A_LOGIN = {T.RESUMED: S.PAUSED}


def led_to(trigger: Trigger, facts: LinkFacts) -> dict[LinkState, LinkState]:
    """Return where each state that is moved goes; RECOVERING stands for itself where that is where it stays."""
    return {before: after for before in S if (after := link_after(before, trigger, facts)) is not before}


@pytest.mark.parametrize("trigger", T)
def test_what_happened_moves_these_states_there_and_no_others(trigger: Trigger) -> None:
    befores, after = MOVES[trigger]
    assert led_to(trigger, NOTHING) == dict.fromkeys(befores - {after}, after)


@pytest.mark.parametrize("trigger", [T.SWITCHED, T.WORKS, T.DRAINED])
def test_where_a_right_is_missing_what_works_is_limited(trigger: Trigger) -> None:
    befores = MOVES[trigger][0]
    assert led_to(trigger, LinkFacts(right_missing=True)) == dict.fromkeys(befores - {S.LIMITED}, S.LIMITED)


@pytest.mark.parametrize("lacking", [False, True])
@pytest.mark.parametrize("trigger", WITH_WORK_WAITING)
def test_where_work_waits_what_works_again_catches_up_first(trigger: Trigger, *, lacking: bool) -> None:
    found = led_to(trigger, LinkFacts(work_waits=True, right_missing=lacking))
    catching_up = {before for before, after in found.items() if after is S.RECOVERING}
    assert catching_up == WITH_WORK_WAITING[trigger] - {S.RECOVERING}


def test_what_always_worked_has_nothing_to_catch_up() -> None:
    waiting = LinkFacts(work_waits=True)
    assert link_after(S.LIMITED, T.WORKS, waiting) is S.CONNECTED
    assert link_after(S.RECOVERING, T.DRAINED, waiting) is S.CONNECTED


@pytest.mark.parametrize(("trigger", "before"), WITHOUT_A_LOGIN.items())
def test_without_a_login_there_is_nothing_to_prove(trigger: Trigger, before: LinkState) -> None:
    assert led_to(trigger, LinkFacts(has_login=False)) == {before: S.NOT_CONFIGURED}


def test_only_people_move_what_people_hold() -> None:
    assert {S.PAUSED, S.QUARANTINED, S.CLOSED} == HELD_BY_PEOPLE
    assert STILL_OPEN == OPEN


def test_each_move_that_can_be_made_is_a_legal_one() -> None:
    made = {(before, after) for trigger in T for before, after in led_to(trigger, NOTHING).items()}
    assert made <= LEGAL_LINK_MOVES


def test_of_what_nobody_said_nothing_stands_against_a_call() -> None:
    connection = Connection(
        1, 1, System.INTEMPUS, None, 0, None, S.CONNECTED, datetime.combine(date.min, datetime.min.time(), UTC)
    )
    standing, looks = Standing(connection), LookHistory()
    assert (standing.variant, standing.is_refused, standing.calls_today) == (SwitchVariant.OVERLAP, False, 0)
    assert (looks.tries, looks.doubts) == (0, Doubts(false_alarms=0, asked_in_vain=0))
    assert LinkFacts(work_waits=False, right_missing=False, has_login=True) == NOTHING


@pytest.mark.parametrize(
    ("doubts", "many"),
    [
        (Doubts(), False),
        (Doubts(false_alarms=2), False),
        (Doubts(false_alarms=3), True),
        (Doubts(asked_in_vain=1), True),
    ],
)
def test_a_login_comes_and_goes_after_three_false_alarms_or_one_question_in_vain(doubts: Doubts, *, many: bool) -> None:
    assert doubts.are_many is many


def test_a_doubt_of_a_login_that_comes_and_goes_lasts_an_hour_and_is_remembered_for_a_day() -> None:
    assert DoubtLimits(lasts=timedelta(hours=1), remembered=timedelta(hours=24)) == DoubtLimits()
