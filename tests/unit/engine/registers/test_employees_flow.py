"""Employees: hired in Intempus, brought in line in Uniconta, and never made in Intempus, since that costs money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bindeled.domain.mapping import EmployeeMatch
from tests.support.registers import EMPLOYEES, RegisterWorld


@pytest.fixture
def world() -> RegisterWorld:
    return RegisterWorld()


def test_the_nine_fields_are_carried(world: RegisterWorld) -> None:
    world.employee(
        street_address="Prøvevej 1",
        zip_code="0001",
        city="Prøvekøbing",
        phone="00000018",
        email="soeren@opdigtet.example",
        username="soeren",
        personal_email="privat@opdigtet.example",
    )
    world.uniconta.has(EMPLOYEES, "101", "S. Prøvedal")
    assert world.run(EMPLOYEES).updated == 1
    there = world.uniconta.only(EMPLOYEES)
    assert {name: there.text(name) for name in ("Name", "Address1", "ZipCode", "City", "Mobil")} == {
        "Name": "Søren Prøvedal",
        "Address1": "Prøvevej 1",
        "ZipCode": "0001",
        "City": "Prøvekøbing",
        "Mobil": "00000018",
    }
    assert (there.text("Email"), there.text("PrivateEmail")) == ("soeren@opdigtet.example", "privat@opdigtet.example")
    assert world.run(EMPLOYEES).writes == 0


def test_the_user_name_stands_in_for_a_work_e_mail_that_is_missing(world: RegisterWorld) -> None:
    world.employee(username="soeren@opdigtet.example")
    world.uniconta.has(EMPLOYEES, "101", "Søren Prøvedal")
    world.run(EMPLOYEES)
    assert world.uniconta.only(EMPLOYEES).text("Email") == "soeren@opdigtet.example"


def test_employees_may_be_matched_by_e_mail(world: RegisterWorld) -> None:
    world.employee_match = EmployeeMatch.EMAIL
    world.employee("101", username="Soeren@opdigtet.example")
    world.uniconta.has(EMPLOYEES, "SP", "Søren", Email="soeren@opdigtet.example")
    assert world.run(EMPLOYEES).linked == 1
    assert world.uniconta.only(EMPLOYEES).number == "SP"


def test_a_new_employee_is_not_made_unless_that_is_chosen(world: RegisterWorld) -> None:
    world.employee()
    assert world.run(EMPLOYEES).writes == 0
    assert world.causes(EMPLOYEES) == ["not_created"]
    world.choose(EMPLOYEES, creates=True)
    assert world.run(EMPLOYEES).created == 1
    assert world.causes(EMPLOYEES) == []


def test_an_employee_only_in_uniconta_is_suggested_and_never_made_in_intempus(world: RegisterWorld) -> None:
    world.choose(EMPLOYEES, creates=True)
    world.uniconta.has(EMPLOYEES, "102", "Åse Prøvegård")
    assert world.run(EMPLOYEES).suggested == 1
    assert not world.intempus.rows[EMPLOYEES]
    assert world.causes(EMPLOYEES) == ["only_in_uniconta"]


def test_a_contract_that_ended_becomes_the_last_day_of_employment(world: RegisterWorld) -> None:
    hired = world.employee()
    world.uniconta.has(EMPLOYEES, "101", "Søren Prøvedal")
    world.run(EMPLOYEES)
    world.intempus.edit(EMPLOYEES, hired, contract_end=date(2026, 11, 15))
    world.run(EMPLOYEES)
    assert world.uniconta.only(EMPLOYEES).text("Terminated") == "2026-11-15"


def test_somebody_who_comes_back_is_no_longer_terminated(world: RegisterWorld) -> None:
    hired = world.employee(contract_end=date(2026, 11, 15))
    world.uniconta.has(EMPLOYEES, "101", "Søren Prøvedal")
    world.run(EMPLOYEES)
    world.intempus.edit(EMPLOYEES, hired, contract_end=None)
    world.run(EMPLOYEES)
    assert world.uniconta.only(EMPLOYEES).text("Terminated") == ""


def test_somebody_who_left_before_is_not_made(world: RegisterWorld) -> None:
    world.choose(EMPLOYEES, creates=True)
    world.employee(contract_end=date(2020, 1, 1))
    assert world.run(EMPLOYEES).writes == 0


def test_a_pinned_field_stays_as_the_bookkeeper_wrote_it(world: RegisterWorld) -> None:
    world.employee(phone="00000018")
    there = world.uniconta.has(EMPLOYEES, "101", "Søren Prøvedal")
    world.run(EMPLOYEES)
    (link,) = world.memory.links(EMPLOYEES)
    world.memory.kept[EMPLOYEES][link.master_id] = replace(link, pins=frozenset({"Mobil"}))
    world.uniconta.edit(EMPLOYEES, there, Mobil="00000099")
    assert world.run(EMPLOYEES).writes == 0
    assert world.uniconta.only(EMPLOYEES).text("Mobil") == "00000099"


def test_a_name_of_sixty_characters_is_cut_to_forty_and_told(world: RegisterWorld) -> None:
    world.employee(name="Karl Frederik Christian Emil Opdigtsen von Prøvedal-Testholm")
    world.uniconta.has(EMPLOYEES, "101", "Karl")
    world.run(EMPLOYEES)
    assert len(world.uniconta.only(EMPLOYEES).name) == 40
    assert world.causes(EMPLOYEES) == ["field_cut"]
    assert world.run(EMPLOYEES).writes == 0


def test_a_renumbered_employee_stays_linked_and_is_told_since_uniconta_keeps_its_key(world: RegisterWorld) -> None:
    hired = world.employee()
    world.uniconta.has(EMPLOYEES, "101", "Søren Prøvedal")
    world.run(EMPLOYEES)
    world.intempus.edit(EMPLOYEES, hired, number="201")
    assert world.run(EMPLOYEES).writes == 0
    assert world.causes(EMPLOYEES) == ["renumbered"]


def test_an_employee_with_something_we_never_read_is_not_written_back(world: RegisterWorld) -> None:
    world.employee(phone="00000018")
    there = world.uniconta.has(EMPLOYEES, "101", "Søren Prøvedal")
    world.uniconta.rows[EMPLOYEES][there.id] = replace(there, whole=False)
    assert world.run(EMPLOYEES).writes == 0
    assert world.causes(EMPLOYEES) == ["not_written_back"]
