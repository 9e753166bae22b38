from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.audit import Actor, ActorKind, chain_of
from bindeled.domain.errors import Misconfigured
from bindeled.domain.schedule_words import read_window
from bindeled.domain.schedules import DEFAULTS, Schedule
from bindeled.domain.states import RunState
from bindeled.run_ports import RunEnding
from bindeled.store import models
from bindeled.store.actors import acting_as
from bindeled.store.audit import StoredAudit
from bindeled.store.runs import Runs
from bindeled.store.schedules import Schedules
from tests.integration.store.making import NOON
from tests.integration.store.racing import at_once

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant

ANNA = Actor(ActorKind.PAGE_USER, "anna")
AT_NIGHT = Schedule((read_window("mon-fri 02:30"),), skip_holidays=True)
AT_SIX = Schedule((read_window("mon-fri 06:00"),))
TEN = NOON - timedelta(hours=2)


@pytest.fixture
def schedules(tenant: Tenant) -> Schedules:
    del tenant
    return Schedules()


def test_a_schedule_that_nobody_set_is_the_default(schedules: Schedules, tenant: Tenant) -> None:
    kept = schedules.current(tenant.id, "reports")
    assert (kept.schedule, kept.number, kept.author, kept.at) == (DEFAULTS["reports"], 0, "", None)


def test_a_change_is_in_force_for_its_flow_with_author_and_audit_entry(schedules: Schedules, tenant: Tenant) -> None:
    with acting_as(ANNA):
        schedules.set(tenant.id, "reports", AT_NIGHT, NOON)
    kept = schedules.current(tenant.id, "reports")
    assert (kept.schedule, kept.number, kept.author, kept.at) == (AT_NIGHT, 1, str(ANNA), NOON)
    assert schedules.current(tenant.id, "items").number == 0
    [entry] = StoredAudit().newest(chain_of(tenant.id), 1)
    assert (entry.action, entry.subject, entry.actor) == ("schedule.set", "schedule reports", ANNA)
    assert json.loads(entry.facts)["after"]["windows"] == ["mon-fri 02:30"]


def test_an_undone_change_leaves_what_it_replaced_and_can_be_brought_back(schedules: Schedules, tenant: Tenant) -> None:
    for schedule in (AT_NIGHT, AT_SIX):
        schedules.set(tenant.id, "reports", schedule, NOON)
    assert schedules.undo(tenant.id, "reports", NOON).schedule == AT_NIGHT
    assert schedules.undo(tenant.id, "reports", NOON).schedule == AT_SIX
    assert [kept.number for kept in schedules.history(tenant.id, "reports")] == [4, 3, 2, 1, 0]


def test_of_all_tenants_the_latest_schedule_that_somebody_set_is_found(schedules: Schedules, tenant: Tenant) -> None:
    assert schedules.set_by_people() == {}
    for schedule in (AT_NIGHT, AT_SIX):
        schedules.set(tenant.id, "reports", schedule, NOON)
    assert schedules.set_by_people() == {(tenant.id, "reports"): schedules.current(tenant.id, "reports")}


def test_the_first_change_undone_is_the_default(schedules: Schedules, tenant: Tenant) -> None:
    schedules.set(tenant.id, "reports", AT_NIGHT, NOON)
    assert schedules.undo(tenant.id, "reports", NOON).schedule == DEFAULTS["reports"]


def test_undoing_what_was_never_changed_is_told(schedules: Schedules, tenant: Tenant) -> None:
    with pytest.raises(Misconfigured, match="nothing to undo"):
        schedules.undo(tenant.id, "reports", NOON)


def test_a_moment_gets_its_run_once(schedules: Schedules, tenant: Tenant) -> None:
    assert schedules.ask(tenant.id, "reports", TEN, NOON)
    assert not schedules.ask(tenant.id, "reports", TEN, NOON)
    [run] = Runs().due(NOON)
    assert (run.flow, run.trigger, schedules.asked()) == ("reports", "schedule", {(tenant.id, "reports"): TEN})


def test_two_workers_that_look_at_once_ask_for_one_run(database: str, tenant: Tenant) -> None:
    won = at_once([lambda: Schedules().ask(tenant.id, "reports", TEN, NOON)] * 4)
    assert sorted(map(bool, won)) == [False, False, False, True]
    assert models.Run.objects.count() == 1
    del database


def test_a_flow_that_somebody_ran_just_now_is_not_run_again(schedules: Schedules, tenant: Tenant) -> None:
    Runs().queue(tenant.id, "reports", "hand", TEN + timedelta(seconds=1))
    assert not schedules.ask(tenant.id, "reports", TEN, NOON)
    assert schedules.asked() == {(tenant.id, "reports"): TEN}


def test_a_held_run_is_woken_once_a_moment_and_not_at_every_look(schedules: Schedules, tenant: Tenant) -> None:
    runs = Runs()
    run_id = runs.queue(tenant.id, "reports", "schedule", TEN - timedelta(hours=3))
    runs.begin(run_id, "w1", 1, TEN)
    runs.finish(run_id, 1, RunEnding(RunState.HELD, {}, "Intempus refused the login."), TEN)
    assert [schedules.ask(tenant.id, "reports", TEN, NOON) for _ in range(3)] == [True, False, False]
