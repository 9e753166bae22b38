"""Whatever people do on both sides, and however runs end: at last both sides agree, and nothing more is written."""

from __future__ import annotations

import contextlib
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bindeled.domain.accounts import System
from bindeled.domain.errors import BindeledError
from bindeled.domain.registers.records import ACTIVITY, MASTERS, Record, Register
from bindeled.domain.registers.safety import ChangeLimit
from bindeled.engine.registers.desk import RegisterLimits
from bindeled.engine.registers.points import RegisterPoint
from tests.fakes.registers import Mode
from tests.support.registers import CUSTOMERS, EMPLOYEES, ITEMS, PROJECTS, RegisterWorld

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.registers import FakeRegisters

FLOWS = (EMPLOYEES, CUSTOMERS, ITEMS, PROJECTS)
FROM_UNICONTA = (CUSTOMERS, ITEMS, PROJECTS)
NAMES = st.sampled_from(["Bageri Ådalen", "O'Neil & Søn", "Kro", "Bageri Søndermark", "Ærø", ""])
SHORT_TEXTS = st.sampled_from(["", "1", "22", "æøå"])
LAST_DAY = date(2026, 11, 15)
TITLES = {System.INTEMPUS: "name", System.UNICONTA: "Name"}
PHASES = st.sampled_from(["InProgress", "Completed"])
NAME_FIELDS = {EMPLOYEES: "Mobil", CUSTOMERS: "phone", ITEMS: "unit", PROJECTS: "city"}
MASTER_FIELDS = {EMPLOYEES: "phone", CUSTOMERS: "Phone", ITEMS: "Unit", PROJECTS: "City"}
# How long a text may get in the follower that keeps them its own way.
LONGEST = 12


