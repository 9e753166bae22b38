from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.audit import Actor, ActorKind, chain_of
from bindeled.domain.errors import Misconfigured, Overtaken
from bindeled.domain.loading import Decision, ItemKind, ItemOutcome, LoadItem, LoadState
from bindeled.domain.registers.records import Link, Register
from bindeled.domain.states import EntryState
from bindeled.register_ports import NewWrite, WriteOutcome
from bindeled.store import models
from bindeled.store.actors import acting_as
from bindeled.store.audit import StoredAudit
from bindeled.store.loads import Loads, StoredLoadKeeper
from bindeled.store.registers.memory import StoredRegisterMemory
from tests.integration.store.making import NOON

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant
    from bindeled.domain.loading import Load

LATER = NOON + timedelta(hours=1)
ANNA = Actor(ActorKind.PAGE_USER, "anna")
CUSTOMERS = Register.CUSTOMERS


@pytest.fixture
def loads(tenant: Tenant) -> Loads:
    del tenant
    return Loads()


@pytest.fixture
def load(loads: Loads, tenant: Tenant) -> Load:
    return loads.plan(tenant.id, "customers", [an_item(1), an_item(2), an_item(3, ItemKind.ASK)], NOON)


def an_item(about: int, kind: ItemKind = ItemKind.CREATE, **facts: str) -> LoadItem:
    candidates = (77,) if kind is ItemKind.ASK else ()
    return LoadItem(about, kind, str(1000 + about), "Bageri Ådalen", "new", facts, candidates)


def applying(loads: Loads, load: Load, tenant: Tenant) -> Load:
    loads.move(load, LoadState.APPLYING, NOON)
    return loads.required(tenant.id, "customers")


def test_a_load_holds_what_was_planned_in_its_order(loads: Loads, load: Load, tenant: Tenant) -> None:
    assert [kept.item for kept in loads.items(load)] == [an_item(1), an_item(2), an_item(3, ItemKind.ASK)]
    assert (loads.current(tenant.id, "customers"), load.state) == (load, LoadState.PLANNED)
    with pytest.raises(Misconfigured, match="bindeled load plan items"):
        loads.required(tenant.id, "items")


def test_a_decision_is_kept_with_who_made_it_and_survives_a_new_plan(loads: Loads, load: Load, tenant: Tenant) -> None:
    with acting_as(ANNA):
        assert loads.decide(load, [(1, ItemKind.CREATE), (9, ItemKind.CREATE)], Decision.ACCEPT, NOON) == 1
        loads.decide(load, [(3, ItemKind.ASK)], Decision.SAME, NOON, chosen=77)
    loads.plan(tenant.id, "customers", [an_item(1), an_item(2, name="Ny"), an_item(3, ItemKind.ASK)], LATER)
    one, two, three = loads.items(load)
    assert (one.decision, one.decided_by, one.decided_at) == (Decision.ACCEPT, str(ANNA), NOON)
    assert (two.decision, three.decision, three.chosen) == (Decision.OPEN, Decision.SAME, 77)
    actions = {entry.action for entry in StoredAudit().newest(chain_of(tenant.id), 9)}
    assert actions == {"load.planned", "load.decided"}


def test_items_that_stand_alike_are_counted_together(loads: Loads, load: Load) -> None:
    loads.decide(load, [(1, ItemKind.CREATE)], Decision.ACCEPT, NOON)
    counted = {(one.kind, one.decision, one.is_doubtful, one.waits): one.many for one in loads.counts(load)}
    assert counted == {
        (ItemKind.CREATE, Decision.ACCEPT, False, False): 1,
        (ItemKind.CREATE, Decision.OPEN, False, True): 1,
        (ItemKind.ASK, Decision.OPEN, True, True): 1,
    }
    assert {one.outcome for one in loads.counts(load)} == {ItemOutcome.NOT_YET}


def test_items_of_a_kind_are_read_part_by_part_in_their_order(loads: Loads, load: Load) -> None:
    assert [kept.item.about for kept in loads.items_of(load, ItemKind.CREATE, 1, 5)] == [2]
    assert [kept.item.about for kept in loads.items_of(load, ItemKind.ASK, 0, 5)] == [3]


