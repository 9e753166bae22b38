"""An initial load on fakes: nothing that was not accepted, nothing twice, and all of it can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bindeled.domain.accounts import System
from bindeled.domain.errors import OutcomeUnknown, Unreachable
from bindeled.domain.loading import ACCEPTABLE, Decision, ItemKind, items_of
from bindeled.engine.loading.load import LoadFlow, UndoFlow
from bindeled.engine.registers.desk import Desk
from bindeled.engine.registers.points import RegisterPoint, no_stop
from tests.fakes.load_keeper import MemoryLoad
from tests.fakes.registers import Mode
from tests.support.engine import Crash
from tests.support.registers import CUSTOMERS, EMPLOYEES, PROJECTS, RegisterWorld

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.domain.registers.records import Register
    from bindeled.engine.registers.counts import RegisterCounts

CREATE, LINK, UPDATE, ASK = ItemKind.CREATE, ItemKind.LINK, ItemKind.UPDATE, ItemKind.ASK


@pytest.fixture
def world() -> RegisterWorld:
    return RegisterWorld()


@pytest.fixture
def load(world: RegisterWorld) -> MemoryLoad:
    return MemoryLoad(CUSTOMERS, world.memory)


def a_desk(world: RegisterWorld, passing: Callable[[RegisterPoint], None] = no_stop) -> Desk:
    systems = {System.INTEMPUS: world.intempus, System.UNICONTA: world.uniconta}
    return Desk(systems, world.memory, world.clock, "nord", world.limits, passing)


def plan(world: RegisterWorld, load: MemoryLoad) -> dict[str, str]:
    """Plan the load and return what it found: kind and reason by number."""
    masters = a_desk(world).master_of(load.register)
    names = {record.id: (record.number, record.name) for record in masters}
    load.plan(items_of(world.plan(load.register), names))
    return {kept.item.number: f"{kept.item.kind.value} {kept.item.reason}" for kept in load.items.values()}


def apply(world: RegisterWorld, load: MemoryLoad) -> RegisterCounts:
    return LoadFlow(load.register, a_desk(world), world.employee_match, load).run()


def undo(world: RegisterWorld, load: MemoryLoad) -> RegisterCounts:
    return UndoFlow(a_desk(world), load).run()


def numbers(world: RegisterWorld, register: Register = CUSTOMERS) -> list[str]:
    return sorted(record.number for record in world.intempus.rows[register].values())


def test_a_plan_tells_for_each_record_what_would_be_done_and_why(world: RegisterWorld, load: MemoryLoad) -> None:
    world.customer("1", "Ny Kunde")
    world.customer("2", "Bageri Ådalen")
    world.customer("3", "Slagter Holm")
    world.customer("4", "Ikke valgt", xIntempus=False)
    world.intempus.has(CUSTOMERS, "2", "Bageri Ådalen", active=True)
    world.intempus.has(CUSTOMERS, "3", "Vognmand Friis")
    found = plan(world, load)
    assert found["1"] == "create new"
    assert found["2"].startswith(("link same_number", "update differs"))
    assert (found["3"], found["4"]) == ("ask match_doubtful", "skip not_in_filter")
    assert world.intempus.calls["write"] == 0


def test_only_what_was_accepted_is_carried_out(world: RegisterWorld, load: MemoryLoad) -> None:
    for number in ("1", "2", "3"):
        world.customer(number, f"Kunde {number}")
    plan(world, load)
    load.decide(Decision.ACCEPT, CREATE, number="2")
    assert apply(world, load).created == 1
    assert (numbers(world), load.outcomes(), load.is_finished) == (["2"], {"create 2": "done"}, True)


def test_everything_accepted_by_kind_leaves_nothing_for_the_first_run(world: RegisterWorld, load: MemoryLoad) -> None:
    for number in range(10):
        world.customer(str(number), f"Kunde {number}")
    world.intempus.has(CUSTOMERS, "3", "Kunde 3", active=True)
    plan(world, load)
    load.decide(Decision.ACCEPT, *ACCEPTABLE)
    apply(world, load)
    assert set(load.outcomes().values()) == {"done"}
    assert world.run(CUSTOMERS).writes == 0
    assert len(numbers(world)) == 10


def test_what_changed_since_it_was_accepted_is_not_written_but_asked_again(
    world: RegisterWorld, load: MemoryLoad
) -> None:
    customer = world.customer("1", "Kunde Et")
    plan(world, load)
    load.decide(Decision.ACCEPT, CREATE)
    world.uniconta.edit(CUSTOMERS, customer, Name="Kunde Et ApS")
    apply(world, load)
    assert (numbers(world), load.outcomes()) == ([], {"create 1": "changed"})
    plan(world, load)
    assert [kept.decision for kept in load.items.values()] == [Decision.OPEN]


def test_a_second_plan_remembers_what_was_decided_about_what_is_the_same(
    world: RegisterWorld, load: MemoryLoad
) -> None:
    world.customer("1", "Kunde Et")
    plan(world, load)
    load.decide(Decision.LEAVE, CREATE)
    world.customer("2", "Kunde To")
    plan(world, load)
    decisions = {kept.item.number: kept.decision for kept in load.items.values()}
    assert decisions == {"1": Decision.LEAVE, "2": Decision.OPEN}


@pytest.mark.parametrize(
    "point", [RegisterPoint.OPENED, RegisterPoint.SENT, RegisterPoint.RECORDED, RegisterPoint.LINKED]
)
@pytest.mark.parametrize("after", [0, 2, 4])
def test_a_load_that_was_killed_in_the_middle_goes_on_and_makes_nothing_twice(
    world: RegisterWorld, load: MemoryLoad, point: RegisterPoint, after: int
) -> None:
    for number in range(8):
        world.customer(str(number), f"Kunde {number}")
    plan(world, load)
    load.decide(Decision.ACCEPT, CREATE)
    passed = 0

    def stop(now: RegisterPoint) -> None:
        nonlocal passed
        passed += now is point
        if now is point and passed > after:
            raise Crash

    try:
        LoadFlow(CUSTOMERS, a_desk(world, stop), world.employee_match, load).run()
    except Crash:
        assert not load.is_finished
    world.clock.pass_by(hours=1)
    apply(world, load)
    assert numbers(world) == [str(number) for number in range(8)]
    assert set(load.outcomes().values()) == {"done"}


def test_an_answer_that_was_lost_makes_the_load_wait_and_nothing_twice(world: RegisterWorld, load: MemoryLoad) -> None:
    world.customer("1", "Kunde Et")
    plan(world, load)
    load.decide(Decision.ACCEPT, CREATE)
    world.intempus.modes = [Mode.WELL, Mode.LOST_AFTER]
    with pytest.raises(OutcomeUnknown):
        apply(world, load)
    apply(world, load)
    assert (numbers(world), load.outcomes()) == (["1"], {"create 1": "done"})


def test_a_record_that_is_refused_is_told_and_holds_nothing_up(world: RegisterWorld, load: MemoryLoad) -> None:
    for number in ("1", "2"):
        world.customer(number, f"Kunde {number}")
    world.intempus.refuses = lambda _register, values: "no" if values.get("number") == "1" else None
    plan(world, load)
    world.intempus.refuses = lambda register, values: (
        "no" if register is CUSTOMERS and values.get("number") == "1" else None
    )
    load.decide(Decision.ACCEPT, CREATE)
    apply(world, load)
    assert load.outcomes() == {"create 1": "refused", "create 2": "done"}


def test_a_doubtful_match_that_is_the_same_is_linked_and_brought_in_line(
    world: RegisterWorld, load: MemoryLoad
) -> None:
    world.customer("3", "Slagter Holm")
    other = world.intempus.has(CUSTOMERS, "3", "Vognmand Friis")
    plan(world, load)
    load.decide(Decision.SAME, ASK, chosen=other.id)
    apply(world, load)
    assert (world.intempus.only(CUSTOMERS).id, world.intempus.only(CUSTOMERS).name) == (other.id, "Slagter Holm")
    assert load.outcomes() == {"ask 3": "done"}
    assert set(world.memory.decided_by.values()) == {"anna"}


def test_a_doubtful_match_that_is_none_of_those_found_is_made_anew(world: RegisterWorld, load: MemoryLoad) -> None:
    world.customer("3", "Slagter Holm")
    world.intempus.has(CUSTOMERS, "3", "Vognmand Friis")
    plan(world, load)
    load.decide(Decision.NEW, ASK)
    apply(world, load)
    assert sorted(record.name for record in world.intempus.rows[CUSTOMERS].values()) == [
        "Slagter Holm",
        "Vognmand Friis",
    ]


def test_an_accepted_project_brings_its_customer_and_no_other(world: RegisterWorld) -> None:
    load = MemoryLoad(PROJECTS, world.memory)
    for number, account in (("2001", "1"), ("2002", "2")):
        world.customer(account, f"Kunde {account}", xIntempus=False)
        world.project(number, f"Sag {number}", Account=account)
    plan(world, load)
    load.decide(Decision.ACCEPT, CREATE, number="2001")
    apply(world, load)
    assert (numbers(world, PROJECTS), numbers(world)) == (["2001"], ["1"])
    assert load.outcomes() == {"create 2001": "done"}


def test_what_left_the_filter_is_deactivated_when_that_is_accepted(world: RegisterWorld, load: MemoryLoad) -> None:
    customer = world.customer("1", "Kunde Et")
    world.customer("2", "Kunde To")
    world.run(CUSTOMERS)
    world.uniconta.edit(CUSTOMERS, customer, xIntempus=False)
    plan(world, load)
    load.decide(Decision.ACCEPT, ItemKind.DEACTIVATE)
    apply(world, load)
    active = {record.number: record.text("active") for record in world.intempus.rows[CUSTOMERS].values()}
    assert (active, load.outcomes()) == ({"1": "false", "2": "true"}, {"deactivate 1": "done"})


def test_employees_that_only_uniconta_has_are_counted_as_paid_and_cannot_be_accepted(world: RegisterWorld) -> None:
    load = MemoryLoad(EMPLOYEES, world.memory)
    world.uniconta.has(EMPLOYEES, "7", "Kun i Uniconta")
    assert plan(world, load) == {"7": "paid only_in_uniconta"}
    load.decide(Decision.ACCEPT, ItemKind.PAID)
    apply(world, load)
    assert not world.intempus.rows[EMPLOYEES]


# taking back


def test_undoing_takes_what_was_made_out_of_use_and_gives_changed_fields_back(
    world: RegisterWorld, load: MemoryLoad
) -> None:
    world.customer("1", "Ny Kunde")
    world.customer("2", "Bageri Ådalen", Phone="86 00 00 00")
    world.intempus.has(CUSTOMERS, "2", "Bageri Ådalen", phone="12", active=True)
    before = world.intempus.by_number(CUSTOMERS, "2").fields
    plan(world, load)
    load.decide(Decision.ACCEPT, *ACCEPTABLE)
    apply(world, load)
    assert world.intempus.by_number(CUSTOMERS, "2").text("phone") == "86 00 00 00"
    undo(world, load)
    after = world.intempus.by_number(CUSTOMERS, "2").fields
    assert {name: after[name] for name in before} == dict(before)
    assert world.intempus.by_number(CUSTOMERS, "1").text("active") == "false"
    assert (len(numbers(world)), world.intempus.deleted_by_us) == (2, 0)


def test_undoing_leaves_what_somebody_changed_since(world: RegisterWorld, load: MemoryLoad) -> None:
    world.customer("2", "Bageri Ådalen", Phone="86 00 00 00")
    theirs = world.intempus.has(CUSTOMERS, "2", "Bageri Ådalen", phone="12", active=True)
    plan(world, load)
    load.decide(Decision.ACCEPT, *ACCEPTABLE)
    apply(world, load)
    world.intempus.edit(CUSTOMERS, theirs, phone="99 99 99 99")
    undo(world, load)
    assert world.intempus.only(CUSTOMERS).text("phone") == "99 99 99 99"


def test_undoing_that_was_broken_off_goes_on_and_a_second_time_does_nothing(
    world: RegisterWorld, load: MemoryLoad
) -> None:
    for number in range(5):
        world.customer(str(number), f"Kunde {number}")
    plan(world, load)
    load.decide(Decision.ACCEPT, CREATE)
    apply(world, load)
    done = load.done_writes()
    load.done_writes = lambda: done  # type: ignore[method-assign] # what undoing writes is no part of the load
    world.intempus.modes = [Mode.WELL, Mode.WELL, Mode.UNREACHABLE]
    with pytest.raises(Unreachable):
        undo(world, load)
    assert undo(world, load).deactivated == 3
    assert undo(world, load).writes == 0
    assert {record.text("active") for record in world.intempus.rows[CUSTOMERS].values()} == {"false"}
