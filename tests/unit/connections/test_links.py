from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

from bindeled.connections import errors as errors_of_logins
from bindeled.connections.errors import (
    AlreadyReplaced,
    LinkHeld,
    LinkWaits,
    Mistyped,
    NotConnected,
    NotTried,
    TriedTooOften,
)
from bindeled.connections.links import (
    TRIGGER_OF,
    WHOSE_MOVE,
    Move,
    trigger_of,
)
from bindeled.domain import errors
from bindeled.domain.checks import CheckOutcome
from bindeled.domain.errors import (
    BindeledError,
    Contradiction,
    ForeignCompany,
    Misconfigured,
    MissingRight,
    NeedsSignIn,
    NotSetUp,
    OutcomeUnknown,
    Refused,
    SessionEnded,
    Throttled,
    Transient,
    Unreachable,
    UnsafePlan,
)
from bindeled.domain.links import LinkFacts, Trigger, link_after
from bindeled.domain.states import LinkState
from tests.unit.connections.fakes import NORDLYS, REFUSED_WITH, Desk

if TYPE_CHECKING:
    from pathlib import Path

OUTAGES = [
    Unreachable("Uniconta", "timed out"),
    OutcomeUnknown("Uniconta", "inserting lines"),
    Throttled("Uniconta"),
    Transient("it passes"),
    NotTried("Uniconta", Unreachable("Uniconta", "timed out")),
]
HELD = [LinkState.PAUSED, LinkState.QUARANTINED]


def after(now: LinkState, error: BindeledError) -> LinkState:
    """Return where a link goes that met this error."""
    trigger = trigger_of(error)
    return now if trigger is None else link_after(now, trigger, LinkFacts())


@pytest.mark.parametrize(
    ("error", "state", "move"),
    [
        (Unreachable("Uniconta", "timed out"), LinkState.UNREACHABLE, Move.PROVIDER),
        (OutcomeUnknown("Uniconta", "inserting lines"), LinkState.UNREACHABLE, Move.PROVIDER),
        (Throttled("Uniconta"), LinkState.THROTTLED, Move.NOBODY),
        (NeedsSignIn("Uniconta"), LinkState.SUSPECT, Move.NOBODY),
        (NeedsSignIn("Uniconta", "blocked", is_definite=True), LinkState.ACTION_REQUIRED, Move.CUSTOMER),
        (ForeignCompany("Uniconta", "one", "another"), LinkState.QUARANTINED, Move.OPERATOR),
        (MissingRight("Uniconta", "items"), LinkState.LIMITED, Move.CUSTOMER),
    ],
)
def test_each_error_of_a_connection_has_its_state_and_whose_move_it_is(
    error: BindeledError, state: LinkState, move: Move
) -> None:
    assert after(LinkState.CONNECTED, error) is state
    assert WHOSE_MOVE[state] is move


@pytest.mark.parametrize(
    "error",
    [
        Refused("Uniconta", "KeyExists"),
        SessionEnded("Uniconta"),
        LinkWaits("Uniconta", LinkState.SUSPECT),
        LinkHeld("Uniconta", LinkState.PAUSED),
        TriedTooOften("Uniconta", 300),
        NotConnected("Uniconta"),
        NotSetUp("Uniconta", "There is no journal.", "Make it."),
        AlreadyReplaced("Uniconta"),
        Mistyped("Uniconta", ["The secret is empty."]),
        UnsafePlan("far too many"),
        Misconfigured(["x"]),
        Contradiction("x"),
    ],
)
def test_what_is_not_about_the_connection_leaves_the_link_alone(error: BindeledError) -> None:
    assert trigger_of(error) is None


def test_every_error_there_is_has_a_row_and_every_state_an_owner() -> None:
    kinds = [
        kind
        for module in (errors, errors_of_logins)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, BindeledError) and kind is not BindeledError
    ]
    rows = tuple(kind for kind, _ in TRIGGER_OF)
    assert [kind for kind in kinds if not issubclass(kind, rows)] == []
    assert set(WHOSE_MOVE) == set(LinkState)


@pytest.mark.parametrize("error", OUTAGES)
@pytest.mark.parametrize("now", LinkState)
def test_an_outage_never_asks_for_a_new_login_and_never_hides_that_one_is_needed(
    now: LinkState, error: BindeledError
) -> None:
    then = after(now, error)
    assert (then is LinkState.ACTION_REQUIRED) == (now is LinkState.ACTION_REQUIRED)


@pytest.mark.parametrize("now", HELD)
def test_no_answer_of_a_system_lifts_what_a_person_must_look_at(now: LinkState) -> None:
    assert after(now, NeedsSignIn("Uniconta")) is now
    assert link_after(now, Trigger.WORKS, LinkFacts()) is now


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Version 1 is in use."""
    desk = Desk(tmp_path)
    desk.connect("right")
    return desk


@pytest.mark.parametrize(
    ("broken", "state"),
    [
        (Unreachable("Intempus", "timed out", evidence=REFUSED_WITH), LinkState.UNREACHABLE),
        (Throttled("Intempus", evidence=REFUSED_WITH), LinkState.THROTTLED),
        (NeedsSignIn("Intempus", evidence=REFUSED_WITH), LinkState.SUSPECT),
    ],
)
def test_a_check_that_fails_marks_the_link_and_one_that_succeeds_frees_it(
    desk: Desk, broken: BindeledError, state: LinkState
) -> None:
    versions = desk.store.states()
    desk.system.broken = broken
    for _ in range(2):
        with pytest.raises(type(broken)):
            desk.service.check(desk.connection)
    desk.system.broken = None
    assert desk.service.check(desk.connection).company == NORDLYS
    assert desk.store.links == [(state, REFUSED_WITH), (LinkState.CONNECTED, None)]
    assert desk.store.states() == versions


def test_a_check_names_the_right_that_is_missing_and_limits_the_link(desk: Desk) -> None:
    desk.system.missing = MissingRight("Intempus", "employees", evidence=REFUSED_WITH)
    report = desk.service.check(desk.connection)
    assert [result.check.id for result in report.checks if result.outcome is CheckOutcome.FAIL] == ["read.employees"]
    assert desk.store.links == [(LinkState.LIMITED, REFUSED_WITH)]


def test_a_login_that_has_come_to_open_another_company_is_quarantined(desk: Desk) -> None:
    desk.system.accounts["right"] = desk.system.accounts["other"]
    with pytest.raises(ForeignCompany, match="Sydvest El"):
        desk.service.check(desk.connection)
    assert desk.connection.link is LinkState.QUARANTINED


def test_checking_before_the_first_hand_over_asks_for_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "empty")
    with pytest.raises(NotConnected):
        desk.service.check(desk.connection)
    assert desk.store.links == []
