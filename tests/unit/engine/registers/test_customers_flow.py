"""Customers: made, kept in line, taken out of use, never deleted, whatever people do on either side."""

from __future__ import annotations

import pytest

from bindeled.domain.errors import NotSetUp, OutcomeUnknown, Unreachable, UnsafePlan
from bindeled.domain.registers.records import Record, Register
from bindeled.domain.registers.safety import ChangeLimit
from bindeled.domain.registers.setup import Filter, WhenConflict
from bindeled.engine.registers.desk import RegisterLimits
from bindeled.engine.registers.points import RegisterPoint
from tests.fakes.registers import Mode
from tests.support.registers import CUSTOMERS, RegisterWorld


@pytest.fixture
def world() -> RegisterWorld:
    return RegisterWorld()


def test_a_ticked_customer_is_made_and_the_second_run_writes_nothing(world: RegisterWorld) -> None:
    world.customer(Address1="Prøvevej 1", CompanyRegNo="DK 12 34 56 78", ContactEmail="a@opdigtet.example")
    assert world.run(CUSTOMERS).created == 1
    made = world.intempus.only(CUSTOMERS)
    assert (made.number, made.name, made.text("street_address")) == ("10001", "Bageri Ådalen", "Prøvevej 1")
    assert (made.text("vat_registration_number"), made.text("active")) == ("12345678", "true")
    assert world.run(CUSTOMERS).writes == 0


def test_a_group_is_made_when_a_customer_uses_it(world: RegisterWorld) -> None:
    world.customer()
    world.run(CUSTOMERS)
    group = world.intempus.only(Register.CUSTOMER_GROUPS)
    assert (group.number, group.name) == ("1", "Indland")
    assert world.intempus.only(CUSTOMERS).text("customer_group") == str(group.id)


def test_an_unused_group_is_not_made(world: RegisterWorld) -> None:
    world.customer(xIntempus=False)
    world.run(CUSTOMERS)
    assert not world.intempus.rows[Register.CUSTOMER_GROUPS]


def test_unticking_deactivates_and_deletes_nothing(world: RegisterWorld) -> None:
    customer = world.customer()
    world.run(CUSTOMERS)
    world.uniconta.edit(CUSTOMERS, customer, xIntempus=False)
    assert world.run(CUSTOMERS).deactivated == 1
    assert world.intempus.only(CUSTOMERS).text("active") == "false"


def test_ticking_again_reactivates_the_same_customer(world: RegisterWorld) -> None:
    customer = world.customer()
    world.run(CUSTOMERS)
    world.uniconta.edit(CUSTOMERS, customer, xIntempus=False)
    world.run(CUSTOMERS)
    world.uniconta.edit(CUSTOMERS, customer, xIntempus=True)
    assert world.run(CUSTOMERS).reactivated == 1
    assert world.intempus.only(CUSTOMERS).text("active") == "true"


def test_a_blocked_debtor_is_deactivated(world: RegisterWorld) -> None:
    customer = world.customer()
    world.run(CUSTOMERS)
    world.uniconta.edit(CUSTOMERS, customer, Blocked=True)
    assert world.run(CUSTOMERS).deactivated == 1


def test_a_customer_deleted_in_uniconta_is_deactivated(world: RegisterWorld) -> None:
    customer = world.customer()
    world.run(CUSTOMERS)
    world.uniconta.erase(CUSTOMERS, customer)
    assert world.run(CUSTOMERS).deactivated == 1


def test_a_renumbered_customer_stays_the_same_record(world: RegisterWorld) -> None:
    customer = world.customer()
    world.run(CUSTOMERS)
    world.uniconta.edit(CUSTOMERS, customer, Account="20002")
    assert world.run(CUSTOMERS).updated == 1
    assert world.intempus.only(CUSTOMERS).number == "20002"


@pytest.mark.parametrize("name", ["O'Neil & Søn", "Ærø Øl og Åkær", "«Ægte» Bodega"])
def test_a_renamed_customer_is_renamed_letter_by_letter(world: RegisterWorld, name: str) -> None:
    customer = world.customer()
    world.run(CUSTOMERS)
    world.uniconta.edit(CUSTOMERS, customer, Name=name)
    world.run(CUSTOMERS)
    assert world.intempus.only(CUSTOMERS).name == name


