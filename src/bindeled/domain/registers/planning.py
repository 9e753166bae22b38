"""What a run does about each record: decided from what both sides say and what is remembered, touching nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bindeled.domain.mapping import EmployeeMatch
from bindeled.domain.registers.causes import RecordCause, RecordFinding, RecordNotice, RecordSkip
from bindeled.domain.registers.mapping import map_record
from bindeled.domain.registers.matching import Candidates, Grade, Match
from bindeled.domain.registers.pointing import by_depth, resolved
from bindeled.domain.registers.records import ACTIVITY, Link, Pointer, Record, Register
from bindeled.domain.registers.steps import Connect, Create, Leave, RegisterPlan, SetAside
from bindeled.domain.registers.updating import retire, update

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bindeled.domain.registers.records import Value
    from bindeled.domain.registers.setup import FlowSetup
    from bindeled.domain.registers.steps import RecordStep


@dataclass(frozen=True, slots=True)
class Picture:
    """Both sides of one register and what is remembered. `pointers` says where pointers lead in the follower.

    `coming` are pointers to groups and phases that are made when they are used, `unsettled` are masters whose create
    is still unanswered. `only` names the numbers that are wanted, whatever the filter says; nothing else is looked at
    then.
    """

    register: Register
    master: Sequence[Record]
    follower: Sequence[Record]
    links: Sequence[Link] = ()
    rejected: frozenset[tuple[int, int]] = frozenset()
    pointers: Mapping[Pointer, str] = field(default_factory=dict)
    coming: frozenset[Pointer] = frozenset()
    unsettled: frozenset[int] = frozenset()
    employee_match: EmployeeMatch = EmployeeMatch.NUMBER
    only: frozenset[str] | None = None


def plan(picture: Picture, setup: FlowSetup) -> RegisterPlan:
    """Return what is to be done, parents before their children."""
    return _Planner(picture, setup).plan()


class _Planner:
    """Plans one register; its indexes are built once, and it touches nothing outside."""

    def __init__(self, picture: Picture, setup: FlowSetup) -> None:
        self._picture = picture
        self._setup = setup
        self._followers = {record.id: record for record in picture.follower}
        self._links = {link.master_id: link for link in picture.links}
        alive = {link.follower_id for link in picture.links}
        free = [record for record in picture.follower if record.id not in alive]
        self._candidates = Candidates(picture.register, free, picture.employee_match)
        self._coming: set[Pointer] = set(picture.coming)

    def plan(self) -> RegisterPlan:
        """Return the plan."""
        picture = self._picture
        masters = [record for record in picture.master if picture.only is None or record.number in picture.only]
        ordered, circular = by_depth(masters, self._setup) if picture.register is Register.PROJECTS else (masters, [])
        steps = [step for record in ordered for step in self._about(record)]
        steps += [_aside(record, RecordFinding(RecordCause.PARENT_CIRCLE)) for record in circular]
        if picture.only is None:
            steps += [*self._about_gone(), *self._suggestions(steps)]
        gone = sum(link.follower_id not in self._followers for link in picture.links)
        return RegisterPlan(picture.register, tuple(steps), len(picture.links), gone)

    def _about(self, record: Record) -> list[RecordStep]:
        link = self._links.get(record.id)
        follower = self._followers.get(link.follower_id) if link else None
        if record.id in self._picture.unsettled:
            return [Leave(record.id, RecordSkip.UNSETTLED)]
        reason = self._out(record, link)
        if reason is not None:
            return retire(link, follower, record, self._setup, self._picture) or [Leave(record.id, reason)]
        mapped = map_record(record, self._setup, self._picture.register)
        if isinstance(mapped, RecordFinding):
            return [_aside(record, mapped)]
        values = resolved(mapped.values, self._picture.pointers, self._coming)
        if isinstance(values, RecordFinding):
            return [_aside(record, values)]
        notices = [_aside(record, notice) for notice in (*mapped.notices, *values.notices)]
        if link is not None and follower is not None:
            return [*update(link, follower, record, values.values, self._setup), *notices]
        return [*self._first(record, link, values.values), *notices]

    def _out(self, record: Record, link: Link | None) -> RecordSkip | None:
        if record.blocked:
            return RecordSkip.BLOCKED
        wanted = self._picture.only is not None or (link is not None and link.needed)
        return None if wanted or self._setup.filter.takes(record) else RecordSkip.NOT_IN_FILTER

    def _first(self, record: Record, link: Link | None, values: Mapping[str, Value | Pointer]) -> list[RecordStep]:
        """Decide about a record that stands for nothing over there yet, or no longer."""
        if not record.number:
            return [_aside(record, RecordFinding(RecordCause.NUMBER_MISSING))]
        match = self._candidates.match(record, self._picture.rejected)
        if match is None:
            return self._new(record, link, values)
        if match.grade is not Grade.GREEN:
            return [_aside(record, self._doubt(match))]
        follower = self._followers[match.candidates[0]]
        self._candidates.take(follower.id)
        self._coming.add(Pointer(self._picture.register, record.number))
        made = _link(self._picture.register, record, follower, link)
        return [Connect(made, match), *update(made, follower, record, values, self._setup)]

    def _new(self, record: Record, link: Link | None, values: Mapping[str, Value | Pointer]) -> list[RecordStep]:
        if record.text("contract_end"):
            return [Leave(record.id, RecordSkip.BLOCKED)]
        if not self._setup.creates:
            return [_aside(record, RecordFinding(RecordCause.NOT_CREATED))]
        self._coming.add(Pointer(self._picture.register, record.number))
        activity = ACTIVITY.get(self._picture.register)
        all_values = {**values, activity: True} if activity else dict(values)
        filled = {target: value for target, value in all_values.items() if value not in (None, "")}
        return [Create(record, filled, link.generation + 1 if link else 1)]

    def _doubt(self, match: Match) -> RecordFinding:
        cause = RecordCause.MATCH_AMBIGUOUS if match.grade is Grade.RED else RecordCause.MATCH_DOUBTFUL
        found = [self._followers[id_] for id_ in match.candidates]
        told = "; ".join(f"{record.number} {record.name} (id {record.id})" for record in found)
        ids = ",".join(str(record.id) for record in found)
        facts = {"grade": match.grade.value, "reason": match.reason.value, "candidates": told, "ids": ids}
        return RecordFinding(cause, facts)

    def _about_gone(self) -> Iterator[RecordStep]:
        """Deactivate what the master no longer has: deleted there, or merged into another."""
        present = {record.id for record in self._picture.master}
        for link in self._picture.links:
            if link.master_id not in present:
                follower = self._followers.get(link.follower_id)
                yield from retire(link, follower, None, self._setup, self._picture) or [
                    Leave(link.master_id, RecordSkip.GONE)
                ]

    def _suggestions(self, steps: Sequence[RecordStep]) -> Iterator[RecordStep]:
        """Show employees that only Uniconta has: each would cost a paid profile in Intempus, so a person decides."""
        if self._picture.register is not Register.EMPLOYEES:
            return
        taken = {link.follower_id for link in self._picture.links}
        taken |= {step.link.follower_id for step in steps if isinstance(step, Connect)}
        for record in self._picture.follower:
            if record.id not in taken and not record.blocked and not record.text("Terminated"):
                yield _aside(record, RecordFinding(RecordNotice.ONLY_IN_UNICONTA))


def _link(register: Register, master: Record, follower: Record, before: Link | None) -> Link:
    made = Link(register, master.id, follower.id, master.number, follower.number, master.name)
    if before is None:
        return made
    return replace(made, pins=before.pins, needed=before.needed, generation=before.generation)


def _aside(record: Record, finding: RecordFinding) -> SetAside:
    return SetAside(record.id, record.number, record.name, finding)
