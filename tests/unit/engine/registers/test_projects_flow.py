"""Projects: their customer and main project first, closed when they leave the phase, opened when they come back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bindeled.domain.errors import MissingRight
from bindeled.domain.registers.records import Register
from bindeled.domain.registers.setup import Filter
from tests.support.registers import CUSTOMERS, EMPLOYEES, PROJECTS, RegisterWorld


@pytest.fixture
def world() -> RegisterWorld:
    return RegisterWorld()


def test_a_project_is_made_with_everything_it_has(world: RegisterWorld) -> None:
    world.customer()
    world.employee("101", "Søren Prøvedal")
    world.uniconta.has(EMPLOYEES, "101", "Søren Prøvedal")
    world.run(EMPLOYEES)
    world.run(CUSTOMERS)
    world.project(
        PersonInCharge="101",
        StartDate=date(2026, 11, 1),
        EndDate=date(2026, 12, 1),
        xHourBudget=Decimal("155.50"),
        Description="Ring først\nNøgle hos naboen",
        WorkAddress1="Prøvevej 1",
        ZipCode="0001",
        City="Prøvekøbing",
        WorkCountry="DK",
    )
    assert world.run(PROJECTS).created == 1
    made = world.intempus.only(PROJECTS)
    assert made.text("customer") == str(world.intempus.only(CUSTOMERS).id)
    assert made.text("responsible") == str(world.intempus.only(EMPLOYEES).id)
    assert made.text("case_state") == str(world.intempus.by_number(Register.PHASES, "InProgress").id)
    assert (made.text("start_date"), made.text("end_date")) == ("2026-11-01", "2026-12-01")
    assert (made.text("hour_budget"), made.text("notes")) == ("155.5", "Ring først\nNøgle hos naboen")
    assert (made.text("street_address"), made.text("country")) == ("Prøvevej 1", "DK")
    assert made.text("permit_new_workreports") == made.text("all_employees_may_add_work_reports") == "true"
    assert world.run(PROJECTS).writes == 0


def test_only_projects_in_progress_are_carried(world: RegisterWorld) -> None:
    world.customer()
    world.project(Phase="Created")
    assert world.run(PROJECTS).writes == 0
    assert not world.intempus.rows[CUSTOMERS]


def test_another_field_may_choose_the_projects(world: RegisterWorld) -> None:
    world.choose(PROJECTS, filter=Filter("xIntempus"))
    world.customer()
    world.project(Phase="Created", xIntempus=True)
    assert world.run(PROJECTS).created == 1


def test_a_customer_that_is_missing_is_made_first_though_it_is_not_ticked(world: RegisterWorld) -> None:
    world.customer(xIntempus=False)
    world.project()
    counts = world.run(PROJECTS)
    assert (counts.created, counts.parked) == (1, 0)
    assert world.intempus.only(PROJECTS).text("customer") == str(world.intempus.only(CUSTOMERS).id)


def test_a_customer_that_a_project_needs_is_not_deactivated_by_its_own_flow(world: RegisterWorld) -> None:
    world.customer(xIntempus=False)
    project = world.project()
    world.run(PROJECTS)
    assert world.run(CUSTOMERS).writes == 0
    world.uniconta.edit(PROJECTS, project, Phase="Completed")
    world.run(PROJECTS)
    assert world.run(CUSTOMERS).deactivated == 1


def test_a_project_of_a_blocked_debtor_waits_and_leaves_when_it_is_unblocked(world: RegisterWorld) -> None:
    customer = world.customer(Blocked=True)
    world.project()
    assert world.run(PROJECTS).created == 0
    assert world.causes(PROJECTS) == ["customer_unknown"]
    world.uniconta.edit(CUSTOMERS, customer, Blocked=False)
    assert world.run(PROJECTS).created == 1
    assert world.causes(PROJECTS) == []


@pytest.mark.parametrize("denied", ["Intempus may not write", "Uniconta may not read"])
def test_without_the_right_to_customers_projects_of_customers_that_are_there_go_on(
    world: RegisterWorld, denied: str
) -> None:
    world.customer()
    world.run(CUSTOMERS)
    world.uniconta.has(CUSTOMERS, "4712", "Ny kunde")
    world.project("2001")
    world.project("2002", Account="4712")
    system, verb = (world.intempus, "write") if denied.startswith("Intempus") else (world.uniconta, "read")
    system.denied.add((CUSTOMERS, verb))

    assert world.run(PROJECTS).created == 1
    assert world.aside(PROJECTS).number == "2002"
    assert world.causes(PROJECTS) == ["customer_unknown"]

    system.denied.clear()
    assert world.run(PROJECTS).created == 1
    assert world.causes(PROJECTS) == []


def test_without_the_right_to_customers_and_with_none_of_them_there_all_projects_wait_and_the_right_is_named(
    world: RegisterWorld,
) -> None:
    world.customer()
    world.project()
    world.intempus.denied.add((CUSTOMERS, "write"))
    with pytest.raises(MissingRight, match="may not use customers"):
        world.run(PROJECTS)
    assert not world.intempus.rows[PROJECTS]
    world.intempus.denied.clear()
    assert world.run(PROJECTS).created == 1


def test_a_project_without_a_debtor_is_set_aside(world: RegisterWorld) -> None:
    world.project(Account="")
    world.run(PROJECTS)
    assert world.aside(PROJECTS).finding.facts["source"] == "Account"


def test_a_main_project_that_stands_behind_its_part_is_made_before_it(world: RegisterWorld) -> None:
    world.customer()
    world.project("2002", "Køkken: el", MasterProject="2001")
    world.project("2001", "Køkken")
    assert world.run(PROJECTS).created == 2
    whole, part = (world.intempus.by_number(PROJECTS, number) for number in ("2001", "2002"))
    assert part.text("parent") == str(whole.id)
    assert world.run(PROJECTS).writes == 0


def test_a_main_project_that_is_not_carried_leaves_the_part_alone_and_is_told(world: RegisterWorld) -> None:
    world.customer()
    world.project("2002", "Køkken: el", MasterProject="2001")
    world.project("2001", "Køkken", Phase="Created")
    assert world.run(PROJECTS).created == 1
    assert world.causes(PROJECTS) == ["parent_not_carried"]


def test_projects_that_are_each_others_main_project_are_set_aside(world: RegisterWorld) -> None:
    world.customer()
    world.project("2001", MasterProject="2002")
    world.project("2002", MasterProject="2001")
    world.project("2003")
    assert world.run(PROJECTS).created == 1
    assert world.causes(PROJECTS) == ["parent_circle", "parent_circle"]


def test_leaving_the_phase_closes_the_case_for_new_reports_and_tells_the_state(world: RegisterWorld) -> None:
    world.customer()
    project = world.project()
    world.run(PROJECTS)
    world.uniconta.edit(PROJECTS, project, Phase="Completed")
    assert world.run(PROJECTS).deactivated == 1
    closed = world.intempus.only(PROJECTS)
    assert closed.text("permit_new_workreports") == "false"
    assert closed.text("case_state") == str(world.intempus.by_number(Register.PHASES, "Completed").id)
    assert world.run(PROJECTS).writes == 0


def test_coming_back_to_the_phase_opens_the_case(world: RegisterWorld) -> None:
    world.customer()
    project = world.project()
    world.run(PROJECTS)
    world.uniconta.edit(PROJECTS, project, Phase="Completed")
    world.run(PROJECTS)
    world.uniconta.edit(PROJECTS, project, Phase="InProgress")
    assert world.run(PROJECTS).reactivated == 1
    assert world.intempus.only(PROJECTS).text("permit_new_workreports") == "true"


def test_a_project_closed_with_open_reports_is_told_until_they_are_approved(world: RegisterWorld) -> None:
    world.customer()
    project = world.project()
    world.run(PROJECTS)
    world.intempus.reports[world.intempus.only(PROJECTS).id] = 3
    world.uniconta.edit(PROJECTS, project, Phase="Completed")
    world.run(PROJECTS)
    assert world.aside(PROJECTS).finding.facts == {"count": "3"}
    world.run(PROJECTS)
    assert world.causes(PROJECTS) == ["reports_open"]
    world.intempus.reports.clear()
    world.run(PROJECTS)
    assert world.causes(PROJECTS) == []


def test_an_end_without_a_start_is_left_out_since_intempus_takes_none(world: RegisterWorld) -> None:
    world.customer()
    world.project(EndDate=date(2026, 12, 1))
    world.run(PROJECTS)
    assert world.intempus.only(PROJECTS).text("end_date") == ""


def test_a_project_whose_customer_was_renumbered_keeps_its_customer(world: RegisterWorld) -> None:
    customer = world.customer()
    project = world.project()
    world.run(PROJECTS)
    world.uniconta.edit(CUSTOMERS, customer, Account="20002")
    world.uniconta.edit(PROJECTS, project, Account="20002")
    world.run(PROJECTS)
    assert world.intempus.only(CUSTOMERS).number == "20002"
    assert world.causes(PROJECTS) == []


def test_a_number_that_looks_like_a_cpr_number_is_masked_in_a_description(world: RegisterWorld) -> None:
    world.customer()
    world.project(Description="Beboer 010203-1234, ring først")
    world.run(PROJECTS)
    assert world.intempus.only(PROJECTS).text("notes") == "Beboer (masked), ring først"


def test_a_preview_notes_no_customer_as_needed(world: RegisterWorld) -> None:
    world.memory.kept[CUSTOMERS].clear()
    world.customer("10001")
    world.run(CUSTOMERS)
    world.customer("10002", "Kro")
    world.project("2001", Account="10001")
    world.project("2002", Account="10002")
    world.plan(PROJECTS)
    assert [link.needed for link in world.memory.links(CUSTOMERS)] == [False]
