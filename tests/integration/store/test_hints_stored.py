from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.accounts import System
from bindeled.domain.audit import chain_of
from bindeled.domain.hints import Hook
from bindeled.domain.states import RunState
from bindeled.run_ports import RunEnding
from bindeled.store import models
from bindeled.store.audit import StoredAudit
from bindeled.store.hints import StoredHints, StoredHooks
from bindeled.store.runs import Runs
from tests.integration.store.making import NOON
from tests.integration.store.racing import at_once

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant

LATER = NOON + timedelta(seconds=30)


@pytest.fixture
def hook(tenant: Tenant) -> Hook:
    return StoredHooks().keep(Hook(tenant.id, System.UNICONTA, "a" * 24, "fp1-one", NOON))


@pytest.fixture
def hints(hook: Hook) -> StoredHints:
    hints = StoredHints()
    hints.add(hook, ["reports"], LATER, NOON)
    return hints


def begun(tenant: Tenant, at_state: RunState | None = None) -> int:
    runs = Runs()
    run_id = runs.queue(tenant.id, "reports", "hand", NOON)
    runs.begin(run_id, "w1", 1, NOON)
    if at_state is not None:
        runs.finish(run_id, 1, RunEnding(at_state, {}, "Uniconta is not answering."), NOON)
    return run_id


def count_of(tenant: Tenant) -> tuple[int, int]:
    return (
        models.Run.objects.filter(tenant_id=tenant.id).count(),
        models.Hint.objects.filter(tenant_id=tenant.id).count(),
    )


def test_an_address_is_found_by_its_key_and_written_into_the_audit(hook: Hook, tenant: Tenant) -> None:
    assert StoredHooks().find(hook.key) == hook
    assert StoredHooks().find("b" * 24) is None
    assert StoredHooks().of_tenant(tenant.id) == [hook]
    [entry] = StoredAudit().newest(chain_of(tenant.id), 1)
    assert (entry.action, entry.subject, "fp1" in entry.facts) == ("hook.renewed", f"hook {hook.key}", False)


def test_a_new_secret_keeps_the_key(hook: Hook, tenant: Tenant) -> None:
    renewed = StoredHooks().keep(Hook(tenant.id, System.UNICONTA, "b" * 24, "fp1-two", LATER))
    assert (renewed.key, renewed.fingerprint, renewed.made_at) == (hook.key, "fp1-two", LATER)


def test_a_hint_waits_until_its_time_and_becomes_one_run(hints: StoredHints, hook: Hook, tenant: Tenant) -> None:
    hints.add(hook, ["reports", "items"], LATER + timedelta(hours=1), NOON)
    assert (hints.due(NOON), hints.due(LATER)) == ([], [(tenant.id, "reports")])
    assert hints.follow(tenant.id, "reports", LATER)
    assert not hints.follow(tenant.id, "reports", LATER)
    [run] = Runs().latest(tenant.id, 5)
    assert (run.flow, run.trigger, run.state) == ("reports", "hint", RunState.QUEUED)


def test_hints_that_are_due_together_are_followed_in_the_order_of_the_flows(
    hints: StoredHints, hook: Hook, tenant: Tenant
) -> None:
    hints.add(hook, ["projects", "customers", "items"], LATER, NOON)
    assert [flow for _, flow in hints.due(LATER)] == ["customers", "items", "projects", "reports"]
    assert {tenant_id for tenant_id, _ in hints.due(LATER)} == {tenant.id}


def test_a_change_during_a_run_gets_a_run_of_its_own_afterwards(hints: StoredHints, tenant: Tenant) -> None:
    run_id = begun(tenant)
    assert not hints.follow(tenant.id, "reports", LATER)
    assert count_of(tenant) == (1, 1)
    Runs().finish(run_id, 1, RunEnding(RunState.DONE, {}), LATER)
    assert hints.follow(tenant.id, "reports", LATER)
    assert count_of(tenant) == (2, 0)


@pytest.mark.parametrize("state", [RunState.WAITING, RunState.HELD])
def test_a_run_that_waits_will_read_it_anyway_and_is_not_woken(
    hints: StoredHints, tenant: Tenant, state: RunState
) -> None:
    run_id = begun(tenant, state)
    assert not hints.follow(tenant.id, "reports", LATER)
    assert (count_of(tenant), Runs().get(run_id).state) == ((1, 0), state)


def test_a_run_that_has_not_begun_is_the_one(hints: StoredHints, tenant: Tenant) -> None:
    Runs().queue(tenant.id, "reports", "schedule", NOON)
    assert not hints.follow(tenant.id, "reports", LATER)
    assert count_of(tenant) == (1, 0)


def test_a_hint_for_a_flow_that_never_runs_is_let_go_of(hints: StoredHints, tenant: Tenant) -> None:
    hints.drop(tenant.id, "reports")
    assert count_of(tenant) == (0, 0)


def test_an_address_was_heard_to_the_minute(hook: Hook) -> None:
    hints, hooks = StoredHints(), StoredHooks()
    hints.add(hook, [], LATER, NOON)
    heard = hooks.find(hook.key)
    assert heard is not None
    assert heard.heard_at == NOON
    hints.add(heard, [], LATER, NOON + timedelta(seconds=30))
    assert hooks.find(hook.key) == heard
    hints.add(heard, [], LATER, NOON + timedelta(seconds=90))
    assert hooks.find(hook.key) != heard


def test_hints_of_several_processes_at_once_become_one(hook: Hook, tenant: Tenant) -> None:
    assert at_once([lambda: StoredHints().add(hook, ["reports"], LATER, NOON)] * 4) == [None] * 4
    assert count_of(tenant) == (0, 1)
    won = at_once([lambda: StoredHints().follow(tenant.id, "reports", LATER)] * 4)
    assert (sorted(map(bool, won)), count_of(tenant)) == ([False, False, False, True], (1, 0))