class People(RuleBasedStateMachine):
    """A bookkeeper in Uniconta, a foreman in Intempus, and runs that are cut short between them."""

    masters = Bundle("masters")

    def __init__(self) -> None:
        super().__init__()
        # The safety check has tests of its own; here every change is meant.
        self.world = RegisterWorld(limits=RegisterLimits(list_size=2, change=ChangeLimit(free=1000)))
        self.world.choose(EMPLOYEES, creates=True)
        self.made = 0

    @initialize(target=masters, keeps=st.sampled_from([None, LONGEST]))
    def a_customer_is_there(self, keeps: int | None) -> tuple[Register, int]:
        self.world.intempus._keeps = self.world.uniconta._keeps = keeps
        return CUSTOMERS, self.world.customer("1").id

    # what people do

    @rule(target=masters, register=st.sampled_from(FLOWS), name=NAMES, ticked=st.booleans())
    def make(self, register: Register, name: str, ticked: bool) -> tuple[Register, int]:
        self.made += 1
        number = str(100 + self.made)
        if register is EMPLOYEES:
            return register, self.world.employee(number, name, contract_end=None if ticked else LAST_DAY).id
        make = {CUSTOMERS: self.world.customer, ITEMS: self.world.item, PROJECTS: self.world.project}[register]
        more = {"Account": "1"} if register is PROJECTS else {}
        return register, make(number, name, xIntempus=ticked, **more).id

    @rule(whose=masters, ticked=st.booleans(), phase=PHASES, blocked=st.booleans())
    def put_in_or_out(self, whose: tuple[Register, int], ticked: bool, phase: str, blocked: bool) -> None:
        if whose[0] is EMPLOYEES:
            self._edit(whose, contract_end=None if ticked else LAST_DAY)
        else:
            self._edit(whose, xIntempus=ticked, Phase=phase, Blocked=blocked)

    @rule(whose=masters, name=NAMES, text=SHORT_TEXTS)
    def rename(self, whose: tuple[Register, int], name: str, text: str) -> None:
        self._edit(whose, **{TITLES[MASTERS[whose[0]]]: name, MASTER_FIELDS[whose[0]]: text})

    @rule(whose=masters)
    def renumber(self, whose: tuple[Register, int]) -> None:
        self.made += 1
        key = {EMPLOYEES: "number", CUSTOMERS: "Account", ITEMS: "Item", PROJECTS: "Number"}[whose[0]]
        self._edit(whose, **{key: str(100 + self.made)})

    @rule(whose=masters, other=masters)
    def hang_on(self, whose: tuple[Register, int], other: tuple[Register, int]) -> None:
        """Give a project another customer or main project."""
        target = self.world.uniconta.rows[other[0]].get(other[1])
        if whose[0] is PROJECTS and target is not None and other[0] in {CUSTOMERS, PROJECTS}:
            self._edit(whose, **{"Account" if other[0] is CUSTOMERS else "MasterProject": target.number})

    @rule(whose=masters)
    def erase(self, whose: tuple[Register, int]) -> None:
        self._side(MASTERS[whose[0]]).rows[whose[0]].pop(whose[1], None)

    @rule(register=st.sampled_from(FLOWS), text=SHORT_TEXTS, place=st.integers(0, 5), active=st.booleans())
    def edit_over_there(self, register: Register, text: str, place: int, active: bool) -> None:
        change: dict[str, object] = {NAME_FIELDS[register]: text}
        if register in ACTIVITY:
            change[ACTIVITY[register]] = active
        self._edit_over_there(register, place, **change)

    @rule(register=st.sampled_from(FROM_UNICONTA), place=st.integers(0, 5))
    def renumber_over_there(self, register: Register, place: int) -> None:
        self.made += 1
        self._edit_over_there(register, place, number=str(100 + self.made))

    @rule(register=st.sampled_from((EMPLOYEES, ITEMS, PROJECTS)), place=st.integers(0, 5))
    def erase_over_there(self, register: Register, place: int) -> None:
        there = self._follower(register)
        rows = list(there.rows[register].values())
        if rows:
            there.erase(register, rows[place % len(rows)])

    # what happens to runs

    @rule(register=st.sampled_from(FLOWS), modes=st.lists(st.sampled_from(Mode), max_size=3))
    def run_through_trouble(self, register: Register, modes: list[Mode]) -> None:
        self._follower(register).modes = list(modes)
        with contextlib.suppress(BindeledError):
            self.world.run(register)
        self._follower(register).modes = []

    @rule(register=st.sampled_from(FLOWS), point=st.sampled_from(RegisterPoint), after=st.integers(0, 2))
    def die(self, register: Register, point: RegisterPoint, after: int) -> None:
        self.world.crash_at(register, point, after=after)

    @rule()
    def wait(self) -> None:
        self.world.clock.pass_by(seconds=61)

    # what must be true

    @invariant()
    def nothing_is_made_twice(self) -> None:
        for register in FROM_UNICONTA:
            made = [record.creation_id for record in self.world.intempus.rows[register].values()]
            assert len(made) == len(set(made))
        numbers = [record.number for record in self.world.uniconta.rows[EMPLOYEES].values()]
        assert len(numbers) == len(set(numbers))

    @invariant()
    def nobody_is_hired_by_us(self) -> None:
        assert not any(record.creation_id for record in self.world.intempus.rows[EMPLOYEES].values())

    def teardown(self) -> None:
        """Let runs follow each other undisturbed: one brings both sides in line, the next has nothing to do."""
        self.world.clock.pass_by(seconds=61)
        for _ in range(2):
            for register in FLOWS:
                self.world.run(register)
        assert [self.world.run(register).writes for register in FLOWS] == [0, 0, 0, 0]
        assert not any(state.value == "sending" for _, state in self.world.memory.writes.values())
        for register, master, follower in self._pairs():
            self._agrees(register, master, follower)
        for register in FLOWS:
            linked = {link.follower_id for link in self.world.memory.links(register)}
            there = self._follower(register).rows[register].values()
            made = [record for record in there if record.creation_id or register is EMPLOYEES]
            assert [record.number for record in made if record.id not in linked] == []

    def _pairs(self) -> Iterator[tuple[Register, Record | None, Record]]:
        for register in FLOWS:
            for link in self.world.memory.links(register):
                follower = self._follower(register).rows[register].get(link.follower_id)
                if follower is not None:
                    yield register, self._side(MASTERS[register]).rows[register].get(link.master_id), follower

    def _agrees(self, register: Register, master: Record | None, follower: Record) -> None:
        aside = {step.about for step in self.world.memory.inbox[register]}
        if register is EMPLOYEES:
            if master is not None and master.id not in aside:
                self._agrees_on_an_employee(master, follower)
        elif master is None:
            assert follower.text(ACTIVITY[register]) == "false"
        elif master.id not in aside and follower.text(ACTIVITY[register]) == "true":
            name = " ".join(master.name.split())[: self.world.intempus._keeps]
            assert (follower.number, follower.name) == (master.number, name)
            assert not master.blocked

    def _agrees_on_an_employee(self, master: Record, follower: Record) -> None:
        name = " ".join(master.name.split())[: self.world.uniconta._keeps]
        assert (follower.number, follower.name) == (master.number, name)
        assert follower.text("Terminated") == master.text("contract_end")

    def _side(self, system: System) -> FakeRegisters:
        return self.world.intempus if system is System.INTEMPUS else self.world.uniconta

    def _follower(self, register: Register) -> FakeRegisters:
        return self.world.uniconta if register is EMPLOYEES else self.world.intempus

    def _edit(self, whose: tuple[Register, int], **fields: object) -> None:
        side = self._side(MASTERS[whose[0]])
        record = side.rows[whose[0]].get(whose[1])
        if record is not None:
            side.edit(whose[0], record, **fields)

    def _edit_over_there(self, register: Register, place: int, **fields: object) -> None:
        there = self._follower(register)
        rows = list(there.rows[register].values())
        if rows:
            there.edit(register, rows[place % len(rows)], **fields)


TestPeople = People.TestCase
TestPeople.settings = settings(max_examples=40, stateful_step_count=25)


@pytest.mark.soak
def test_the_same_for_long() -> None:
    run_state_machine_as_test(People, settings=settings(max_examples=200, stateful_step_count=25))
