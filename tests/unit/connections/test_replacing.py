"""The steps of a hand-over taken one by one: staged, verified, switched, rolled back, revoked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.connections.errors import (
    AlreadyInUse,
    AlreadyReplaced,
    EpochConflict,
    FewerRights,
    NotPossible,
    NotTried,
    NotTriedNow,
    RefusedBefore,
    Revoked,
)
from bindeled.connections.service import Connections
from bindeled.domain.accounts import NewVersion
from bindeled.domain.errors import ForeignCompany, MissingRight, NeedsSignIn, Overtaken, Unreachable
from bindeled.domain.points import HandOverPoint
from bindeled.domain.secrets import Secret
from bindeled.domain.states import LinkState, VersionState
from tests.unit.connections.fakes import NORDLYS, REFUSED_WITH, Desk
from tests.unit.vault.fakes import a_vault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bindeled.domain.accounts import VersionRecord


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Version 1 is in use and has proved itself."""
    desk = Desk(tmp_path)
    desk.connect("right")
    desk.service.note_call_succeeded(desk.connection)
    return desk


def staged(desk: Desk, plain: str = "newer") -> VersionRecord:
    return desk.service.stage(desk.connection, NewVersion("anna", "", "test"), Secret(plain))


def switched(desk: Desk) -> None:
    number = staged(desk).number
    desk.service.switch(desk.connection, number, epoch=desk.connection.epoch)


def test_a_staged_login_asks_nobody_and_leaves_the_one_in_use_alone(desk: Desk) -> None:
    asked = desk.system.asked
    assert staged(desk).state is VersionState.STAGED
    assert (desk.system.asked, desk.secret_in_use()) == (asked, "right")


def test_a_staged_login_is_verified_and_then_switched_to_without_being_proved_again(desk: Desk) -> None:
    number = staged(desk).number
    report = desk.service.verify(desk.connection, number)
    asked = desk.system.asked
    done = desk.service.switch(desk.connection, number, epoch=1)
    assert (report.company, report.good, desk.system.asked) == (NORDLYS, True, asked)
    assert (done.version, done.replaced, done.connection.epoch) == (2, 1, 2)
    assert [check.check.id for check in done.report.checks] == [check.check.id for check in report.checks]
    assert desk.secret_in_use() == "newer"


def test_each_step_of_a_hand_over_passes_its_point(tmp_path: Path) -> None:
    passed: list[HandOverPoint] = []
    desk = Desk(tmp_path)
    desk.service = Connections(
        desk.store, desk.store, a_vault(tmp_path, desk.data_keys), desk.system, desk.clock, passing=passed.append
    )
    done = desk.service.connect(desk.connection, NewVersion("anna", "", "test"), Secret("right"))
    asked = [HandOverPoint.ASKED] * len(done.report.checks)
    steps = [HandOverPoint.STAGED, *asked, HandOverPoint.VERIFIED, HandOverPoint.SWITCHED, HandOverPoint.TOLD]
    assert passed == steps
    assert not done.unchanged


def test_a_login_that_was_never_verified_is_proved_at_the_switch(desk: Desk) -> None:
    asked = desk.system.asked
    switched(desk)
    assert desk.system.asked == asked + 1
    assert desk.version(2).verified_at is not None


def test_a_proof_that_has_grown_old_is_made_anew(desk: Desk) -> None:
    number = staged(desk).number
    desk.service.verify(desk.connection, number)
    desk.clock.pass_by(minutes=16)
    asked = desk.system.asked
    desk.service.switch(desk.connection, number, epoch=1)
    assert desk.system.asked == asked + 1


def test_a_switch_whose_new_proof_fails_leaves_the_one_in_use(desk: Desk) -> None:
    number = staged(desk).number
    desk.service.verify(desk.connection, number)
    desk.clock.pass_by(minutes=16)
    del desk.system.accounts["newer"]
    with pytest.raises(NeedsSignIn):
        desk.service.switch(desk.connection, number, epoch=1)
    assert (desk.secret_in_use(), desk.version(2).state) == ("right", VersionState.REJECTED)


def test_a_switch_by_an_epoch_that_has_passed_is_a_conflict_and_changes_nothing(desk: Desk) -> None:
    number = staged(desk).number
    asked = desk.system.asked
    with pytest.raises(EpochConflict, match="its epoch is no longer 0"):
        desk.service.switch(desk.connection, number, epoch=0)
    assert (desk.secret_in_use(), desk.system.asked) == ("right", asked)


def test_a_switch_that_loses_to_another_at_the_last_moment_is_a_conflict(desk: Desk) -> None:
    seen = desk.connection
    number = staged(desk).number
    desk.service.verify(seen, number)
    desk.store.rows[seen.id] = replace(seen, epoch=9)
    with pytest.raises(EpochConflict):
        desk.service.switch(seen, number, epoch=1)
    assert desk.version(2).state is VersionState.VERIFIED


