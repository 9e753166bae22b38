"""Both systems, the memory and the clock, joined as `bootstrap` joins them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bindeled.domain.accounts import System
from bindeled.domain.mapping import EmployeeMatch
from bindeled.domain.registers.records import FLOWS, Register
from bindeled.engine.registers.desk import Desk, RegisterLimits
from bindeled.engine.registers.flow import RegisterFlow
from bindeled.engine.registers.points import no_stop
from tests.fakes.clock import FakeClock
from tests.fakes.register_memory import MemoryRegisterMemory
from tests.fakes.registers import FakeRegisters
from tests.support.engine import Crash

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.domain.registers.records import Record
    from bindeled.domain.registers.steps import RegisterPlan, SetAside
    from bindeled.engine.registers.counts import RegisterCounts
    from bindeled.engine.registers.points import RegisterPoint

EMPLOYEES, CUSTOMERS, ITEMS, PROJECTS = FLOWS


@dataclass
class RegisterWorld:
    """A company with one customer group, one item group and one project group in Uniconta, and nothing else."""

    intempus: FakeRegisters = field(default_factory=lambda: FakeRegisters("Intempus"))
    uniconta: FakeRegisters = field(default_factory=lambda: FakeRegisters("Uniconta"))
    memory: MemoryRegisterMemory = field(default_factory=MemoryRegisterMemory)
    clock: FakeClock = field(default_factory=FakeClock)
    limits: RegisterLimits = field(default_factory=lambda: RegisterLimits(list_size=3))
    employee_match: EmployeeMatch = EmployeeMatch.NUMBER

    def __post_init__(self) -> None:
        """Make the groups, and the phases that an enumeration always has."""
        for register, name in ((Register.CUSTOMER_GROUPS, "Indland"), (Register.ITEM_GROUPS, "Varer")):
            self.uniconta.has(register, "1", name)
        self.uniconta.has(Register.PROJECT_GROUPS, "EKS", "Kundeprojekter")
        for phase, name in (("InProgress", "Igangværende"), ("Completed", "Gennemført")):
            self.uniconta.has(Register.PHASES, phase, name)

    def flow(self, register: Register, passing: Callable[[RegisterPoint], None] = no_stop) -> RegisterFlow:
        """Return a new run, as a fresh process would make it."""
        systems = {System.INTEMPUS: self.intempus, System.UNICONTA: self.uniconta}
        desk = Desk(systems, self.memory, self.clock, "nord", self.limits, passing)
        return RegisterFlow(register, desk, employee_match=self.employee_match)

    def run(self, register: Register) -> RegisterCounts:
        """Run one flow once."""
        return self.flow(register).run()

    def plan(self, register: Register) -> RegisterPlan:
        """Return what a run would do."""
        return self.flow(register).decide(preview=True)

    def crash_at(self, register: Register, point: RegisterPoint, *, after: int = 0) -> None:
        """Run a flow and kill it when it passes `point` for the time after the `after`th; it may end before."""
        passed = 0

        def stop(now: RegisterPoint) -> None:
            nonlocal passed
            passed += now is point
            if now is point and passed > after:
                raise Crash

        try:
            self.flow(register, stop).run()
        except Crash:
            return

    def choose(self, register: Register, **changes: Any) -> None:
        """Change what is chosen for a flow."""
        self.memory.setups[register] = replace(self.memory.setups[register], **changes)

    def causes(self, register: Register) -> list[str]:
        """Return what is in the inbox, by cause."""
        return sorted(step.finding.what.value for step in self.memory.inbox[register])

    def aside(self, register: Register) -> SetAside:
        """Return the one thing in the inbox."""
        (step,) = self.memory.inbox[register]
        return step

    # records, with what the standard mapping needs

    def customer(self, number: str = "10001", name: str = "Bageri Ådalen", **fields: Any) -> Record:
        """Let the bookkeeper make a customer that is ticked."""
        return self.uniconta.has(CUSTOMERS, number, name, **{"Group": "1", "xIntempus": True, **fields})

    def item(self, number: str = "V-1", name: str = "Kuglehane", **fields: Any) -> Record:
        """Let the bookkeeper make an item that is ticked."""
        return self.uniconta.has(ITEMS, number, name, **{"Group": "1", "xIntempus": True, **fields})

    def project(self, number: str = "2001", name: str = "Nyt badeværelse", **fields: Any) -> Record:
        """Let the bookkeeper make a project in progress."""
        standard = {"Account": "10001", "Group": "EKS", "Phase": "InProgress"}
        return self.uniconta.has(PROJECTS, number, name, **{**standard, **fields})

    def employee(self, number: str = "101", name: str = "Søren Prøvedal", **fields: Any) -> Record:
        """Let somebody be hired in Intempus."""
        return self.intempus.has(EMPLOYEES, number, name, **fields)