def test_a_customer_that_is_there_already_is_linked_and_not_made(world: RegisterWorld) -> None:
    world.customer()
    world.intempus.has(CUSTOMERS, "10001", "Bageri Ådalen")
    counts = world.run(CUSTOMERS)
    assert (counts.linked, counts.created) == (1, 0)
    assert len(world.intempus.rows[CUSTOMERS]) == 1


def test_the_same_number_with_quite_another_name_waits_for_a_person(world: RegisterWorld) -> None:
    world.customer()
    world.intempus.has(CUSTOMERS, "10001", "Autoværksted Østbakke")
    assert world.run(CUSTOMERS).writes == 0
    assert world.causes(CUSTOMERS) == ["match_doubtful"]


def test_a_pair_that_a_person_rejects_is_made_anew(world: RegisterWorld) -> None:
    customer = world.customer()
    other = world.intempus.has(CUSTOMERS, "10001", "Autoværksted Østbakke")
    world.run(CUSTOMERS)
    world.memory.not_same.add((CUSTOMERS, customer.id, other.id))
    assert world.run(CUSTOMERS).created == 1
    assert world.causes(CUSTOMERS) == []


def test_two_that_fit_wait_for_a_person_until_the_duplicate_is_gone(world: RegisterWorld) -> None:
    world.customer()
    world.intempus.has(CUSTOMERS, "10001", "Bageri Ådalen")
    duplicate = world.intempus.has(CUSTOMERS, "10001", "Bageri Ådalen ApS")
    world.run(CUSTOMERS)
    assert world.causes(CUSTOMERS) == ["match_ambiguous"]
    world.intempus.erase(CUSTOMERS, duplicate)
    assert world.run(CUSTOMERS).linked == 1
    assert world.causes(CUSTOMERS) == []


def test_two_debtors_merged_into_one_leave_one_active_customer(world: RegisterWorld) -> None:
    kept, merged = world.customer("10001"), world.customer("10002", "Bageriet i Ådalen")
    world.run(CUSTOMERS)
    world.uniconta.erase(CUSTOMERS, merged)
    world.uniconta.edit(CUSTOMERS, kept, Name="Bageri Ådalen I/S")
    world.run(CUSTOMERS)
    assert [r.name for r in world.intempus.rows[CUSTOMERS].values() if r.text("active") == "true"] == [
        "Bageri Ådalen I/S"
    ]


def test_a_text_that_the_other_system_keeps_shorter_is_not_written_for_ever(world: RegisterWorld) -> None:
    world.intempus._keeps = 40
    world.customer(name="Den meget store og meget gamle ejerforening på Nørreskovbakken")
    world.run(CUSTOMERS)
    assert len(world.intempus.only(CUSTOMERS).name) == 40
    assert world.run(CUSTOMERS).writes == 0


# --- both sides change


def test_a_change_in_intempus_is_overwritten_and_both_values_are_kept(world: RegisterWorld) -> None:
    world.customer(Phone="11111111")
    world.run(CUSTOMERS)
    world.intempus.edit(CUSTOMERS, world.intempus.only(CUSTOMERS), phone="22222222")
    assert world.run(CUSTOMERS).updated == 1
    (conflict,) = world.memory.conflicts
    assert (conflict.target, conflict.wanted, conflict.held) == ("phone", "11111111", "22222222")


def test_a_field_changed_on_both_sides_goes_to_the_master(world: RegisterWorld) -> None:
    customer = world.customer(Phone="11111111")
    world.run(CUSTOMERS)
    world.uniconta.edit(CUSTOMERS, customer, Phone="33333333")
    world.intempus.edit(CUSTOMERS, world.intempus.only(CUSTOMERS), phone="22222222")
    counts = world.run(CUSTOMERS)
    assert (counts.conflicts, world.intempus.only(CUSTOMERS).text("phone")) == (1, "33333333")