def test_a_newer_login_takes_the_place_of_one_that_is_half_way(desk: Desk) -> None:
    desk.system.accounts["third"] = NORDLYS
    first = staged(desk)
    second = staged(desk, "third")
    superseded = desk.store.rows_of_versions[desk.connection.id, first.number]
    assert (superseded.record.state, superseded.reason) == (VersionState.REJECTED, "superseded")
    assert (superseded.sealed, desk.version(second.number).state) == (None, VersionState.STAGED)


def test_a_hand_over_that_was_superseded_while_it_was_checked_says_so(desk: Desk) -> None:
    number = staged(desk).number
    desk.system.accounts["third"] = NORDLYS
    desk.system.meanwhile = lambda: staged(desk, "third")
    with pytest.raises(Overtaken):
        desk.service.verify(desk.connection, number)
    assert desk.secret_in_use() == "right"


def test_a_hand_over_in_one_go_that_was_superseded_says_that_somebody_else_was_first(desk: Desk) -> None:
    desk.system.accounts["third"] = NORDLYS
    desk.system.meanwhile = lambda: staged(desk, "third")
    with pytest.raises(AlreadyReplaced):
        desk.connect("newer")


def test_an_outage_keeps_the_staged_login_to_be_verified_later(desk: Desk) -> None:
    number = staged(desk).number
    desk.system.broken = Unreachable("Intempus", "timed out", evidence=REFUSED_WITH)
    with pytest.raises(NotTriedNow, match="It is kept beside the one in use"):
        desk.service.verify(desk.connection, number)
    assert desk.version(number).state is VersionState.STAGED
    desk.system.broken = None
    assert desk.service.verify(desk.connection, number).good


@pytest.mark.parametrize(("secret", "error"), [("wrong", NeedsSignIn), ("other", ForeignCompany)])
def test_a_staged_login_that_is_not_ours_is_rejected_and_its_secret_destroyed(
    desk: Desk, secret: str, error: type[Exception]
) -> None:
    number = staged(desk, secret).number
    with pytest.raises(error):
        desk.service.verify(desk.connection, number)
    assert (desk.version(number).state, desk.version(number).has_secret) == (VersionState.REJECTED, False)
    assert desk.connection.link is LinkState.CONNECTED


def test_the_checks_are_kept_one_by_one_while_they_run(desk: Desk) -> None:
    seen: list[int] = []
    number = staged(desk).number
    note = desk.store.note_checks

    def watched(version: VersionRecord, checks: Sequence[Mapping[str, Any]]) -> None:
        seen.append(len(checks))
        note(version, checks)

    desk.store.note_checks = watched  # type: ignore[method-assign] # looked at from outside
    report = desk.service.verify(desk.connection, number)
    assert seen == list(range(1, len(report.checks) + 1))


def test_a_login_with_fewer_rights_is_not_switched_to_and_stays_verified(desk: Desk) -> None:
    number = staged(desk).number
    desk.system.missing = MissingRight("Intempus", "employees", evidence=REFUSED_WITH)
    assert [check.check.id for check in desk.service.verify(desk.connection, number).missing] == ["read.employees"]
    with pytest.raises(FewerRights, match="may not read employees"):
        desk.service.switch(desk.connection, number, epoch=1)
    assert (desk.secret_in_use(), desk.version(number).state) == ("right", VersionState.VERIFIED)


@pytest.mark.parametrize("number", [1, 7])
def test_what_is_not_half_way_is_neither_verified_nor_switched_to(desk: Desk, number: int) -> None:
    with pytest.raises(NotPossible):
        desk.service.verify(desk.connection, number)
    with pytest.raises(NotPossible):
        desk.service.switch(desk.connection, number, epoch=1)


# --- The very same login again


def test_the_very_same_login_is_checked_and_nothing_else_is_done(desk: Desk) -> None:
    done = desk.service.connect(desk.connection, NewVersion("anna", "", "test"), Secret("right"))
    assert (done.unchanged, done.version, done.connection.epoch) == (True, 1, 1)
    assert desk.store.states() == [VersionState.ACTIVE]
    with pytest.raises(AlreadyInUse, match="as version 1"):
        staged(desk, "right")


def test_a_secret_that_was_refused_is_not_tried_again_for_a_while(desk: Desk) -> None:
    with pytest.raises(NeedsSignIn):
        desk.connect("wrong")
    asked = desk.system.asked
    with pytest.raises(RefusedBefore, match=r"refused this very login at 13:00 on 2026-11-20.*after 16:00"):
        desk.connect("wrong")
    assert (desk.system.asked, len(desk.store.states())) == (asked, 2)

    desk.clock.pass_by(hours=3)
    desk.system.accounts["wrong"] = NORDLYS
    desk.connect("wrong")
    assert desk.secret_in_use() == "wrong"


