"""One run of a register flow for one tenant: gather what both sides say, decide, check, apply, remember."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.errors import MissingRight, NotSetUp
from bindeled.domain.mapping import EmployeeMatch
from bindeled.domain.registers.causes import RecordCause, RecordNotice
from bindeled.domain.registers.mapping import Wanted, map_record
from bindeled.domain.registers.planning import Picture, plan
from bindeled.domain.registers.records import MASTERS, Pointer, Register
from bindeled.domain.registers.safety import check_plan
from bindeled.domain.registers.setup import Transform
from bindeled.domain.registers.steps import Conflict, Connect, Create, Leave, Remember, SetAside, Update
from bindeled.engine.registers.open_reports import tell_open_reports
from bindeled.engine.registers.pointers import MADE_WHEN_USED, Pointers
from bindeled.engine.registers.points import RegisterPoint
from bindeled.engine.registers.sending import Sender
from bindeled.engine.registers.settling import settle_open_writes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bindeled.domain.registers.records import Record
    from bindeled.domain.registers.setup import FlowSetup
    from bindeled.domain.registers.steps import RegisterPlan
    from bindeled.engine.registers.counts import RegisterCounts
    from bindeled.engine.registers.desk import Desk


class RegisterFlow:
    """Made anew for each run. `decide` writes nothing, `apply` carries a plan out, `run` does all of it.

    `only` names the master's numbers that are wanted, whatever the filter says: nothing else is looked at then.
    """

    def __init__(
        self,
        register: Register,
        desk: Desk,
        *,
        employee_match: EmployeeMatch = EmployeeMatch.NUMBER,
        only: frozenset[str] | None = None,
    ) -> None:
        self._register = register
        self._desk = desk
        self._employee_match = employee_match
        self._only = only
        self._pointers = Pointers(desk)
        self._setup: FlowSetup = desk.memory.setup(register)

    @property
    def counts(self) -> RegisterCounts:
        """Return what was done so far."""
        return self._desk.counts

    @property
    def desk(self) -> Desk:
        """Return what the run works with."""
        return self._desk

    def run(self) -> RegisterCounts:
        """Carry what is due and return what was done.

        Raises UnsafePlan before anything is written when far more than usual would be changed, and whatever the ports
        raise; what was done until then is remembered, and the next run goes on from there.
        """
        unsettled = self.settle()
        self._desk.passing(RegisterPoint.SETTLED)
        decided = self.decide(unsettled)
        check_plan(decided, self._desk.limits.change)
        self._desk.passing(RegisterPoint.DECIDED)
        self.apply(decided)
        return self.counts

    def settle(self) -> frozenset[int]:
        """Look up what an earlier run left open; return the masters whose create cannot be told yet."""
        for register in MADE_WHEN_USED:
            settle_open_writes(self._desk, register)
        return settle_open_writes(self._desk, self._register)

    def decide(self, unsettled: frozenset[int] = frozenset(), *, preview: bool = False) -> RegisterPlan:
        """Gather both sides and return what is to be done. In a preview nothing at all is kept."""
        masters = self._desk.master_of(self._register)
        self._require_filter(masters)
        self._learn(masters, preview=preview)
        self.counts.read = len(masters)
        picture = Picture(
            self._register,
            masters,
            self._desk.followers_of(self._register),
            self._desk.memory.links(self._register),
            self._desk.memory.rejected(self._register),
            self._pointers.known,
            self._pointers.coming,
            unsettled,
            self._employee_match,
            self._only,
        )
        return plan(picture, self._setup)

    def both_sides(self) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
        """Return the records of master and follower as they are now, for a look at their fields."""
        return self._desk.master_of(self._register), self._desk.followers_of(self._register)

    def apply(self, decided: RegisterPlan) -> None:
        """Carry out a plan: links first, then writes in order, then what is set aside."""
        now = self._desk.clock()
        memory, counts = self._desk.memory, self.counts
        connects = decided.of(Connect)
        for grade, reason in {(step.match.grade, step.match.reason) for step in connects}:
            links = [s.link for s in connects if (s.match.grade, s.match.reason) == (grade, reason)]
            memory.keep_links(links, now, grade=grade.value, reason=reason.value)
        counts.linked += len(connects)
        remembered = [step.link for step in decided.of(Remember)]
        if remembered:
            memory.keep_links(remembered, now)
        conflicts = decided.of(Conflict)
        if conflicts:
            counts.conflicts += memory.note_conflicts(conflicts, now)
        self._desk.passing(RegisterPoint.LINKED)
        sender = Sender(self._desk, self._register, self._pointers)
        sender.send([step for step in decided.steps if isinstance(step, Create | Update)])
        counts.skipped += len(decided.of(Leave))
        if self._only is None:
            self._set_aside(decided, sender.refused)

    def _set_aside(self, decided: RegisterPlan, refused: list[SetAside]) -> None:
        steps = [*decided.of(SetAside), *refused]
        if self._register is Register.PROJECTS:
            steps += tell_open_reports(self._desk, decided)
        counts = self.counts
        counts.parked = len({step.about for step in steps if isinstance(step.finding.what, RecordCause)})
        counts.suggested = sum(step.finding.what is RecordNotice.ONLY_IN_UNICONTA for step in steps)
        counts.noticed = sum(isinstance(step.finding.what, RecordNotice) for step in steps) - counts.suggested
        counts.newly_parked, counts.released = self._desk.memory.set_aside(self._register, steps, self._desk.clock())

    # gather

    def _require_filter(self, masters: tuple[Record, ...]) -> None:
        """Raise NotSetUp when no record has the field that the filter asks for: everything would be deactivated."""
        name = self._setup.filter.field
        if not name or not masters or any(name in record.fields for record in masters):
            return
        system = MASTERS[self._register].title
        raise NotSetUp(
            system,
            f"{system} has no field {name}, by which {self._register.value} are chosen.",
            f"Make it there, or choose others with: bindeled mapping filter {self._register.value} --tenant …",
        )

    def _learn(self, masters: tuple[Record, ...], *, preview: bool) -> None:
        """Find out where the records' pointers lead; the customers of projects are carried first."""
        if self._register is Register.PROJECTS:
            self._pointers.learn(Register.EMPLOYEES)
            self._pointers.learn(Register.PROJECTS)
            self._customers_first(masters, preview=preview)
        for register in MADE_WHEN_USED:
            self._pointers.learn(register)
        self._pointers.match_used(list(self._used(masters)), keep=not preview)

    def _used(self, masters: tuple[Record, ...]) -> Iterator[Pointer]:
        linked = {link.master_id for link in self._desk.memory.links(self._register)}
        for record in masters:
            if record.id in linked or self._is_wanted(record):
                mapped = map_record(record, self._setup, self._register)
                if isinstance(mapped, Wanted):
                    yield from (value for value in mapped.values.values() if isinstance(value, Pointer))

    def _is_wanted(self, record: Record) -> bool:
        if self._only is not None:
            return record.number in self._only
        return not record.blocked and self._setup.filter.takes(record)

    def _customers_first(self, masters: tuple[Record, ...], *, preview: bool) -> None:
        """Carry the customers of the projects that are wanted, whatever the customers' own filter says."""
        sources = [row.source for row in self._setup.rows if row.transform is Transform.CUSTOMER]
        wanted = [record for record in masters if self._is_wanted(record)]
        numbers = {record.text(source) for record in wanted for source in sources} - {""}
        if not preview:
            self._desk.memory.keep_needed(Register.CUSTOMERS, numbers, self._desk.clock())
        self._pointers.learn(Register.CUSTOMERS)
        missing = {n for n in numbers if Pointer(Register.CUSTOMERS, n) not in self._pointers.known}
        if not missing:
            return
        customers = RegisterFlow(Register.CUSTOMERS, self._desk, only=frozenset(missing))
        try:
            self._carry_customers(customers, preview=preview)
        except MissingRight:
            # The link shows it. Projects of customers that are there go on, the others wait; without one there, all do.
            if missing == numbers:
                raise
        self._pointers.learn(Register.CUSTOMERS, anew=True)
        if not preview:
            self._desk.memory.keep_needed(Register.CUSTOMERS, numbers, self._desk.clock())

    def _carry_customers(self, customers: RegisterFlow, *, preview: bool) -> None:
        counts = self.counts
        if preview:
            coming = customers.decide(preview=True)
            for step in coming.of(Connect):
                self._pointers.add(step.link)
            self._pointers.expect(Pointer(Register.CUSTOMERS, step.master.number) for step in coming.of(Create))
            return
        before = counts.created, counts.updated, counts.linked, counts.skipped
        try:
            customers.apply(customers.decide(settle_open_writes(self._desk, Register.CUSTOMERS)))
        finally:
            counts.also_created += counts.created - before[0] + counts.updated - before[1]
            counts.created, counts.updated, counts.linked, counts.skipped = before
            self._desk.forget(Register.CUSTOMERS)