def test_a_field_changed_on_both_sides_waits_where_a_person_decides(world: RegisterWorld) -> None:
    world.choose(CUSTOMERS, when_conflict=WhenConflict.ASK)
    customer = world.customer(Phone="11111111")
    world.run(CUSTOMERS)
    world.uniconta.edit(CUSTOMERS, customer, Phone="33333333")
    world.intempus.edit(CUSTOMERS, world.intempus.only(CUSTOMERS), phone="22222222")
    assert world.run(CUSTOMERS).writes == 0
    assert world.run(CUSTOMERS).conflicts == 0
    assert world.causes(CUSTOMERS) == ["conflict"]
    assert world.intempus.only(CUSTOMERS).text("phone") == "22222222"


def test_what_the_master_never_had_is_not_taken_from_the_follower(world: RegisterWorld) -> None:
    world.customer()
    world.intempus.has(CUSTOMERS, "10001", "Bageri Ådalen", notes="Ring før kl. 9", phone="22222222")
    world.run(CUSTOMERS)
    assert world.intempus.only(CUSTOMERS).text("phone") == "22222222"


def test_what_the_master_empties_is_emptied(world: RegisterWorld) -> None:
    customer = world.customer(Phone="11111111")
    world.run(CUSTOMERS)
    world.uniconta.edit(CUSTOMERS, customer, Phone="")
    world.run(CUSTOMERS)
    assert world.intempus.only(CUSTOMERS).text("phone") == ""


# --- filters and safety


def test_all_customers_are_carried_where_there_is_no_filter(world: RegisterWorld) -> None:
    world.choose(CUSTOMERS, filter=Filter())
    world.customer(xIntempus=False)
    assert world.run(CUSTOMERS).created == 1


def test_only_the_chosen_groups_are_carried(world: RegisterWorld) -> None:
    world.choose(CUSTOMERS, filter=Filter("Group", frozenset({"1"})))
    world.customer("10001")
    world.customer("10002", "Kro Ærøvej", Group="2")
    world.run(CUSTOMERS)
    assert world.intempus.only(CUSTOMERS).number == "10001"


def test_a_filter_field_that_is_gone_stops_the_run_and_deactivates_nothing(world: RegisterWorld) -> None:
    customer = world.customer()
    world.run(CUSTOMERS)
    fields = {name: value for name, value in customer.fields.items() if name != "xIntempus"}
    world.uniconta.rows[CUSTOMERS][customer.id] = type(customer)(customer.id, "10001", customer.name, fields)
    with pytest.raises(NotSetUp, match="xIntempus"):
        world.run(CUSTOMERS)
    assert world.intempus.only(CUSTOMERS).text("active") == "true"


def test_a_plan_that_would_deactivate_nearly_everything_stops_and_asks(world: RegisterWorld) -> None:
    world.limits = RegisterLimits(change=ChangeLimit(deactivated=0.2, free=2))
    customers = [world.customer(str(number), f"Kro {number} ApS") for number in range(10001, 10011)]
    world.run(CUSTOMERS)
    for customer in customers[:5]:
        world.uniconta.edit(CUSTOMERS, customer, xIntempus=False)
    with pytest.raises(UnsafePlan, match="5 of 10 linked customers would be deactivated"):
        world.run(CUSTOMERS)
    assert all(record.text("active") == "true" for record in world.intempus.rows[CUSTOMERS].values())


def test_a_follower_that_suddenly_shows_nothing_is_not_filled_anew(world: RegisterWorld) -> None:
    world.limits = RegisterLimits(change=ChangeLimit(deactivated=0.2, free=2))
    for number in range(10001, 10011):
        world.customer(str(number), f"Kro {number} ApS")
    world.run(CUSTOMERS)
    world.intempus.rows[CUSTOMERS].clear()
    with pytest.raises(UnsafePlan, match="made anew"):
        world.run(CUSTOMERS)


# --- lost answers and crashes


