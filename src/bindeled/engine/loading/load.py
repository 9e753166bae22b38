"""Carries out what a person has accepted of an initial load, and nothing else; and takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bindeled.domain.calendar import danish_day
from bindeled.domain.errors import BindeledError, OutcomeUnknown, Refused
from bindeled.domain.loading import Decision, ItemKind, accepted_part, outcomes
from bindeled.domain.registers.records import Link, canonical
from bindeled.domain.states import EntryState
from bindeled.domain.undoing import undo_of
from bindeled.engine.registers.flow import RegisterFlow
from bindeled.engine.registers.settling import settle_open_writes
from bindeled.register_ports import NewWrite, WriteOutcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bindeled.domain.loading import ItemOutcome, KeptItem, Key
    from bindeled.domain.mapping import EmployeeMatch
    from bindeled.domain.registers.records import Record, Register, Value
    from bindeled.domain.undoing import DoneWrite
    from bindeled.engine.registers.counts import RegisterCounts
    from bindeled.engine.registers.desk import Desk


class LoadKeeper(Protocol):
    """What is kept of one load. Each method is one transaction."""

    def wanted(self) -> Sequence[KeptItem]:
        """Return the items that were accepted or answered, and are not carried out yet."""

    def reject(self, pairs: Iterable[tuple[int, int]], by: str, at: datetime) -> None:
        """Note pairs, master's id and follower's id, of which this person has said that they are not the same."""

    def refused(self) -> Sequence[int]:
        """Return the masters whose write the follower refused in a run of this load."""

    def settle(self, outcomes: Mapping[Key, ItemOutcome], at: datetime) -> None:
        """Keep what became of items."""

    def done_writes(self) -> Sequence[DoneWrite]:
        """Return what the runs of this load have written, the newest first."""

    def finish(self, at: datetime) -> None:
        """Note that what was under way is done: applied or undone."""


class LoadFlow:
    """Stands in for a register's flow while its load is carried out.

    It goes on wherever it was left: what has been written is linked by then and no longer planned.
    """

    def __init__(self, register: Register, desk: Desk, employee_match: EmployeeMatch, keeper: LoadKeeper) -> None:
        self._register = register
        self._desk = desk
        self._employee_match = employee_match
        self._keeper = keeper

    @property
    def counts(self) -> RegisterCounts:
        """Return what was done so far."""
        return self._desk.counts

    def run(self) -> RegisterCounts:
        """Carry out what was accepted. Raises whatever the ports raise; what was done until then is remembered."""
        wanted = self._keeper.wanted()
        self._answer(wanted)
        leaving = [kept for kept in wanted if kept.item.kind is ItemKind.DEACTIVATE]
        coming = [kept for kept in wanted if kept.item.kind is not ItemKind.DEACTIVATE]
        if coming:
            self._carry(coming, only=frozenset(kept.item.number for kept in coming))
        if leaving:
            self._carry(leaving, only=None)
        self._keeper.finish(self._desk.clock())
        return self.counts

    def _answer(self, wanted: Iterable[KeptItem]) -> None:
        """Link and tell apart what a person has answered, each in the name of the person who did."""
        answers: dict[str, list[KeptItem]] = {}
        for kept in wanted:
            if kept.decision in {Decision.SAME, Decision.NEW}:
                answers.setdefault(kept.decided_by, []).append(kept)
        linked = {link.master_id for link in self._desk.memory.links(self._register)}
        for person, given in answers.items():
            same = [kept for kept in given if kept.decision is Decision.SAME and kept.item.about not in linked]
            self._link(same, person)
            new = [kept.item for kept in given if kept.decision is Decision.NEW]
            pairs = [(item.about, candidate) for item in new for candidate in item.candidates]
            self._keeper.reject(pairs, person, self._desk.clock())

    def _link(self, same: Iterable[KeptItem], person: str) -> None:
        numbers = {record.id: record.number for record in self._desk.followers_of(self._register)}
        links = [
            Link(self._register, kept.item.about, chosen, kept.item.number, numbers.get(chosen, ""), kept.item.name)
            for kept in same
            if (chosen := kept.chosen) is not None
        ]
        if links:
            self._desk.memory.keep_links(links, self._desk.clock(), grade="green", reason="by_hand", by=person)

    def _carry(self, kept: Sequence[KeptItem], *, only: frozenset[str] | None) -> None:
        """Decide anew and carry out what was accepted of it.

        Narrowed to the records that are wanted, a project's customer is made on the way, as in any run. What leaves
        cannot be asked for by its number, since that would let it in; it is picked out of a plan of everything.
        """
        flow = RegisterFlow(self._register, self._desk, employee_match=self._employee_match, only=only)
        plan = flow.decide(flow.settle(), preview=only is None)
        flow.apply(accepted_part(plan, kept))
        self._desk.forget(self._register)
        self._keeper.settle(outcomes(plan, kept, self._keeper.refused()), self._desk.clock())


class UndoFlow:
    """Stands in for a register's flow while its load is taken back, the newest write first.

    It goes on wherever it was left: what has been taken back stands as it stood before.
    """

    def __init__(self, desk: Desk, keeper: LoadKeeper) -> None:
        self._desk = desk
        self._keeper = keeper
        self._stored: dict[Register, dict[int, Record]] = {}

    @property
    def counts(self) -> RegisterCounts:
        """Return what was done so far: records taken out of use, and records that got their values back."""
        return self._desk.counts

    def run(self) -> RegisterCounts:
        """Take back what the load has written. Raises whatever the ports raise."""
        writes = self._keeper.done_writes()
        for register in dict.fromkeys(write.register for write in writes):
            settle_open_writes(self._desk, register)
            self._stored[register] = {record.id: record for record in self._desk.followers_of(register)}
        for write in writes:
            record = self._stored[write.register].get(write.follower_id)
            values = undo_of(write, record, danish_day(self._desk.clock()))
            if record is not None and values:
                self._send(write, record, values)
        self._keeper.finish(self._desk.clock())
        return self.counts

    def _send(self, write: DoneWrite, record: Record, values: Mapping[str, Value]) -> None:
        is_create = write.effect == "create"
        texts = {name: canonical(value) for name, value in values.items()}
        held = {name: record.text(name) for name in values}
        effect = "deactivate" if is_create else "update"
        noted = NewWrite(
            write.register, write.master_id, write.number, write.name, effect, "", write.follower_id, texts, held
        )
        (opened,) = self._desk.memory.open([noted], self._desk.clock())
        try:
            stored = self._desk.follower(write.register).update(write.register, record, values)
        except OutcomeUnknown:
            raise
        except BindeledError as error:
            is_refused = isinstance(error, Refused)
            ended = EntryState.REFUSED if is_refused else EntryState.NOT_THERE
            self._settle(opened.id, ended)
            if not is_refused:
                raise
            self._desk.counts.parked += 1
            return
        self._settle(opened.id, EntryState.DONE)
        self._desk.counts.deactivated += is_create
        self._desk.counts.updated += not is_create
        self._stored[write.register][stored.id] = stored

    def _settle(self, write_id: int, ended: EntryState) -> None:
        self._desk.memory.settle([WriteOutcome(write_id, ended)], self._desk.clock())
