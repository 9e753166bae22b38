"""Whatever people do on both sides, and however runs end: at last both sides agree, and nothing more is written."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from bindeled.domain.errors import BindeledError
from bindeled.domain.registers.records import ACTIVITY, Record, Register
from bindeled.domain.registers.safety import ChangeLimit
from bindeled.engine.registers.desk import RegisterLimits
from bindeled.engine.registers.points import RegisterPoint
from tests.fakes.registers import Mode
from tests.support.registers import CUSTOMERS, ITEMS, PROJECTS, RegisterWorld

if TYPE_CHECKING:
    from collections.abc import Iterator

FLOWS = (CUSTOMERS, ITEMS, PROJECTS)
NAMES = st.sampled_from(["Bageri Ådalen", "O'Neil & Søn", "Kro", "Bageri Søndermark", "Ærø", ""])
SHORT_TEXTS = st.sampled_from(["", "1", "22", "æøå"])
PHASES = st.sampled_from(["InProgress", "Completed"])
NAME_FIELDS = {CUSTOMERS: "phone", ITEMS: "unit", PROJECTS: "city"}
MASTER_FIELDS = {CUSTOMERS: "Phone", ITEMS: "Unit", PROJECTS: "City"}
# How long a text may get in the follower that keeps them its own way.
LONGEST = 12
# One long search finds more than many short ones, and belongs to `make soak`.
EXAMPLES = 200 if os.environ.get("BINDELED_SOAK") else 40


class People(RuleBasedStateMachine):
    """A bookkeeper in Uniconta, a foreman in Intempus, and runs that are cut short between them."""

    masters = Bundle("masters")

    def __init__(self) -> None:
        super().__init__()
        # The safety check has tests of its own; here every change is meant.
        self.world = RegisterWorld(limits=RegisterLimits(list_size=2, change=ChangeLimit(free=1000)))
        self.made = 0

    @initialize(target=masters, keeps=st.sampled_from([None, LONGEST]))
    def a_customer_is_there(self, keeps: int | None) -> tuple[Register, int]:
        self.world.intempus._keeps = keeps
        return CUSTOMERS, self.world.customer("1").id

    # what people do

    @rule(target=masters, register=st.sampled_from(FLOWS), name=NAMES, ticked=st.booleans())
    def make(self, register: Register, name: str, ticked: bool) -> tuple[Register, int]:
        self.made += 1
        number = str(100 + self.made)
        make = {CUSTOMERS: self.world.customer, ITEMS: self.world.item, PROJECTS: self.world.project}[register]
        more = {"Account": "1"} if register is PROJECTS else {}
        return register, make(number, name, xIntempus=ticked, **more).id

    @rule(whose=masters, ticked=st.booleans(), phase=PHASES, blocked=st.booleans())
    def put_in_or_out(self, whose: tuple[Register, int], ticked: bool, phase: str, blocked: bool) -> None:
        self._edit(whose, xIntempus=ticked, Phase=phase, Blocked=blocked)

    @rule(whose=masters, name=NAMES, text=SHORT_TEXTS)
    def rename(self, whose: tuple[Register, int], name: str, text: str) -> None:
        self._edit(whose, Name=name, **{MASTER_FIELDS[whose[0]]: text})

    @rule(whose=masters)
    def renumber(self, whose: tuple[Register, int]) -> None:
        self.made += 1
        key = {CUSTOMERS: "Account", ITEMS: "Item", PROJECTS: "Number"}[whose[0]]
        self._edit(whose, **{key: str(100 + self.made)})

    @rule(whose=masters, other=masters)
    def hang_on(self, whose: tuple[Register, int], other: tuple[Register, int]) -> None:
        """Give a project another customer or main project."""
        target = self.world.uniconta.rows[other[0]].get(other[1])
        if whose[0] is PROJECTS and target is not None and other[0] is not ITEMS:
            self._edit(whose, **{"Account" if other[0] is CUSTOMERS else "MasterProject": target.number})

    @rule(whose=masters)
    def erase(self, whose: tuple[Register, int]) -> None:
        self.world.uniconta.rows[whose[0]].pop(whose[1], None)

    @rule(register=st.sampled_from(FLOWS), text=SHORT_TEXTS, place=st.integers(0, 5), active=st.booleans())
    def edit_over_there(self, register: Register, text: str, place: int, active: bool) -> None:
        rows = list(self.world.intempus.rows[register].values())
        if rows:
            change = {NAME_FIELDS[register]: text, ACTIVITY[register]: active}
            self.world.intempus.edit(register, rows[place % len(rows)], **change)

    @rule(register=st.sampled_from((ITEMS, PROJECTS)), place=st.integers(0, 5))
    def erase_over_there(self, register: Register, place: int) -> None:
        rows = list(self.world.intempus.rows[register].values())
        if rows:
            self.world.intempus.erase(register, rows[place % len(rows)])

    # what happens to runs

    @rule(register=st.sampled_from(FLOWS), modes=st.lists(st.sampled_from(Mode), max_size=3))
    def run_through_trouble(self, register: Register, modes: list[Mode]) -> None:
        self.world.intempus.modes = list(modes)
        with contextlib.suppress(BindeledError):
            self.world.run(register)
        self.world.intempus.modes = []

    @rule(register=st.sampled_from(FLOWS), point=st.sampled_from(RegisterPoint), after=st.integers(0, 2))
    def die(self, register: Register, point: RegisterPoint, after: int) -> None:
        self.world.crash_at(register, point, after=after)

    @rule()
    def wait(self) -> None:
        self.world.clock.pass_by(seconds=61)

    # what must be true

    @invariant()
    def nothing_is_made_twice(self) -> None:
        for register in FLOWS:
            made = [record.creation_id for record in self.world.intempus.rows[register].values()]
            assert len(made) == len(set(made))

    def teardown(self) -> None:
        """Let runs follow each other undisturbed: one brings both sides in line, the next has nothing to do."""
        self.world.clock.pass_by(seconds=61)
        for _ in range(2):
            for register in FLOWS:
                self.world.run(register)
        assert [self.world.run(register).writes for register in FLOWS] == [0, 0, 0]
        assert not any(state.value == "sending" for _, state in self.world.memory.writes.values())
        for register, master, follower in self._pairs():
            self._agrees(register, master, follower)
        for register in FLOWS:
            linked = {link.follower_id for link in self.world.memory.links(register)}
            made = [record for record in self.world.intempus.rows[register].values() if record.creation_id]
            assert [record.number for record in made if record.id not in linked] == []

    def _pairs(self) -> Iterator[tuple[Register, Record | None, Record]]:
        for register in FLOWS:
            for link in self.world.memory.links(register):
                follower = self.world.intempus.rows[register].get(link.follower_id)
                if follower is not None:
                    yield register, self.world.uniconta.rows[register].get(link.master_id), follower

    def _agrees(self, register: Register, master: Record | None, follower: Record) -> None:
        aside = {step.about for step in self.world.memory.inbox[register]}
        if master is None:
            assert follower.text(ACTIVITY[register]) == "false"
        elif master.id not in aside and follower.text(ACTIVITY[register]) == "true":
            name = " ".join(master.name.split())[: self.world.intempus._keeps]
            assert (follower.number, follower.name) == (master.number, name)
            assert not master.blocked

    def _edit(self, whose: tuple[Register, int], **fields: object) -> None:
        record = self.world.uniconta.rows[whose[0]].get(whose[1])
        if record is not None:
            self.world.uniconta.edit(whose[0], record, **fields)


TestPeople = People.TestCase
TestPeople.settings = settings(max_examples=EXAMPLES, stateful_step_count=25, deadline=None)