def test_a_create_that_happened_though_its_answer_was_lost_makes_no_second_customer(world: RegisterWorld) -> None:
    world.customer()
    world.intempus.modes = [Mode.WELL, Mode.LOST_AFTER]
    with pytest.raises(OutcomeUnknown):
        world.run(CUSTOMERS)
    counts = world.run(CUSTOMERS)
    assert (counts.settled, counts.writes, len(world.intempus.rows[CUSTOMERS])) == (1, 0, 1)


def lose_the_answer_to_a_create(world: RegisterWorld) -> Record:
    """Let a customer be made over there without our hearing of it, and return it."""
    world.customer()
    world.intempus.modes = [Mode.WELL, Mode.LOST_AFTER]
    with pytest.raises(OutcomeUnknown):
        world.run(CUSTOMERS)
    return world.intempus.only(CUSTOMERS)


def test_a_create_whose_answer_was_lost_is_known_by_its_creation_id_though_it_was_renumbered_since(
    world: RegisterWorld,
) -> None:
    made = lose_the_answer_to_a_create(world)
    world.intempus.edit(CUSTOMERS, made, number="andet")
    world.clock.pass_by(seconds=61)
    counts = world.run(CUSTOMERS)
    assert (counts.settled, counts.created, counts.updated) == (1, 0, 1)
    assert world.intempus.only(CUSTOMERS).number == "10001"


def test_a_create_that_no_list_shows_yet_is_repeated_under_its_creation_id_and_makes_no_second_customer(
    world: RegisterWorld,
) -> None:
    made = lose_the_answer_to_a_create(world)
    world.intempus.hidden = {made.id}
    world.clock.pass_by(seconds=61)
    assert world.run(CUSTOMERS).created == 1
    world.intempus.hidden = set()
    assert world.run(CUSTOMERS).writes == 0
    assert world.intempus.only(CUSTOMERS).id == made.id


def test_a_create_that_never_arrived_waits_and_is_then_made_once(world: RegisterWorld) -> None:
    world.customer()
    world.intempus.modes = [Mode.WELL, Mode.LOST_BEFORE]
    with pytest.raises(OutcomeUnknown):
        world.run(CUSTOMERS)
    waiting = world.run(CUSTOMERS)
    assert (waiting.unsettled, waiting.writes) == (1, 0)
    world.clock.pass_by(seconds=61)
    assert world.run(CUSTOMERS).created == 1


def test_an_outage_leaves_everything_to_the_next_run(world: RegisterWorld) -> None:
    world.customer()
    world.intempus.modes = [Mode.UNREACHABLE]
    with pytest.raises(Unreachable):
        world.run(CUSTOMERS)
    counts = world.run(CUSTOMERS)
    assert (counts.created, counts.unsettled) == (1, 0)


@pytest.mark.parametrize("point", RegisterPoint)
@pytest.mark.parametrize("after", range(3))
def test_a_run_killed_at_any_point_makes_nothing_twice(world: RegisterWorld, point: RegisterPoint, after: int) -> None:
    for number in range(10001, 10008):
        world.customer(str(number), f"Kro {number} ApS")
    world.crash_at(CUSTOMERS, point, after=after)
    world.clock.pass_by(seconds=61)
    world.run(CUSTOMERS)
    numbers = sorted(record.number for record in world.intempus.rows[CUSTOMERS].values())
    assert numbers == [str(number) for number in range(10001, 10008)]
    assert world.run(CUSTOMERS).writes == 0


def test_one_refused_customer_does_not_hold_up_the_others(world: RegisterWorld) -> None:
    world.customer("10001")
    world.customer("10002", "Kro Ærøvej")
    world.intempus.refuses = lambda _register, values: "Ugyldigt navn" if values.get("number") == "10001" else None
    assert world.run(CUSTOMERS).created == 1
    assert world.causes(CUSTOMERS) == ["record_refused"]
    world.intempus.refuses = lambda _register, _values: None
    assert world.run(CUSTOMERS).created == 1
    assert world.causes(CUSTOMERS) == []


def test_a_preview_writes_and_remembers_nothing(world: RegisterWorld) -> None:
    world.customer()
    world.plan(CUSTOMERS)
    assert (world.intempus.calls["write"], world.memory.links(CUSTOMERS), world.memory.writes) == (0, [], {})
