"""Sends writes under the memory: noted down as being sent first, settled by what the follower says after."""

from __future__ import annotations

import uuid
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from bindeled.domain.errors import BindeledError, OutcomeUnknown, Refused
from bindeled.domain.registers.causes import RecordCause, RecordFinding
from bindeled.domain.registers.records import Link, Pointer, Register, Seen, canonical
from bindeled.domain.registers.steps import Change, Create, SetAside, Update
from bindeled.domain.states import EntryState
from bindeled.engine.registers.pointers import MADE_WHEN_USED
from bindeled.engine.registers.points import RegisterPoint
from bindeled.register_ports import NewWrite, OpenWrite, WriteOutcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bindeled.domain.registers.records import Record, Value
    from bindeled.engine.registers.desk import Desk
    from bindeled.engine.registers.pointers import Pointers

# The space in which creation ids are made: any fixed one will do, as long as it never changes.
_CREATIONS = uuid.UUID("6f0c0a3c-2f5e-5d1b-9a0e-2f6b1c7d8e90")

Write = Create | Update


def creation_id(tenant_key: str, register: Register, master_id: int, generation: int) -> str:
    """Return the id by which Intempus knows a repeated create (Intempus sheet 5): the same for the same record."""
    return str(uuid.uuid5(_CREATIONS, f"{tenant_key}/{register.value}/{master_id}/{generation}"))


class Sender:
    """Sends the writes of one register, in order and in lists."""

    def __init__(self, desk: Desk, register: Register, pointers: Pointers) -> None:
        self._desk = desk
        self._register = register
        self._pointers = pointers
        self.refused: list[SetAside] = []

    def send(self, steps: Sequence[Write]) -> None:
        """Send these and settle each. What the follower refuses is set aside; whatever else it raises goes on up.

        A write whose outcome is not known stays open, to be looked up; the rest of its list counts as not sent.
        """
        size = self._desk.limits.list_size
        for start in range(0, len(steps), size):
            self._send_list(steps[start : start + size])
            self._desk.watch(self._desk.counts)

    def _send_list(self, steps: Sequence[Write]) -> None:
        self._make_groups(steps)
        opened = self._desk.memory.open([self._noted(step) for step in steps], self._desk.clock())
        self._desk.passing(RegisterPoint.OPENED)
        outcomes: list[WriteOutcome] = []
        try:
            for step, write in zip(steps, opened, strict=True):
                outcomes.append(self._send_one(step, write))
                self._desk.passing(RegisterPoint.SENT)
        except BindeledError as error:
            first_unsent = len(outcomes) + isinstance(error, OutcomeUnknown)
            self._settle([*outcomes, *(WriteOutcome(w.id, EntryState.NOT_THERE) for w in opened[first_unsent:])])
            raise
        self._settle(outcomes)
        self._desk.passing(RegisterPoint.RECORDED)

    def _settle(self, outcomes: Sequence[WriteOutcome]) -> None:
        if outcomes:
            self._desk.memory.settle(outcomes, self._desk.clock())

    def _send_one(self, step: Write, write: OpenWrite) -> WriteOutcome:
        values = self._landed(step.values)
        if not values:
            return WriteOutcome(write.id, EntryState.NOT_THERE)
        follower = self._desk.follower(self._register)
        try:
            if isinstance(step, Create):
                stored = follower.create(self._register, values, write.write.creation_id)
            else:
                stored = follower.update(self._register, self._targets[step.link.follower_id], values)
        except Refused as refusal:
            self._refuse(step, refusal)
            return WriteOutcome(write.id, EntryState.REFUSED, code=refusal.code)
        link = _after(step, stored, values, self._register)
        self._pointers.add(link)
        self._count(step)
        return WriteOutcome(write.id, EntryState.DONE, link)

    @cached_property
    def _targets(self) -> dict[int, Record]:
        return {record.id: record for record in self._desk.followers_of(self._register)}

    def _landed(self, values: Mapping[str, Value | Pointer]) -> dict[str, Value]:
        """Return the values with pointers as ids, without those whose record could not be made."""
        known = self._pointers.known
        landed = {target: known.get(v) if isinstance(v, Pointer) else v for target, v in values.items()}
        return {t: v for t, v in landed.items() if v is not None or not isinstance(values[t], Pointer)}

    def _refuse(self, step: Write, refusal: Refused) -> None:
        master_id, number, name = _whose(step)
        facts = {"code": refusal.code, "reason": refusal.reason}
        self.refused.append(SetAside(master_id, number, name, RecordFinding(RecordCause.RECORD_REFUSED, facts)))

    def _count(self, step: Write) -> None:
        counts = self._desk.counts
        if isinstance(step, Create):
            counts.created += 1
        elif step.change is Change.UPDATE:
            counts.updated += 1
        elif step.change is Change.DEACTIVATE:
            counts.deactivated += 1
        else:
            counts.reactivated += 1

    def _noted(self, step: Write) -> NewWrite:
        master_id, number, name = _whose(step)
        values = {target: canonical(value) for target, value in step.values.items()}
        if isinstance(step, Create):
            key = creation_id(self._desk.tenant_key, self._register, master_id, step.generation)
            return NewWrite(self._register, master_id, number, name, "create", key, None, values)
        effect, follower_id = step.change.value, step.link.follower_id
        return NewWrite(self._register, master_id, number, name, effect, "", follower_id, values, step.before)

    # groups and phases

    def _make_groups(self, steps: Sequence[Write]) -> None:
        """Make the groups and phases that these writes point to and that are not there yet."""
        wanted = {value for step in steps for value in step.values.values() if isinstance(value, Pointer)}
        for register in MADE_WHEN_USED:
            numbers = {p.number for p in wanted if p.register is register and p not in self._pointers.known}
            for record in self._pointers.used(register, numbers) if numbers else ():
                self._make_group(register, record)

    def _make_group(self, register: Register, record: Record) -> None:
        values = {"number": record.number, "name": record.name}
        key = creation_id(self._desk.tenant_key, register, record.id, 1)
        write = NewWrite(register, record.id, record.number, record.name, "create", key, None, values)
        (opened,) = self._desk.memory.open([write], self._desk.clock())
        try:
            stored = self._desk.follower(register).create(register, values, key)
        except OutcomeUnknown:
            raise
        except BindeledError as error:
            ended = EntryState.REFUSED if isinstance(error, Refused) else EntryState.NOT_THERE
            self._settle([WriteOutcome(opened.id, ended)])
            if not isinstance(error, Refused):
                raise
            return
        link = Link(register, record.id, stored.id, record.number, stored.number, record.name)
        self._settle([WriteOutcome(opened.id, EntryState.DONE, link)])
        self._pointers.add(link)
        self._desk.counts.also_created += 1


def _after(step: Write, stored: Record, values: Mapping[str, Value], register: Register) -> Link:
    """Return what is remembered of a pair after a write: what was wanted, and what the follower made of it."""
    written = {target: Seen(canonical(value), stored.text(target)) for target, value in values.items()}
    if isinstance(step, Update):
        return replace(step.link, seen={**step.seen, **written}, follower_number=stored.number)
    master = step.master
    made = Link(register, master.id, stored.id, master.number, stored.number, master.name, written)
    return replace(made, generation=step.generation)


def _whose(step: Write) -> tuple[int, str, str]:
    if isinstance(step, Create):
        return step.master.id, step.master.number, step.master.name
    return step.link.master_id, step.link.master_number, step.link.name
