"""How a linked record is brought in line, field by field, and how one that left is taken out of use."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bindeled.domain.registers.causes import RecordCause, RecordFinding, RecordNotice, RecordSkip
from bindeled.domain.registers.deciding import Verdict, judge
from bindeled.domain.registers.mapping import map_record
from bindeled.domain.registers.pointing import resolved
from bindeled.domain.registers.records import ACTIVITY, Register, Seen, canonical
from bindeled.domain.registers.setup import FlowSetup, WhenConflict, Written
from bindeled.domain.registers.steps import Change, Conflict, Leave, Remember, SetAside, Update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.domain.registers.planning import Picture
    from bindeled.domain.registers.records import Link, Pointer, Record, Value
    from bindeled.domain.registers.steps import RecordStep

# What is still told of a project that has left: its phase, beside that it is closed.
_TOLD_WHEN_LEFT = frozenset({"case_state"})


def update(
    link: Link, follower: Record, master: Record, values: Mapping[str, Value | Pointer], setup: FlowSetup
) -> list[RecordStep]:
    """Return the steps that bring the follower's record in line with the master's."""
    activity = ACTIVITY.get(link.register)
    once = {row.target for row in setup.rows if row.written is Written.ONCE}
    wanted = {target: value for target, value in values.items() if target not in once}
    if activity:
        wanted[activity] = True
    now = replace(link, master_number=master.number, follower_number=follower.number, name=master.name)
    return [*_Fields(link, now, follower, master, setup).steps(wanted), *_renumbered(now, follower, values, once)]


def retire(
    link: Link | None, follower: Record | None, master: Record | None, setup: FlowSetup, picture: Picture
) -> list[RecordStep]:
    """Return the steps that take the follower's record out of use, none where there is nothing to take."""
    activity = ACTIVITY.get(picture.register)
    if link is None or follower is None or activity is None:
        return []
    wanted: dict[str, Value | Pointer] = {activity: False}
    if master is not None and picture.register is Register.PROJECTS:
        wanted |= _still_told(master, setup, picture)
    return _Fields(link, link, follower, master, setup).steps(wanted)


def _still_told(master: Record, setup: FlowSetup, picture: Picture) -> Mapping[str, Value | Pointer]:
    rows = tuple(row for row in setup.rows if row.target in _TOLD_WHEN_LEFT)
    mapped = map_record(master, replace(setup, rows=rows), picture.register)
    values = mapped if isinstance(mapped, RecordFinding) else resolved(mapped.values, picture.pointers, picture.coming)
    return {} if isinstance(values, RecordFinding) else values.values


class _Fields:
    """The fields of one pair, judged one by one."""

    def __init__(self, before: Link, link: Link, follower: Record, master: Record | None, setup: FlowSetup) -> None:
        self._before = before
        self._link = link
        self._follower = follower
        self._master = master
        self._setup = setup
        self._write: dict[str, Value | Pointer] = {}
        self._seen = dict(link.seen)
        self._conflicts: list[RecordStep] = []

    def steps(self, wanted: Mapping[str, Value | Pointer]) -> list[RecordStep]:
        """Return what is to be done about this pair."""
        for target, value in wanted.items():
            self._judge(target, value)
        link = replace(self._link, seen=self._seen)
        if self._write and not self._follower.whole:
            finding = RecordFinding(RecordCause.NOT_WRITTEN_BACK, {"fields": ", ".join(self._write)})
            return [SetAside(self._link.master_id, self._link.master_number, self._link.name, finding)]
        if self._write:
            before = {target: self._follower.text(target) for target in self._write}
            is_first = not self._before.seen
            return [*self._conflicts, Update(link, self._change(), self._write, before, self._seen, is_first)]
        remember = [Remember(link)] if link != self._before else []
        return [*self._conflicts, *remember, Leave(link.master_id, RecordSkip.SAME)]

    def _judge(self, target: str, value: Value | Pointer) -> None:
        wanted, held = canonical(value), self._follower.text(target)
        seen = self._link.seen.get(target)
        verdict = judge(wanted, held, seen, pinned=target in self._link.pins)
        if verdict is Verdict.AGREES:
            self._seen[target] = Seen(wanted, held)
        if verdict in {Verdict.OVERWRITE, Verdict.CONFLICT} and seen is not None:
            self._note(target, wanted, held, seen, verdict)
        if verdict in {Verdict.WRITE, Verdict.OVERWRITE} or (verdict is Verdict.CONFLICT and self._master_wins):
            self._write[target] = value

    def _note(self, target: str, wanted: str, held: str, seen: Seen, verdict: Verdict) -> None:
        wins = verdict is Verdict.OVERWRITE or self._master_wins
        changed_at = self._master.changed_at if self._master else ""
        self._conflicts.append(
            Conflict(self._link, target, wanted, held, seen, changed_at, self._follower.changed_at, wins)
        )
        if not wins:
            facts = {"target": target, "wanted": wanted, "held": held}
            finding = RecordFinding(RecordCause.CONFLICT, facts)
            self._conflicts.append(SetAside(self._link.master_id, self._link.master_number, self._link.name, finding))

    @property
    def _master_wins(self) -> bool:
        return self._setup.when_conflict is WhenConflict.MASTER_WINS

    def _change(self) -> Change:
        activity = self._write.get(ACTIVITY.get(self._link.register, ""))
        if activity is None:
            return Change.UPDATE
        return Change.REACTIVATE if activity is True else Change.DEACTIVATE


def _renumbered(
    link: Link, follower: Record, values: Mapping[str, Value | Pointer], once: set[str]
) -> list[RecordStep]:
    """Warn of a key that the follower cannot change, and that no longer is the master's (Uniconta sheet 4)."""
    if link.register is not Register.EMPLOYEES or "Number" not in once:
        return []
    wanted = canonical(values.get("Number"))
    if wanted in {"", follower.number}:
        return []
    facts = {"here": wanted, "there": follower.number}
    return [SetAside(link.master_id, wanted, link.name, RecordFinding(RecordNotice.RENUMBERED, facts))]