def test_a_secret_that_could_not_be_tried_may_be_handed_over_again_at_once(desk: Desk) -> None:
    desk.system.broken = Unreachable("Intempus", "timed out")
    with pytest.raises(NotTried):
        desk.connect("newer")
    desk.system.broken = None
    desk.connect("newer")
    assert desk.secret_in_use() == "newer"


def test_a_refused_login_in_use_is_not_tried_again_by_handing_it_over(desk: Desk) -> None:
    refusal = NeedsSignIn("Intempus", is_definite=True)
    desk.service.note_refused(desk.connection, refusal)
    desk.service.note_error(desk.connection, refusal)
    with pytest.raises(RefusedBefore):
        desk.connect("right")


# --- Grace, roll-back, revocation


@pytest.mark.parametrize(
    ("asked_for", "given"),
    [
        (None, timedelta(hours=24)),
        (timedelta(), timedelta()),
        (timedelta(days=7), timedelta(days=7)),
        (timedelta(days=30), timedelta(days=7)),
    ],
)
def test_the_former_login_stays_usable_for_the_grace_of_the_new_one(
    desk: Desk, asked_for: timedelta | None, given: timedelta
) -> None:
    desk.service.connect(desk.connection, NewVersion("anna", "", "test", grace=asked_for), Secret("newer"))
    assert desk.version(1).retires_at == desk.clock() + given


def test_a_roll_back_takes_the_former_login_into_use_and_back_again(desk: Desk) -> None:
    switched(desk)
    done = desk.service.roll_back(desk.connection, epoch=2)
    assert (done.version, done.replaced, done.connection.epoch, desk.secret_in_use()) == (1, 2, 3, "right")
    assert desk.store.events[-1] == "version.rolled_back"
    assert desk.service.roll_back(desk.connection, epoch=3).version == 2


def test_a_roll_back_to_a_login_that_no_longer_works_changes_nothing(desk: Desk) -> None:
    switched(desk)
    del desk.system.accounts["right"]
    with pytest.raises(NeedsSignIn):
        desk.service.roll_back(desk.connection, epoch=2)
    assert (desk.secret_in_use(), desk.connection.epoch) == ("newer", 2)


def test_there_is_nothing_to_roll_back_to_after_the_first_login(desk: Desk) -> None:
    with pytest.raises(NotPossible, match="no former login"):
        desk.service.roll_back(desk.connection, epoch=1)


def test_a_roll_back_by_an_epoch_that_has_passed_is_a_conflict(desk: Desk) -> None:
    switched(desk)
    with pytest.raises(EpochConflict):
        desk.service.roll_back(desk.connection, epoch=1)


def test_a_leaked_login_in_use_is_ended_at_once_and_the_work_waits_for_a_person(desk: Desk) -> None:
    after = desk.service.revoke(desk.connection, 1, "leaked")
    assert (after.active_version, after.epoch, after.link) == (None, 2, LinkState.ACTION_REQUIRED)
    with pytest.raises(Revoked, match="none is in use"):
        desk.service.authorisation(after)
    desk.connect("newer")
    assert (desk.secret_in_use(), desk.connection.link) == ("newer", LinkState.CONNECTED)


def test_a_former_login_that_leaked_is_ended_without_touching_the_one_in_use(desk: Desk) -> None:
    switched(desk)
    after = desk.service.revoke(desk.connection, 1, "leaked")
    assert (after.active_version, after.epoch, desk.secret_in_use()) == (2, 2, "newer")
    assert desk.version(1).has_secret is False
    with pytest.raises(NotPossible):
        desk.service.roll_back(desk.connection, epoch=2)


def test_a_staged_login_that_is_revoked_is_rejected(desk: Desk) -> None:
    number = staged(desk).number
    desk.service.revoke(desk.connection, number, "handed over by mistake")
    assert (desk.version(number).state, desk.version(number).has_secret) == (VersionState.REJECTED, False)


def test_a_former_login_that_has_retired_is_destroyed_when_it_is_revoked(desk: Desk) -> None:
    switched(desk)
    desk.store.retire(desk.version(1), desk.clock())
    assert desk.service.revoke(desk.connection, 1, "leaked") == desk.connection
    assert (desk.version(1).state, desk.version(1).has_secret) == (VersionState.DESTROYED, False)


def test_a_login_that_has_ended_is_not_revoked_again(desk: Desk) -> None:
    desk.service.revoke(desk.connection, 1, "leaked")
    with pytest.raises(NotPossible, match="is revoked and cannot be revoked"):
        desk.service.revoke(desk.connection, 1, "leaked")


def test_a_former_login_that_is_refused_at_a_roll_back_is_not_tried_again(desk: Desk) -> None:
    desk.connect("newer")
    del desk.system.accounts["right"]
    with pytest.raises(NeedsSignIn):
        desk.service.roll_back(desk.connection, epoch=desk.connection.epoch)
    asked = desk.system.asked
    with pytest.raises(NotPossible):
        desk.service.roll_back(desk.connection, epoch=desk.connection.epoch)
    assert desk.system.asked == asked
