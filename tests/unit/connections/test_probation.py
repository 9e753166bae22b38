"""A new login is final when the first real call has succeeded with it; refused before, the former one comes back."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest

from bindeled.connections.errors import RefusedBefore
from bindeled.domain.errors import NeedsSignIn, Unreachable
from bindeled.domain.states import VersionState
from tests.unit.connections.fakes import NORDLYS, REFUSED_WITH, Desk

if TYPE_CHECKING:
    from pathlib import Path

REFUSAL = NeedsSignIn("Intempus", evidence=REFUSED_WITH)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Version 1 has proved itself and version 2 has just taken over."""
    desk = Desk(tmp_path)
    desk.connect("right")
    desk.service.note_call_succeeded(desk.connection)
    desk.connect("newer")
    return desk


def test_a_new_login_that_is_refused_gives_way_to_the_former_one(desk: Desk) -> None:
    back = desk.service.note_refused(desk.connection, REFUSAL)
    assert back == desk.connection
    assert (desk.connection.epoch, desk.connection.active_version, desk.secret_in_use()) == (3, 1, "right")
    assert desk.store.events[-1] == "version.rolled_back"
    assert desk.store.facts == {"by": "probation", "refused": 2, "evidence": asdict(REFUSED_WITH)}
    assert desk.system.identity_only


def test_a_refusal_without_an_answer_is_told_without_one(desk: Desk) -> None:
    assert desk.service.note_refused(desk.connection, NeedsSignIn("Intempus")) is not None
    assert desk.store.facts["evidence"] is None


def test_the_refused_login_is_of_no_use_for_going_back_to(desk: Desk) -> None:
    desk.service.note_refused(desk.connection, REFUSAL)
    assert desk.version(2).retires_at == desk.clock()
    with pytest.raises(RefusedBefore):
        desk.connect("newer")


def test_a_login_whose_first_call_succeeded_is_final(desk: Desk) -> None:
    desk.service.note_call_succeeded(desk.connection)
    desk.service.note_call_succeeded(desk.connection)
    assert desk.store.events[-1] == "version.proved"
    assert desk.service.note_refused(desk.connection, REFUSAL) is None
    assert desk.secret_in_use() == "newer"


def test_a_first_use_long_after_the_switch_is_still_on_probation(desk: Desk) -> None:
    desk.clock.pass_by(hours=12)
    assert desk.service.note_refused(desk.connection, REFUSAL) is not None


def test_five_minutes_after_its_first_call_it_is_not_taken_back_by_itself(desk: Desk) -> None:
    desk.service.note_call_failed(desk.connection)
    desk.clock.pass_by(minutes=5, seconds=1)
    assert desk.service.note_refused(desk.connection, REFUSAL) is None


@pytest.mark.parametrize(("calls", "goes_back"), [(19, True), (20, False)])
def test_twenty_calls_end_the_probation(desk: Desk, calls: int, goes_back: bool) -> None:
    for _ in range(calls):
        desk.service.note_call_failed(desk.connection)
    assert (desk.service.note_refused(desk.connection, REFUSAL) is not None) is goes_back


def test_a_former_login_that_is_refused_too_is_not_gone_back_to(desk: Desk) -> None:
    del desk.system.accounts["right"]
    assert desk.service.note_refused(desk.connection, REFUSAL) is None
    assert (desk.secret_in_use(), desk.store.states()) == ("newer", [VersionState.RETIRING, VersionState.ACTIVE])
    assert desk.version(1).refused_at == desk.clock()


def test_an_outage_in_the_middle_of_going_back_leaves_the_new_login_in_use(desk: Desk) -> None:
    desk.system.broken = Unreachable("Intempus", "timed out")
    assert desk.service.note_refused(desk.connection, REFUSAL) is None
    assert desk.secret_in_use() == "newer"


def test_the_first_login_of_all_has_nothing_to_go_back_to(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "first")
    desk.connect("right")
    assert desk.service.note_refused(desk.connection, REFUSAL) is None


def test_a_refusal_of_a_login_that_was_replaced_meanwhile_is_not_held_against_its_successor(desk: Desk) -> None:
    earlier = desk.connection
    desk.system.accounts["third"] = NORDLYS
    desk.connect("third")
    assert desk.service.note_refused(earlier, REFUSAL) is None
    assert (desk.secret_in_use(), desk.version(3).refused_at) == ("third", None)


def test_what_became_of_a_call_by_a_login_that_was_replaced_meanwhile_says_nothing_of_its_successor(desk: Desk) -> None:
    earlier = desk.connection
    desk.system.accounts["third"] = NORDLYS
    desk.connect("third")
    desk.service.note_call_failed(earlier)
    desk.service.note_call_succeeded(earlier)
    assert (desk.version(3).probation_calls, desk.version(3).proved_at) == (0, None)


def test_a_refusal_that_proves_a_false_alarm_is_forgotten(desk: Desk) -> None:
    desk.service.note_call_succeeded(desk.connection)
    desk.service.note_refused(desk.connection, REFUSAL)
    assert desk.version(2).refused_at == desk.clock()
    desk.service.note_call_succeeded(desk.connection)
    assert desk.version(2).refused_at is None
