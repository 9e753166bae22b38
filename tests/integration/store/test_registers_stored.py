"""What register flows remember, in a real database: the same flows as on the fakes, and what a person decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import Misconfigured, OutcomeUnknown
from bindeled.domain.registers.causes import RecordCause, RecordFinding
from bindeled.domain.registers.records import Link, Register, Seen
from bindeled.domain.registers.setup import Filter, WhenConflict
from bindeled.domain.registers.standard import STANDARD
from bindeled.domain.registers.steps import SetAside
from bindeled.engine.registers.points import RegisterPoint
from bindeled.register_ports import NewWrite
from tests.fakes.clock import FakeClock
from tests.fakes.registers import Mode
from tests.support.registers import CUSTOMERS, EMPLOYEES, PROJECTS, RegisterWorld

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant
    from bindeled.store.registers.decisions import MatchDecisions
    from bindeled.store.registers.memory import StoredRegisterMemory
    from bindeled.store.registers.setups import Setups

NOW = FakeClock()()


@pytest.fixture
def memory(tenant: Tenant) -> StoredRegisterMemory:
    from bindeled.store.registers.memory import StoredRegisterMemory  # noqa: PLC0415 - only now is Django configured

    return StoredRegisterMemory(tenant.id, run_id=1, credential_version=2, epoch=3)


@pytest.fixture
def world(memory: StoredRegisterMemory) -> RegisterWorld:
    world = RegisterWorld()
    world.memory = memory  # type: ignore[assignment] # the same port, kept in the database
    return world


@pytest.fixture
def matches(tenant: Tenant) -> MatchDecisions:
    from bindeled.store.registers.decisions import MatchDecisions  # noqa: PLC0415 - only now is Django configured

    return MatchDecisions(tenant.id, CUSTOMERS)


@pytest.fixture
def setups(tenant: Tenant) -> Setups:
    from bindeled.store.registers.setups import Setups  # noqa: PLC0415 - only now is Django configured

    return Setups(tenant.id, CUSTOMERS)


def causes(memory: StoredRegisterMemory, register: Register) -> list[str]:
    return sorted(step.finding.what.value for step in memory.noticed(register))


# --- the flows on it


def test_a_company_is_carried_and_the_second_run_writes_nothing(world: RegisterWorld) -> None:
    world.customer(xIntempus=False)
    world.project("2002", "Køkken: el", MasterProject="2001")
    world.project("2001", "Køkken")
    assert world.run(PROJECTS).created == 2
    assert [world.run(register).writes for register in (EMPLOYEES, CUSTOMERS, PROJECTS)] == [0, 0, 0]


def test_a_customer_that_no_project_needs_any_longer_is_deactivated(world: RegisterWorld) -> None:
    world.customer(xIntempus=False)
    project = world.project()
    world.run(PROJECTS)
    world.uniconta.edit(PROJECTS, project, Phase="Completed")
    world.run(PROJECTS)
    assert world.run(CUSTOMERS).deactivated == 1


@pytest.mark.parametrize("point", RegisterPoint)
def test_a_run_killed_at_any_point_makes_nothing_twice(world: RegisterWorld, point: RegisterPoint) -> None:
    for number in range(10001, 10006):
        world.customer(str(number), f"Kro {number} ApS")
    world.crash_at(CUSTOMERS, point, after=1)
    world.clock.pass_by(seconds=61)
    world.run(CUSTOMERS)
    assert len(world.intempus.rows[CUSTOMERS]) == 5
    assert world.run(CUSTOMERS).writes == 0


def test_a_lost_answer_is_looked_up(world: RegisterWorld) -> None:
    world.customer()
    world.intempus.modes = [Mode.WELL, Mode.LOST_AFTER]
    with pytest.raises(OutcomeUnknown):
        world.run(CUSTOMERS)
    assert (world.run(CUSTOMERS).writes, len(world.intempus.rows[CUSTOMERS])) == (0, 1)


def test_a_write_is_as_old_as_the_last_call_that_may_have_carried_it(memory: StoredRegisterMemory) -> None:
    later = NOW + timedelta(seconds=90)
    memory.open([NewWrite(CUSTOMERS, 1, "1061", "Nordlys", "create", "", None, {"name": "Nordlys"})], NOW)
    memory.leaving(later)
    assert [one.sent_at for one in memory.unsettled(CUSTOMERS)] == [later]


# --- links


@pytest.mark.parametrize("register", [CUSTOMERS, EMPLOYEES])
def test_a_link_comes_back_as_it_was_kept_whichever_system_is_the_master(
    memory: StoredRegisterMemory, register: Register
) -> None:
    link = Link(register, 7, 1007, "10001", "A-1", "Ærø", {"name": Seen("Ærø", "Ær")}, generation=2)
    memory.keep_links([link], NOW)
    assert memory.links(register) == [link]


def test_a_link_that_takes_over_a_counterpart_leaves_one_link_to_it(memory: StoredRegisterMemory) -> None:
    memory.keep_links([Link(CUSTOMERS, 7, 1007), Link(CUSTOMERS, 8, 1008)], NOW)
    memory.keep_links([Link(CUSTOMERS, 8, 1007)], NOW)
    assert [(link.master_id, link.follower_id) for link in memory.links(CUSTOMERS)] == [(8, 1007)]


def test_a_link_tells_who_decided_it_until_somebody_decides_anew(
    memory: StoredRegisterMemory, matches: MatchDecisions
) -> None:
    link = Link(CUSTOMERS, 7, 1007, "10001", "A-1", "Ærø")
    memory.keep_links([link], NOW, grade="green", reason="by_hand", by="anna")
    memory.keep_links([replace(link, name="Ærø ApS")], NOW)
    [kept] = matches.links()
    assert (kept.link.name, kept.reason, kept.decided_by) == ("Ærø ApS", "by_hand", "anna")
    memory.keep_links([replace(link, follower_id=1008)], NOW, grade="green", reason="by_hand", by="bo")
    assert [one.decided_by for one in matches.links()] == ["bo"]


def test_many_links_are_kept_at_once(memory: StoredRegisterMemory) -> None:
    memory.keep_links([Link(CUSTOMERS, number, 10_000 + number) for number in range(1, 1200)], NOW)
    assert len(memory.links(CUSTOMERS)) == 1199


# --- the inbox


def test_the_inbox_holds_exactly_what_is_set_aside_now(memory: StoredRegisterMemory) -> None:
    one, other = (
        SetAside(key, str(key), "Kro", RecordFinding(RecordCause.FIELD_EMPTY, {"target": "name"})) for key in (1, 2)
    )
    assert memory.set_aside(CUSTOMERS, [one, other], NOW) == (2, 0)
    assert memory.set_aside(CUSTOMERS, [other], NOW) == (0, 1)
    assert memory.noticed(CUSTOMERS) == [other]
    assert memory.set_aside(CUSTOMERS, [one, other], NOW) == (1, 0)


# --- what a person decides


def test_a_doubtful_match_is_confirmed_and_survives_renumbering(world: RegisterWorld, matches: MatchDecisions) -> None:
    customer = world.customer()
    world.intempus.has(CUSTOMERS, "10001", "Autoværksted Østbakke")
    world.run(CUSTOMERS)
    matches.confirm("10001", None, NOW)
    world.uniconta.edit(CUSTOMERS, customer, Account="20002")
    assert world.run(CUSTOMERS).created == 0
    record = world.intempus.only(CUSTOMERS)
    assert (record.number, record.name) == ("20002", "Bageri Ådalen")
    (kept,) = matches.links()
    assert (kept.grade, kept.reason, kept.decided_by != "") == ("green", "by_hand", True)


def test_of_several_candidates_one_must_be_named(world: RegisterWorld, matches: MatchDecisions) -> None:
    world.customer()
    first = world.intempus.has(CUSTOMERS, "10001", "Bageri Ådalen")
    world.intempus.has(CUSTOMERS, "10001", "Bageri Ådalen ApS")
    world.run(CUSTOMERS)
    with pytest.raises(Misconfigured, match="--candidate"):
        matches.confirm("10001", None, NOW)
    assert matches.confirm("10001", first.id, NOW).follower_id == first.id
    assert matches.doubts() == []


def test_a_rejected_match_is_made_anew(world: RegisterWorld, matches: MatchDecisions) -> None:
    world.customer()
    world.intempus.has(CUSTOMERS, "10001", "Autoværksted Østbakke")
    world.run(CUSTOMERS)
    assert matches.reject("10001", None, NOW) == 1
    assert world.run(CUSTOMERS).created == 1


def test_a_decision_about_nothing_says_so(matches: MatchDecisions) -> None:
    with pytest.raises(Misconfigured, match="10001"):
        matches.confirm("10001", None, NOW)
    with pytest.raises(Misconfigured, match="not linked"):
        matches.pin("10001", "phone", NOW, on=True)


def test_a_pinned_field_stays_until_it_is_let_go(world: RegisterWorld, matches: MatchDecisions) -> None:
    world.customer(Phone="11111111")
    world.run(CUSTOMERS)
    matches.pin("10001", "phone", NOW, on=True)
    world.intempus.edit(CUSTOMERS, world.intempus.only(CUSTOMERS), phone="22222222")
    assert world.run(CUSTOMERS).writes == 0
    matches.pin("10001", "phone", NOW, on=False)
    assert world.run(CUSTOMERS).updated == 1
    assert world.intempus.only(CUSTOMERS).text("phone") == "11111111"


@pytest.mark.parametrize(("master", "phone"), [(True, "33333333"), (False, "22222222")])
def test_a_conflict_waits_until_a_person_says_which_value_counts(
    world: RegisterWorld, matches: MatchDecisions, setups: Setups, phone: str, *, master: bool
) -> None:
    setups.keep(replace(STANDARD[CUSTOMERS], when_conflict=WhenConflict.ASK), "ask", NOW)
    customer = world.customer(Phone="11111111")
    world.run(CUSTOMERS)
    world.uniconta.edit(CUSTOMERS, customer, Phone="33333333")
    world.intempus.edit(CUSTOMERS, world.intempus.only(CUSTOMERS), phone="22222222")
    assert world.run(CUSTOMERS).writes == 0
    (conflict,) = matches.conflicts()
    assert (conflict.master_value, conflict.follower_value) == ("33333333", "22222222")
    matches.decide("10001", "phone", NOW, master=master)
    world.run(CUSTOMERS)
    assert world.intempus.only(CUSTOMERS).text("phone") == phone
    assert world.run(CUSTOMERS).writes == 0
    assert causes(world.memory, CUSTOMERS) == []  # type: ignore[arg-type] # the stored one


# --- setups


def test_a_setup_comes_back_as_it_was_kept_and_undoing_goes_back(setups: Setups) -> None:
    changed = replace(STANDARD[CUSTOMERS], filter=Filter("Group", frozenset({"1", "2"})), creates=False)
    assert setups.keep(changed, "groups", NOW) == 1
    assert setups.current() == changed
    assert setups.undo(NOW) == 2
    assert setups.current() == STANDARD[CUSTOMERS]
    assert [version.number for version in setups.versions()] == [2, 1, 0]


def test_there_is_nothing_to_undo_before_the_first_change(setups: Setups) -> None:
    with pytest.raises(Misconfigured, match="nothing to undo"):
        setups.undo(NOW)
