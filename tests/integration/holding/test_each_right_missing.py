"""Each right that a flow needs is taken away at the twins: the flows that need it wait, and the others go on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.bootstrap.time import now
from bindeled.connections.telling import cure
from bindeled.domain.accounts import System
from bindeled.domain.needs import Access, Need, Resource
from bindeled.domain.states import LinkState, RunState
from bindeled.engine.carrier import Carrier
from bindeled.intempus.proving import RESOURCES
from bindeled.uniconta.proving import ENTITIES
from sandbox.client import start_twin
from tests.support.carrying import Carrying, carrying_on

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox.client import RunningTwin

    Twins = dict[System, RunningTwin]

HERE, THERE = System.INTEMPUS, System.UNICONTA
READ, WRITE = Access.READ, Access.WRITE
R = Resource


class World(Carrying):
    """A tenant whose logins may be kept from single resources, and whose flows are run one by one.

    `reason` is why the last run ended as it did.
    """

    reason: str = ""

    def deny(self, need: Need | None, system: System) -> None:
        """Take this one right from the user, or give every right back."""
        login = self.logins[system.value]["login"]
        verbs = {(HERE, READ): ["read"], (HERE, WRITE): ["create", "update"]}
        verbs |= {(THERE, READ): ["read"], (THERE, WRITE): ["insert", "update"]}
        chosen = verbs[system, need.access] if need else []
        if system is HERE:
            denied = {RESOURCES[need.resource].name: chosen} if need else {}
            self.twins[system].control.credentials("change", username=login, denied=denied)
        else:
            pairs = [[ENTITIES[need.resource], verb] for verb in chosen] if need else []
            self.twins[system].control.credentials("change", login=login, denied=pairs)

    def run(self, flow: str) -> RunState:
        """Carry one flow once and return how its run ended."""
        runs = self.program.runs
        run_id = runs.queue(self.tenant.id, flow, "hand", now())
        attempt = runs.get(run_id).attempt + 1
        assert runs.begin(run_id, "test", attempt, now())
        carry = Carrier(runs, self.program.opening().open, now, timedelta(seconds=60))
        assert runs.finish(run_id, attempt, carry(run_id), now())
        self.reason = runs.get(run_id).reason
        return runs.get(run_id).state


@pytest.fixture(scope="module")
def twins() -> Iterator[Twins]:
    with start_twin("intempus") as intempus, start_twin("uniconta") as uniconta:
        yield {HERE: intempus, THERE: uniconta}


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory, twins: Twins) -> Iterator[World]:
    """A company in which everything was carried once."""
    with carrying_on(tmp_path_factory.mktemp("settled"), twins) as made:
        world = World(made.program, made.tenant, made.twins, made.logins)
        assert {world.run(flow) for flow in ("employees", "customers", "items", "projects")} == {RunState.DONE}
        yield world


def named(case: object) -> str:
    return f"{case.system.value}-{case.access.value}-{case.resource.value}" if isinstance(case, Need) else str(case)


def tells_of_the_write(world: World, need: Need) -> None:
    """Hold a proof to what only a write can show: it was refused, and by now nobody knows."""
    report = world.program.check(world.tenant, need.system)
    (refused,) = report.refused_before
    assert refused.check.id == f"write.{need.resource.value}"
    assert need.system.title in cure(refused, "da")
    assert world.connection(need.system).link is LinkState.LIMITED
    assert not rights_are_proved(world, need.system)


def rights_are_proved(world: World, system: System) -> bool:
    """Tell whether the checklist says that the login may do what it has to."""
    lines = world.program.setup.checklist(world.tenant.id).lines
    return next(line.settled for line in lines if line.item.code == f"{system.value}_rights")


def holds_only(world: World, need: Need, waiting: str, going_on: str) -> None:
    """Take the right away, run both, give it back and prove the login; the one waits and then goes on.

    Of a right to write the proof says that it was refused, until a run got through.
    """
    world.deny(need, need.system)
    waited = {flow: world.run(flow) for flow in waiting.split()}
    went_on = {flow: world.run(flow) for flow in going_on.split()}
    states = {system: world.connection(system).link for system in System}
    world.deny(None, need.system)
    assert world.program.check(world.tenant, need.system).good
    assert waited == dict.fromkeys(waiting.split(), RunState.HELD)
    assert went_on == dict.fromkeys(going_on.split(), RunState.DONE)
    assert states == {**dict.fromkeys(System, LinkState.CONNECTED), need.system: LinkState.LIMITED}
    if need.access is WRITE:
        tells_of_the_write(world, need)
    for flow in waiting.split():
        # What a first run had linked before it met the missing right is too much to change at once without a look.
        if world.run(flow) is RunState.HELD:
            assert "would be changed" in world.reason
        elif need.access is WRITE:
            assert world.connection(need.system).link is not LinkState.LIMITED
            assert not world.program.check(world.tenant, need.system).refused_before
            assert rights_are_proved(world, need.system)


@pytest.mark.parametrize(
    ("need", "waiting", "going_on"),
    [
        # With the customers there already, their projects need no right to read them.
        (Need(THERE, R.CUSTOMERS, READ), "customers", "projects items"),
        (Need(THERE, R.ITEMS, READ), "items", "customers"),
        (Need(HERE, R.PRODUCTS, READ), "items", "projects"),
        (Need(THERE, R.PROJECTS, READ), "projects", "customers employees"),
        (Need(HERE, R.CASES, READ), "projects", "customers"),
        (Need(THERE, R.EMPLOYEES, READ), "employees", "projects"),
        (Need(HERE, R.EMPLOYEES, READ), "employees", "items"),
        (Need(THERE, R.PAY_TYPES, READ), "reports", "employees"),
    ],
    ids=named,
)
def test_a_right_to_read_that_is_missing_holds_the_flows_that_need_it(
    settled: World, need: Need, waiting: str, going_on: str
) -> None:
    holds_only(settled, need, waiting, going_on)


def test_a_right_to_write_employees_that_is_missing_holds_them_and_the_next_proof_tells_it(settled: World) -> None:
    """Both systems have the same people, so one of them is called something else first."""
    control = settled.twins[HERE].control
    person = next(row for row in control.stored("employee") if row["number"] == 101)
    control.edit(resource="employee", id=person["id"], fields={"city": "Opdigtsø"})

    holds_only(settled, Need(THERE, R.EMPLOYEES, WRITE), "employees", "items")


def test_a_right_to_write_that_is_missing_holds_what_is_to_be_written_and_nothing_else(
    tmp_path: Path, twins: Twins
) -> None:
    """One company, in which each flow meets its missing right before it has carried anything."""
    with carrying_on(tmp_path, twins) as made:
        world = World(made.program, made.tenant, made.twins, made.logins)
        holds_only(world, Need(THERE, R.JOURNAL_LINES, WRITE), "reports", "")
        holds_only(world, Need(HERE, R.PRODUCTS, WRITE), "items", "employees")
        holds_only(world, Need(HERE, R.CUSTOMERS, WRITE), "customers", "items employees")
        holds_only(world, Need(HERE, R.CASES, WRITE), "projects", "customers items")
