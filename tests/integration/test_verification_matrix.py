"""Each right that the flows need is taken away in turn, at the twins: exactly that check is red, with its cure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bindeled.bootstrap import FLOWS
from bindeled.connections.errors import FewerRights
from bindeled.connections.telling import cure, sentence
from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.checks import CheckOutcome, planned_checks
from bindeled.domain.errors import ForeignCompany, NeedsSignIn
from bindeled.domain.needs import FLOW_NEEDS, Access, Need, Resource, needs_of
from bindeled.domain.schedules import Schedule, in_order
from bindeled.domain.secrets import Secret
from bindeled.domain.states import LinkState
from bindeled.intempus.proving import RESOURCES
from bindeled.uniconta.proving import ENTITIES
from tests.support.carrying import Carrying, carrying

if TYPE_CHECKING:
    from collections.abc import Iterator


NEEDS = [need for system in System for need in needs_of(system, FLOWS)]
# No harmless call tells of any other right to write; what a real write shows is in holding/test_each_right_missing.
TOLD = [need for need in NEEDS if need.access is Access.READ or need.resource is Resource.JOURNAL_LINES]
NOT_PROVABLE = {
    System.INTEMPUS: {"write.customers", "write.products", "write.cases"},
    System.UNICONTA: {"write.journal_lines", "write.employees", "concurrency"},
}


@dataclass
class World(Carrying):
    """Both twins with a tenant whose logins are in use, and whose rights can be taken."""

    def deny(self, need: Need | None, system: System) -> None:
        """Take this one right from the user, or give every right back."""
        login = self.logins[system.value]["login"]
        if system is System.INTEMPUS:
            denied = {RESOURCES[need.resource].name: [need.access.value]} if need else {}
            self.twins[system].control.credentials("change", username=login, denied=denied)
            return
        verb = "read" if need and need.access is Access.READ else "insert"
        pairs = [[ENTITIES[need.resource], verb]] if need else []
        self.twins[system].control.credentials("change", login=login, denied=pairs)

    def writes(self) -> list[int]:
        return [len(twin.control.journal()) for twin in self.twins.values()]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = tmp_path_factory.mktemp("matrix")
    with carrying(home) as made:
        yield World(made.program, made.tenant, made.twins, made.logins)


def named(need: Need) -> str:
    return f"{need.system.value}-{need.access.value}-{need.resource.value}"


@pytest.mark.parametrize("system", System)
def test_with_every_right_no_check_fails_and_each_that_was_planned_is_told(world: World, system: System) -> None:
    report = world.program.check(world.tenant, system)
    assert tuple(result.check for result in report.checks) == planned_checks(system, in_order(FLOWS))
    outcomes = {result.check.id: result.outcome for result in report.checks}
    not_provable = {name for name, outcome in outcomes.items() if outcome is CheckOutcome.NOT_PROVABLE}
    assert {outcome for name, outcome in outcomes.items() if name not in not_provable} == {CheckOutcome.OK}
    assert not_provable == NOT_PROVABLE[system]


@pytest.mark.parametrize("need", TOLD, ids=named)
def test_a_right_that_is_taken_away_turns_exactly_its_own_check_red(world: World, need: Need) -> None:
    written = world.writes()
    world.deny(need, need.system)
    try:
        report = world.program.check(world.tenant, need.system)
    finally:
        world.deny(None, need.system)
    red = [result for result in report.checks if result.outcome is CheckOutcome.FAIL]
    assert [result.check.id for result in red] == [f"{need.access.value}.{need.resource.value}"]
    assert world.connection(need.system).link is LinkState.LIMITED
    assert need.system.title in cure(red[0], "en")
    assert sentence(red[0], "da") != sentence(red[0], "en")
    assert red[0].evidence is not None

    assert world.program.check(world.tenant, need.system).good
    assert world.connection(need.system).link is LinkState.CONNECTED
    assert world.writes() == written


def test_a_replacement_that_may_do_less_is_refused_and_the_login_in_use_goes_on(world: World) -> None:
    company = world.logins["uniconta"]["company"]
    twin = world.twins[System.UNICONTA].control
    twin.credentials("add", login="Poor", password="Another1!", companies=[int(company)])
    twin.credentials("change", login="Poor", denied=[["EmployeeClient", "read"]])
    before = world.connection(System.UNICONTA)
    with pytest.raises(FewerRights, match="may not read employees"):
        world.program.connect(world.tenant, System.UNICONTA, NewVersion("Poor", company, "test"), Secret("Another1!"))
    assert world.connection(System.UNICONTA) == before
    assert world.program.check(world.tenant, System.UNICONTA).good


def test_a_login_of_a_company_that_it_does_not_open_is_refused(world: World) -> None:
    own = world.logins["uniconta"]["company"]
    world.twins[System.UNICONTA].control.credentials(
        "add", login="Elsewhere", password="Another1!", companies=[int(own)]
    )
    before = world.connection(System.UNICONTA)
    new = NewVersion("Elsewhere", f"{own}9", "test")
    with pytest.raises((ForeignCompany, NeedsSignIn)):
        world.program.connect(world.tenant, System.UNICONTA, new, Secret("Another1!"))
    assert world.connection(System.UNICONTA) == before


def test_a_wrong_secret_changes_nothing_and_is_not_tried_a_second_time(world: World) -> None:
    login = world.logins["intempus"]["login"]
    before = world.connection(System.INTEMPUS)
    for kind in ("NeedsSignIn", "RefusedBefore"):
        calls = world.twins[System.INTEMPUS].control.calls()["total"]
        with pytest.raises(Exception, match="refused") as caught:
            world.program.connect(world.tenant, System.INTEMPUS, NewVersion(login, "", "test"), Secret("wrong"))
        assert type(caught.value).__name__ == kind
        tried = world.twins[System.INTEMPUS].control.calls()["total"] - calls
        assert tried == (1 if kind == "NeedsSignIn" else 0)
    assert world.connection(System.INTEMPUS) == before


def test_what_only_a_flow_that_never_runs_needs_is_not_asked_for(world: World) -> None:
    schedules, tenant_id, at = world.program.schedules, world.tenant.id, world.program.clock()
    schedules.set(tenant_id, "customers", Schedule(()), at)
    schedules.set(tenant_id, "projects", Schedule(()), at)
    try:
        asked = {result.check.id for result in world.program.check(world.tenant, System.UNICONTA).checks}
    finally:
        schedules.reset(tenant_id, "customers", at)
        schedules.reset(tenant_id, "projects", at)
    assert "read.customers" not in asked
    assert "read.projects" in asked


def test_the_timesheet_is_asked_for_where_hours_go_there(world: World) -> None:
    tenants, tenant_id, at = world.program.tenants, world.tenant.id, world.program.clock()
    tenants.change_rules(tenant_id, {"hours_to": "timesheet"}, at)
    try:
        asked = {result.check.id for result in world.program.check(world.tenant, System.UNICONTA).checks}
    finally:
        tenants.change_rules(tenant_id, {"hours_to": "journal"}, at)
    assert {"read.timesheet", "write.timesheet"} <= asked
    after = {result.check.id for result in world.program.check(world.tenant, System.UNICONTA).checks}
    assert "read.timesheet" not in after


@pytest.mark.parametrize("access", Access)
def test_a_right_to_the_timesheet_that_is_taken_away_turns_exactly_its_own_check_red(
    world: World, access: Access
) -> None:
    tenants, tenant_id, at = world.program.tenants, world.tenant.id, world.program.clock()
    tenants.change_rules(tenant_id, {"hours_to": "timesheet"}, at)
    world.deny(Need(System.UNICONTA, Resource.TIMESHEET, access), System.UNICONTA)
    try:
        checks = world.program.check(world.tenant, System.UNICONTA).checks
    finally:
        tenants.change_rules(tenant_id, {"hours_to": "journal"}, at)
        world.deny(None, System.UNICONTA)
    red = [result.check.id for result in checks if result.outcome is CheckOutcome.FAIL]
    assert red == [f"{access.value}.timesheet"]
    assert world.program.check(world.tenant, System.UNICONTA).good


def test_every_need_of_every_flow_has_its_place_in_the_system_that_it_is_about() -> None:
    places = {System.INTEMPUS: RESOURCES, System.UNICONTA: ENTITIES}
    homeless = [need for needs in FLOW_NEEDS.values() for need in needs if need.resource not in places[need.system]]
    assert homeless == []
