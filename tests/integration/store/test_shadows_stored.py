from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.audit import chain_of
from bindeled.domain.errors import Misconfigured
from bindeled.domain.shadow import WouldDo
from bindeled.domain.states import RunState
from bindeled.run_ports import RunEnding
from bindeled.store.audit import StoredAudit
from bindeled.store.runs import Runs
from bindeled.store.shadows import Shadows, StoredShadowKeeper
from tests.integration.store.making import NOON
from tests.integration.store.racing import at_once

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant
    from bindeled.domain.shadow import Shadow

LATER = NOON + timedelta(hours=3)


@pytest.fixture
def shadows(tenant: Tenant) -> Shadows:
    del tenant
    return Shadows()


@pytest.fixture
def shadow(shadows: Shadows, tenant: Tenant) -> Shadow:
    return shadows.begin(tenant.id, "reports", NOON)


def carry(about: int, quantity: str = "7.5") -> WouldDo:
    return WouldDo(about, "carry", str(about), "Nyt bad", {"quantity": quantity})


def test_a_flow_is_in_shadow_from_when_it_was_put_there_until_it_goes_live(shadows: Shadows, tenant: Tenant) -> None:
    assert shadows.current(tenant.id, "reports") is None
    begun = shadows.begin(tenant.id, "reports", NOON)
    assert (shadows.current(tenant.id, "reports"), shadows.current(tenant.id, "items")) == (begun, None)
    ended = shadows.end(tenant.id, "reports", LATER)
    assert (ended.id, ended.lasted(NOON), shadows.current(tenant.id, "reports")) == (
        begun.id,
        timedelta(hours=3),
        None,
    )
    assert shadows.latest(tenant.id, "reports") == ended
    actions = [entry.action for entry in StoredAudit().newest(chain_of(tenant.id), 2)]
    assert actions == ["shadow.ended", "shadow.begun"]


def test_a_flow_put_into_shadow_twice_is_in_one(shadows: Shadows, tenant: Tenant) -> None:
    begun = at_once([lambda: shadows.begin(tenant.id, "reports", NOON)] * 4)
    assert begun == [begun[0]] * 4


def test_a_flow_that_writes_cannot_go_live(shadows: Shadows, tenant: Tenant) -> None:
    with pytest.raises(Misconfigured, match="it writes already"):
        shadows.end(tenant.id, "reports", NOON)


def test_each_thing_is_kept_once_with_what_became_of_it(shadows: Shadows, shadow: Shadow) -> None:
    keeper = StoredShadowKeeper(shadow)
    keeper.hold([carry(1), carry(2), carry(3)], NOON)
    keeper.hold([carry(1), carry(2, "3")], LATER)
    one, two, three = shadows.kept(shadow)
    assert (one.first_at, one.last_at, one.changes, one.gone_at) == (NOON, LATER, 0, None)
    assert (two.would.facts, two.changes) == ({"quantity": "3"}, 1)
    assert (three.last_at, three.gone_at) == (NOON, LATER)


def test_what_is_kept_is_summed_up_by_the_database(shadows: Shadows, shadow: Shadow) -> None:
    keeper = StoredShadowKeeper(shadow)
    hours = [WouldDo(about, "carry", facts={"quantity": "7.25", "unit": "Timer"}) for about in range(3)]
    parked = [WouldDo(about, "park", facts={"cause": "project_blocked"}) for about in range(10, 12)]
    driven = WouldDo(20, "carry", facts={"quantity": "12", "unit": "km"})
    keeper.hold([*hours, *parked, WouldDo(30, "create", facts={"name": "Nyt bad"}), driven], NOON)
    keeper.hold([*hours[1:], *parked, WouldDo(30, "create", facts={"name": "Nyt tag"}), driven], LATER)

    summary = shadows.summary(shadow)
    assert (summary.by_step, summary.by_cause) == ({"carry": 3, "create": 1, "park": 2}, {"project_blocked": 2})
    assert (summary.hours, summary.gone, summary.changed) == (Decimal("14.50"), 1, 1)


def test_what_is_kept_is_read_part_by_part(shadows: Shadows, shadow: Shadow) -> None:
    StoredShadowKeeper(shadow).hold([carry(number) for number in range(5)], NOON)
    assert shadows.kept(shadow, 1, 2) == shadows.kept(shadow)[1:3]
    assert shadows.kept(shadow, 5, 2) == []


def test_what_was_gone_and_comes_back_is_there_again(shadows: Shadows, shadow: Shadow) -> None:
    keeper = StoredShadowKeeper(shadow)
    for found in ([carry(1)], [], [carry(1)]):
        keeper.hold(found, LATER)
    assert [one.gone_at for one in shadows.kept(shadow)] == [None]


def test_a_later_shadow_begins_with_nothing(shadows: Shadows, shadow: Shadow, tenant: Tenant) -> None:
    StoredShadowKeeper(shadow).hold([carry(1)], NOON)
    shadows.end(tenant.id, "reports", LATER)
    assert shadows.kept(shadows.begin(tenant.id, "reports", LATER)) == []
    assert len(shadows.kept(shadow)) == 1


def test_thousands_of_records_are_kept(shadows: Shadows, shadow: Shadow) -> None:
    many = [carry(number) for number in range(3000)]
    StoredShadowKeeper(shadow).hold(many, NOON)
    StoredShadowKeeper(shadow).hold(many[:-1], LATER)
    assert sum(one.gone_at is None for one in shadows.kept(shadow)) == 2999


def test_the_runs_of_a_shadow_are_those_that_ended_in_it(shadows: Shadows, shadow: Shadow, tenant: Tenant) -> None:
    runs = Runs()
    for at in (NOON, LATER + timedelta(hours=1)):
        run_id = runs.queue(tenant.id, "reports", "schedule", at)
        runs.begin(run_id, "w1", 1, at)
        runs.finish(run_id, 1, RunEnding(RunState.DONE, {}), at)
    assert shadows.runs(tenant.id, shadow) == 2
    assert shadows.runs(tenant.id, shadows.end(tenant.id, "reports", LATER)) == 1