def test_a_load_moves_along_its_legal_moves_and_only_once(loads: Loads, load: Load, tenant: Tenant) -> None:
    with pytest.raises(Misconfigured, match="planned cannot become undone"):
        loads.move(load, LoadState.UNDONE, NOON)
    applying(loads, load, tenant)
    with pytest.raises(Overtaken):
        loads.move(load, LoadState.APPLYING, NOON)


def test_a_load_that_is_under_way_is_not_planned_anew(loads: Loads, load: Load, tenant: Tenant) -> None:
    applying(loads, load, tenant)
    with pytest.raises(Misconfigured, match="is under way"):
        loads.plan(tenant.id, "customers", [], LATER)


def test_what_is_wanted_is_what_was_accepted_and_is_not_done(loads: Loads, load: Load, tenant: Tenant) -> None:
    keeper = StoredLoadKeeper(tenant.id, load)
    loads.decide(load, [(1, ItemKind.CREATE), (2, ItemKind.CREATE)], Decision.ACCEPT, NOON)
    loads.decide(load, [(3, ItemKind.ASK)], Decision.LEAVE, NOON)
    keeper.settle({(1, ItemKind.CREATE): ItemOutcome.DONE, (3, ItemKind.ASK): ItemOutcome.REFUSED}, NOON)
    assert [kept.item.about for kept in keeper.wanted()] == [2]


def test_pairs_that_are_not_the_same_are_kept_once(load: Load, tenant: Tenant) -> None:
    keeper = StoredLoadKeeper(tenant.id, load)
    for _ in range(2):
        keeper.reject([(3, 77)], str(ANNA), NOON)
    assert StoredRegisterMemory(tenant.id, 1).rejected(CUSTOMERS) == {(3, 77)}
    assert models.RejectedMatch.objects.get().rejected_by == str(ANNA)


def test_what_the_runs_of_a_load_wrote_is_told_newest_first_and_nothing_else(
    loads: Loads, load: Load, tenant: Tenant
) -> None:
    for run_id in (5, 6):
        memory = StoredRegisterMemory(tenant.id, run_id)
        writes = [a_write(run_id * 10 + number) for number in range(3)]
        done, refused, _open = memory.open(writes, NOON)
        link = Link(CUSTOMERS, done.write.master_id, run_id * 100, "1", "1", "Bageri")
        outcome = WriteOutcome(refused.id, EntryState.REFUSED, code="no")
        memory.settle([WriteOutcome(done.id, EntryState.DONE, link), outcome], NOON)
    keeper = StoredLoadKeeper(tenant.id, applying(loads, load, tenant))
    for run_id in (5, 5):
        keeper.note_run(run_id)
    assert loads.required(tenant.id, "customers").run_ids == (5,)
    [write] = keeper.done_writes()
    assert (write.master_id, write.follower_id, write.effect, write.after) == (50, 500, "create", {"name": "Bageri"})
    assert keeper.refused() == [51]


def test_a_load_that_is_done_can_be_undone_and_planned_anew(loads: Loads, load: Load, tenant: Tenant) -> None:
    StoredLoadKeeper(tenant.id, applying(loads, load, tenant)).finish(NOON)
    applied = loads.required(tenant.id, "customers")
    loads.move(applied, LoadState.UNDOING, NOON)
    StoredLoadKeeper(tenant.id, loads.required(tenant.id, "customers")).finish(NOON)
    assert (applied.state, loads.current(tenant.id, "customers")) == (LoadState.APPLIED, None)
    assert loads.plan(tenant.id, "customers", [an_item(1)], LATER).id != load.id


def test_ten_thousand_items_are_kept(loads: Loads, load: Load, tenant: Tenant) -> None:
    many = [an_item(number) for number in range(10_000)]
    loads.plan(tenant.id, "customers", many, LATER)
    assert loads.decide(load, [item.key for item in many], Decision.ACCEPT, LATER) == 10_000
    assert models.LoadItem.objects.count() == 10_000


def a_write(master_id: int) -> NewWrite:
    return NewWrite(CUSTOMERS, master_id, "1", "Bageri", "create", f"id-{master_id}", None, {"name": "Bageri"})
