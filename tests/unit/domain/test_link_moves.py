"""The table of moves: what may happen to a link in each state, and that one human act mends every one of them."""

from __future__ import annotations

from itertools import product

import pytest

from bindeled.domain.links import (
    HELD_BY_PEOPLE,
    LEGAL_LINK_MOVES,
    LINK_MOVES,
    LinkFacts,
    Trigger,
    link_after,
)
from bindeled.domain.states import LinkState

S, T = LinkState, Trigger
NOTHING = LinkFacts()
WAITING = LinkFacts(work_waits=True)
LACKING = LinkFacts(right_missing=True)
FLICKERS = LinkFacts(comes_and_goes=True)
WORKING = [S.CONNECTED, S.LIMITED, S.RECOVERING]
ALL_FACTS = [LinkFacts(*values) for values in product((False, True), repeat=4)]
# What a person does, and what happens by itself.
BY_PEOPLE = {T.ACCESS_ORDERED, T.SWITCHED, T.PAUSED, T.RESUMED, T.ENDED}
BY_ITSELF = {T.WORKS, T.DRAINED}


@pytest.mark.parametrize(
    ("before", "trigger", "facts", "after"),
    [
        (S.NOT_CONFIGURED, T.SWITCHED, NOTHING, S.CONNECTED),
        (S.VERIFYING, T.PROOF_FAILED, NOTHING, S.NOT_CONFIGURED),
        (S.CONNECTED, T.REJECTED, NOTHING, S.SUSPECT),
        (S.UNREACHABLE, T.REJECTED, NOTHING, S.SUSPECT),
        (S.SUSPECT, T.WORKS, NOTHING, S.CONNECTED),
        (S.SUSPECT, T.WORKS, LACKING, S.LIMITED),
        (S.SUSPECT, T.WORKS, WAITING, S.RECOVERING),
        (S.SUSPECT, T.UNANSWERED, NOTHING, S.UNREACHABLE),
        (S.SUSPECT, T.ASKED_TO_WAIT, NOTHING, S.THROTTLED),
        (S.SUSPECT, T.REJECTED_FOR_GOOD, NOTHING, S.ACTION_REQUIRED),
        (S.CONNECTED, T.REJECTED_FOR_GOOD, NOTHING, S.ACTION_REQUIRED),
        (S.SUSPECT, T.REJECTED_FOR_GOOD, FLICKERS, S.SUSPECT),
        (S.CONNECTED, T.REJECTED_FOR_GOOD, FLICKERS, S.SUSPECT),
        (S.ACTION_REQUIRED, T.REJECTED_FOR_GOOD, FLICKERS, S.ACTION_REQUIRED),
        (S.CONNECTED, T.RIGHT_MISSING, NOTHING, S.LIMITED),
        (S.LIMITED, T.WORKS, LACKING, S.LIMITED),
        (S.LIMITED, T.WORKS, NOTHING, S.CONNECTED),
        (S.THROTTLED, T.WORKS, NOTHING, S.CONNECTED),
        (S.ACTION_REQUIRED, T.SWITCHED, WAITING, S.RECOVERING),
        (S.ACTION_REQUIRED, T.WORKS, WAITING, S.RECOVERING),
        (S.ACTION_REQUIRED, T.WORKS, NOTHING, S.CONNECTED),
        (S.RECOVERING, T.WORKS, WAITING, S.RECOVERING),
        (S.RECOVERING, T.DRAINED, NOTHING, S.CONNECTED),
        (S.RECOVERING, T.DRAINED, LACKING, S.LIMITED),
        (S.PAUSED, T.RESUMED, NOTHING, S.VERIFYING),
        (S.PAUSED, T.RESUMED, LinkFacts(has_login=False), S.NOT_CONFIGURED),
        (S.QUARANTINED, T.SWITCHED, NOTHING, S.CONNECTED),
        (S.PAUSED, T.SWITCHED, NOTHING, S.PAUSED),
    ],
)
def test_a_move_of_the_table(before: LinkState, trigger: Trigger, facts: LinkFacts, after: LinkState) -> None:
    assert link_after(before, trigger, facts) is after


@pytest.mark.parametrize("facts", ALL_FACTS)
@pytest.mark.parametrize("before", LinkState)
@pytest.mark.parametrize("trigger", [T.UNANSWERED, T.ASKED_TO_WAIT, T.RIGHT_MISSING, T.WORKS, T.DRAINED])
def test_no_outage_and_no_missing_right_ever_asks_for_a_new_login(
    before: LinkState, trigger: Trigger, facts: LinkFacts
) -> None:
    after = link_after(before, trigger, facts)
    assert after is not S.ACTION_REQUIRED or before is S.ACTION_REQUIRED


@pytest.mark.parametrize("trigger", [T.UNANSWERED, T.ASKED_TO_WAIT, T.RIGHT_MISSING, T.REJECTED])
def test_an_outage_does_not_hide_that_a_person_must_act(trigger: Trigger) -> None:
    assert link_after(S.ACTION_REQUIRED, trigger, NOTHING) is S.ACTION_REQUIRED


@pytest.mark.parametrize("facts", ALL_FACTS)
@pytest.mark.parametrize("trigger", [one for one in Trigger if one not in BY_PEOPLE | {T.NOT_OURS}])
@pytest.mark.parametrize("before", [one for one in LinkState if one in HELD_BY_PEOPLE])
def test_no_answer_of_a_system_lifts_what_a_person_holds(before: LinkState, trigger: Trigger, facts: LinkFacts) -> None:
    assert link_after(before, trigger, facts) is before


@pytest.mark.parametrize("before", WORKING)
def test_one_refusal_alone_never_asks_for_a_new_login(before: LinkState) -> None:
    assert link_after(before, T.REJECTED, NOTHING) is S.SUSPECT


@pytest.mark.parametrize("before", [one for one in LinkState if one is not S.CLOSED])
def test_at_most_one_human_act_leads_back_to_connected(before: LinkState) -> None:
    assert any(S.CONNECTED in by_itself(after) for after in [before, *acts(before)])


def acts(before: LinkState) -> set[LinkState]:
    """Return where one human act leads."""
    return {link_after(before, trigger, NOTHING) for trigger in BY_PEOPLE}


def by_itself(state: LinkState) -> set[LinkState]:
    """Return what can be reached from here without a person."""
    found = {state}
    for _ in LinkState:
        found |= {link_after(one, trigger, facts) for one in found for trigger in BY_ITSELF for facts in ALL_FACTS}
    return found


def test_a_link_that_has_ended_stays_so() -> None:
    assert {after for before, after in LEGAL_LINK_MOVES if before is S.CLOSED} == set()


def test_every_state_is_reached_and_every_trigger_used() -> None:
    assert {move.after for move in LINK_MOVES} == set(LinkState)
    assert {move.trigger for move in LINK_MOVES} == set(Trigger)


def test_of_rows_for_the_same_state_and_trigger_the_last_holds_always() -> None:
    last = {(before, move.trigger): move.guard.name for move in LINK_MOVES for before in move.before}
    assert set(last.values()) == {"always"}
