"""Old logins are put away in time, also when a process died half-way; those that expire are told once each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.connections.deciding import VersionLimits
from bindeled.connections.housekeeping import Care, Housekeeping, plan_housekeeping
from bindeled.domain.accounts import NewVersion
from bindeled.domain.points import HandOverPoint
from bindeled.domain.secrets import Secret
from bindeled.domain.states import VersionState
from tests.unit.connections.fakes import NORDLYS, Desk

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = VersionLimits()


class Died(BaseException):
    """The process is gone."""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Version 2 has just taken over from version 1."""
    desk = Desk(tmp_path)
    desk.connect("right")
    desk.connect("newer")
    return desk


def tidy(desk: Desk, limits: VersionLimits = LIMITS) -> int:
    return Housekeeping(desk.store, desk.clock, limits).tidy()


def test_a_former_login_is_retired_after_its_grace_and_its_secret_destroyed_a_week_later(desk: Desk) -> None:
    assert tidy(desk) == 0
    desk.clock.pass_by(hours=24)
    assert (tidy(desk), desk.store.states()[0]) == (1, VersionState.RETIRED)
    assert desk.version(1).has_secret
    desk.clock.pass_by(days=7)
    assert (tidy(desk), desk.store.states()[0]) == (1, VersionState.DESTROYED)
    assert not desk.version(1).has_secret
    assert tidy(desk) == 0


def test_a_process_that_dies_between_retired_and_destroyed_is_made_up_for(desk: Desk) -> None:
    def die(point: HandOverPoint) -> None:
        assert point is HandOverPoint.RETIRED
        raise Died

    desk.clock.pass_by(hours=24)
    limits = VersionLimits(retired_kept=timedelta())
    with pytest.raises(Died):
        Housekeeping(desk.store, desk.clock, limits, die).tidy()
    assert desk.version(1).has_secret
    tidy(desk, limits)
    assert desk.store.states()[0] is VersionState.DESTROYED


def test_a_login_that_nobody_took_into_use_is_given_up_after_a_day(desk: Desk) -> None:
    desk.system.accounts["third"] = NORDLYS
    desk.service.stage(desk.connection, NewVersion("anna", "", "test"), Secret("third"))
    desk.clock.pass_by(hours=25)
    tidy(desk)
    row = desk.store.rows_of_versions[desk.connection.id, 3]
    assert (row.record.state, row.sealed) == (VersionState.REJECTED, None)


def test_the_login_in_use_is_never_put_away(desk: Desk) -> None:
    desk.clock.pass_by(days=4000)
    tidy(desk)
    tidy(desk)
    assert desk.secret_in_use() == "newer"


def test_a_step_that_another_worker_took_first_is_left_to_it(desk: Desk) -> None:
    desk.clock.pass_by(hours=24)
    seen = desk.store.versions(desk.connection)
    tidy(desk)
    desk.store.everything = lambda: [seen]  # type: ignore[method-assign] # as read a moment before
    assert tidy(desk) == 0


def test_the_plan_says_what_is_due_and_why(desk: Desk) -> None:
    versions = desk.store.versions(desk.connection)
    plan = plan_housekeeping(versions, desk.clock() + timedelta(hours=24), LIMITS)
    assert [(step.care, step.version.number) for step in plan] == [(Care.RETIRE, 1)]


def test_reminders_come_once_each_over_restarts_until_the_login_is_past_its_day(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.service.connect(desk.connection, NewVersion("anna", "", "test", date(2026, 12, 31)), Secret("right"))
    for _ in range(50):
        for _ in range(3):
            tidy(desk)
        desk.clock.pass_by(hours=24)
    assert desk.store.reminders == [(30, 30), (14, 14), (7, 7), (3, 3), (1, 1), (0, -1)]
    assert desk.secret_in_use() == "right"


def test_a_login_that_was_replaced_is_not_reminded_of(desk: Desk) -> None:
    desk.system.accounts["third"] = NORDLYS
    desk.service.connect(desk.connection, NewVersion("anna", "", "test", date(2026, 12, 1)), Secret("third"))
    desk.connect("right")
    tidy(desk)
    assert desk.store.reminders == []
