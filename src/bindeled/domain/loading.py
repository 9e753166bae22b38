"""The initial load: a plan taken apart into items, which a person accepts or leaves before any is carried out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.domain.registers.causes import DOUBTS, RecordNotice
from bindeled.domain.registers.fields import Kind, kind_of
from bindeled.domain.registers.records import canonical
from bindeled.domain.registers.steps import Change, Conflict, Connect, Create, Leave, Remember, SetAside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bindeled.domain.registers.records import Register
    from bindeled.domain.registers.steps import RecordStep, RegisterPlan


class ItemKind(Enum):
    """What an item comes to. `PAID` would be a paid profile in Intempus, which Bindeled never makes."""

    CREATE = "create"
    LINK = "link"
    UPDATE = "update"
    DEACTIVATE = "deactivate"
    REACTIVATE = "reactivate"
    ASK = "ask"
    PAID = "paid"
    SKIP = "skip"


class Decision(Enum):
    """What a person has said of an item. `SAME` and `NEW` answer a doubtful match: it is that one, or none of them."""

    OPEN = "open"
    ACCEPT = "accept"
    LEAVE = "leave"
    SAME = "same"
    NEW = "new"


class ItemOutcome(Enum):
    """What became of an accepted item. `CHANGED` says that it is no longer what was accepted: it is asked again."""

    NOT_YET = "not_yet"
    DONE = "done"
    REFUSED = "refused"
    CHANGED = "changed"


class LoadState(Enum):
    """How a load stands. `APPLYING` and `UNDOING` are under way, also after a crash: the next run goes on."""

    PLANNED = "planned"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"


LOAD_MOVES: Mapping[LoadState, frozenset[LoadState]] = MappingProxyType(
    {
        LoadState.PLANNED: frozenset({LoadState.APPLYING}),
        LoadState.APPLYING: frozenset({LoadState.APPLIED}),
        LoadState.APPLIED: frozenset({LoadState.APPLYING, LoadState.UNDOING}),
        LoadState.UNDOING: frozenset({LoadState.UNDONE}),
        LoadState.UNDONE: frozenset(),
    }
)

# What may be accepted; the others are answered or looked at only.
ACCEPTABLE = frozenset({ItemKind.CREATE, ItemKind.LINK, ItemKind.UPDATE, ItemKind.DEACTIVATE, ItemKind.REACTIVATE})
# With one of these an item is to be carried out.
WANTED = frozenset({Decision.ACCEPT, Decision.SAME, Decision.NEW})
_KINDS: Mapping[Change, ItemKind] = MappingProxyType({change: ItemKind(change.value) for change in Change})
_ELSEWHERE = "another record"
# An item of a load: the master's id of its record, and what it comes to.
Key = tuple[int, ItemKind]


@dataclass(frozen=True, slots=True)
class LoadItem:
    """One thing to be looked at. `about` is the id in the system that has the record, `facts` what is to be shown.

    `mark` is a short digest of what would be written, so that what was accepted is what is done. `candidates` are the
    follower's records that a doubtful match found.
    """

    about: int
    kind: ItemKind
    number: str
    name: str
    reason: str
    facts: Mapping[str, str] = field(default_factory=dict)
    candidates: tuple[int, ...] = ()

    @property
    def key(self) -> Key:
        """Return what tells this item from the others of a load."""
        return self.about, self.kind

    @property
    def mark(self) -> str:
        """Return the digest. Where pointers lead is left out: that comes to be while a load is carried out."""
        written = sorted((name, text) for name, text in self.facts.items() if text != _ELSEWHERE)
        told = json.dumps([self.kind.value, written], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class KeptItem:
    """An item with what was decided about it, by whom and when, and what became of it.

    `chosen` is the follower's record that a doubtful match was decided to be.
    """

    item: LoadItem
    decision: Decision = Decision.OPEN
    chosen: int | None = None
    decided_by: str = ""
    decided_at: datetime | None = None
    outcome: ItemOutcome = ItemOutcome.NOT_YET


@dataclass(frozen=True, slots=True)
class ItemsAlike:
    """How many items of a load stand alike; `is_doubtful` says that their match has candidates to choose from."""

    kind: ItemKind
    decision: Decision
    outcome: ItemOutcome
    is_doubtful: bool
    many: int

    @property
    def waits(self) -> bool:
        """Tell whether a person has something to say of them and has not."""
        return (self.kind in ACCEPTABLE or self.is_doubtful) and self.decision is Decision.OPEN


@dataclass(frozen=True, slots=True)
class Load:
    """The initial load of one flow of a tenant. `run_ids` are the runs that carried it out."""

    id: int
    flow: str
    state: LoadState
    planned_at: datetime
    author: str
    run_ids: tuple[int, ...] = ()


def items_of(plan: RegisterPlan, names: Mapping[int, tuple[str, str]] | None = None) -> list[LoadItem]:
    """Return everything in a plan that a person may look at, in the order in which it would be done.

    `names` are number and name of the master's records by id, for those that need nothing.
    """
    items = [item for step in plan.steps if (item := _item(step, plan.register)) is not None]
    known = names or {}
    return [item if item.number else _named(item, *known.get(item.about, ("", ""))) for item in items]


def merged(before: Iterable[KeptItem], found: Iterable[LoadItem]) -> list[KeptItem]:
    """Return what is found now, with what was decided before about what is still the same.

    What was done stays as the record of it; what has changed since it was accepted is asked again.
    """
    known = {kept.item.key: kept for kept in before}
    now = [_decided(item, known.get(item.key)) for item in found]
    present = {kept.item.key for kept in now}
    done = [kept for key, kept in known.items() if key not in present and kept.outcome is ItemOutcome.DONE]
    return [*now, *done]


def accepted_part(plan: RegisterPlan, wanted: Iterable[KeptItem]) -> RegisterPlan:
    """Return the part of a plan that was accepted, just as it was accepted; links that are remembered stay in it.

    A doubtful match that was answered has become a plain step by now, and the answer accepts that.
    """
    marks = {kept.item.key: kept.item.mark for kept in wanted if kept.decision is Decision.ACCEPT}
    answered = {kept.item.about for kept in wanted if kept.decision in {Decision.SAME, Decision.NEW}}
    linked_now = {step.link.master_id for step in plan.of(Connect)}

    def is_accepted(step: RecordStep) -> bool:
        if isinstance(step, SetAside):
            return True
        item = _item(step, plan.register)
        if item is None:
            return isinstance(step, Remember) and step.link.master_id not in linked_now
        if item.about in answered:
            return item.kind in ACCEPTABLE
        if item.kind not in ACCEPTABLE or marks.get(item.key) != item.mark:
            return False
        return item.kind is ItemKind.LINK or item.about not in linked_now or (item.about, ItemKind.LINK) in marks

    return replace(plan, steps=tuple(step for step in plan.steps if is_accepted(step)))


def outcomes(plan: RegisterPlan, wanted: Iterable[KeptItem], refused: Iterable[int]) -> dict[Key, ItemOutcome]:
    """Return what became of the accepted items, from the plan that was carried out and the masters that were refused.

    What the plan no longer holds needs nothing any more: it has been done before a crash, or by somebody else.
    """
    planned = {item.key: item.mark for item in items_of(plan)}
    turned_down = set(refused)

    def outcome(kept: KeptItem) -> ItemOutcome:
        item = kept.item
        if kept.decision is Decision.ACCEPT and planned.get(item.key, item.mark) != item.mark:
            return ItemOutcome.CHANGED
        return ItemOutcome.REFUSED if item.about in turned_down else ItemOutcome.DONE

    return {kept.item.key: outcome(kept) for kept in wanted}


def _decided(item: LoadItem, before: KeptItem | None) -> KeptItem:
    if before is None or before.item.mark != item.mark or before.outcome is ItemOutcome.CHANGED:
        return KeptItem(item)
    return replace(before, item=item, outcome=ItemOutcome.NOT_YET)


def _named(item: LoadItem, number: str, name: str) -> LoadItem:
    return replace(item, number=number, name=name)


def _item(step: RecordStep, register: Register) -> LoadItem | None:
    if isinstance(step, Create):
        values = _shown(register, {target: canonical(value) for target, value in step.values.items()})
        return LoadItem(step.master.id, ItemKind.CREATE, step.master.number, step.master.name, "new", values)
    if isinstance(step, SetAside):
        return _aside(step)
    if isinstance(step, Leave):
        return LoadItem(step.about, ItemKind.SKIP, "", "", step.reason.value)
    if isinstance(step, Remember | Conflict):
        return None
    link = step.link
    if isinstance(step, Connect):
        facts = {"to": link.follower_number, "grade": step.match.grade.value}
        return LoadItem(link.master_id, ItemKind.LINK, link.master_number, link.name, step.match.reason.value, facts)
    changes = {target: f"{step.before[target]} → {canonical(value)}" for target, value in step.values.items()}
    changes = _shown(register, changes)
    return LoadItem(link.master_id, _KINDS[step.change], link.master_number, link.name, "differs", changes)


def _shown(register: Register, texts: Mapping[str, str]) -> dict[str, str]:
    """Leave out where pointers lead: ids mean nothing to a person."""
    return {target: _ELSEWHERE if kind_of(register, target) is Kind.POINTER else text for target, text in texts.items()}


def _aside(step: SetAside) -> LoadItem | None:
    what, facts = step.finding.what, dict(step.finding.facts)
    if what is RecordNotice.ONLY_IN_UNICONTA:
        return LoadItem(step.about, ItemKind.PAID, step.number, step.name, what.value, facts)
    if isinstance(what, RecordNotice):
        return None
    ids = facts.pop("ids", "")
    candidates = tuple(int(one) for one in ids.split(",") if one) if what in DOUBTS else ()
    return LoadItem(step.about, ItemKind.ASK, step.number, step.name, what.value, facts, candidates)
