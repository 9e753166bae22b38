"""Initial loads: planned, decided about, carried out and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from bindeled.domain.errors import Misconfigured, Overtaken
from bindeled.domain.loading import (
    LOAD_MOVES,
    WANTED,
    Decision,
    ItemKind,
    ItemOutcome,
    ItemsAlike,
    KeptItem,
    Load,
    LoadItem,
    LoadState,
    merged,
)
from bindeled.domain.registers.records import FLOWS, Register
from bindeled.domain.states import EntryState
from bindeled.domain.undoing import DoneWrite
from bindeled.store import models
from bindeled.store.actors import current_actor
from bindeled.store.audit import record
from bindeled.store.batches import chunks, lock_tenant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from bindeled.domain.loading import Key

_ROWS_AT_ONCE = 60
_UNDER_WAY = frozenset({LoadState.APPLYING, LoadState.UNDOING})
_WANTED = [decision.value for decision in WANTED]
_IS_DOUBTFUL = ExpressionWrapper(~Q(candidates=[]), BooleanField())


class Loads:
    """The loads of every tenant, as people see and decide about them."""

    def current(self, tenant_id: int, flow: str) -> Load | None:
        """Return the load of a flow, None when there is none or it was undone."""
        row = _standing(tenant_id, flow).first()
        return _load(row) if row else None

    def required(self, tenant_id: int, flow: str) -> Load:
        """Return the load of a flow. Raises Misconfigured saying how to begin when there is none."""
        load = self.current(tenant_id, flow)
        if load is None:
            raise Misconfigured([f"There is no load of {flow} yet. Begin with: bindeled load plan {flow} --tenant …"])
        return load

    def plan(self, tenant_id: int, flow: str, found: Sequence[LoadItem], at: datetime) -> Load:
        """Keep what a plan holds, with what was decided before about what is still the same; return the load.

        Raises Misconfigured while the load is being carried out or taken back.
        """
        with transaction.atomic():
            lock_tenant(tenant_id)
            row = _standing(tenant_id, flow).first() or models.Load.objects.create(
                tenant_id=tenant_id,
                flow=flow,
                state=LoadState.PLANNED.value,
                planned_at=at,
                author=str(current_actor()),
            )
            load = _load(row)
            if load.state in _UNDER_WAY:
                raise Misconfigured([f"The load of {flow} is under way. Let it end with: bindeled load apply {flow}"])
            items = merged(self.items(load), found)
            models.LoadItem.objects.filter(load_id=load.id).delete()
            rows = [_row(load.id, place, kept) for place, kept in enumerate(items)]
            models.LoadItem.objects.bulk_create(rows, batch_size=_ROWS_AT_ONCE)
            models.Load.objects.filter(pk=load.id).update(planned_at=at)
            record("load.planned", f"load {load.id}", at, {"flow": flow, "items": len(items)}, tenant_id=tenant_id)
            return load

    def items(self, load: Load) -> list[KeptItem]:
        """Return every item of a load, in the order in which it would be done."""
        return [_kept(row) for row in models.LoadItem.objects.filter(load_id=load.id).order_by("place")]

    def items_of(self, load: Load, kind: ItemKind, first: int, most: int) -> list[KeptItem]:
        """Return `most` items of a kind from the `first` one on, in the same order."""
        rows = models.LoadItem.objects.filter(load_id=load.id, kind=kind.value).order_by("place")
        return [_kept(row) for row in rows[first : first + most]]

    def counts(self, load: Load) -> list[ItemsAlike]:
        """Return how many items stand how."""
        rows = models.LoadItem.objects.filter(load_id=load.id).order_by()
        alike = rows.values_list("kind", "decision", "outcome", _IS_DOUBTFUL).annotate(many=Count("pk"))
        return [
            ItemsAlike(ItemKind(kind), Decision(decision), ItemOutcome(outcome), is_doubtful, many)
            for kind, decision, outcome, is_doubtful, many in alike
        ]

    def decide(
        self, load: Load, keys: Iterable[Key], decision: Decision, at: datetime, *, chosen: int | None = None
    ) -> int:
        """Keep what was decided about these items, by whoever acts; return how many there were."""
        who, wanted = str(current_actor()), set(keys)
        with transaction.atomic():
            places = models.LoadItem.objects.filter(load_id=load.id).values_list("pk", "about", "kind")
            found = [pk for pk, about, kind in places if (about, ItemKind(kind)) in wanted]
            for some in chunks(found):
                models.LoadItem.objects.filter(pk__in=some).update(
                    decision=decision.value,
                    chosen=chosen,
                    decided_by=who,
                    decided_at=at,
                    outcome=ItemOutcome.NOT_YET.value,
                )
            if found:
                facts = {"flow": load.flow, "decision": decision.value, "items": len(found)}
                tenant_id = models.Load.objects.values_list("tenant_id", flat=True).get(pk=load.id)
                record("load.decided", f"load {load.id}", at, facts, tenant_id=tenant_id)
        return len(found)

    def move(self, load: Load, state: LoadState, at: datetime) -> None:
        """Move a load to a state. Raises Overtaken when it has left the state that it was handed in with.

        Raises Misconfigured for a move that is not legal.
        """
        if state not in LOAD_MOVES[load.state]:
            raise Misconfigured([f"A load that is {load.state.value} cannot become {state.value}."])
        with transaction.atomic():
            rows = models.Load.objects.filter(pk=load.id, state=load.state.value)
            tenant_id = rows.values_list("tenant_id", flat=True).first()
            if tenant_id is None or not rows.update(state=state.value):
                raise Overtaken(f"load {load.id} was moved")
            record(f"load.{state.value}", f"load {load.id}", at, {"flow": load.flow}, tenant_id=tenant_id)


class StoredLoadKeeper:
    """Implements `engine.loading.load.LoadKeeper` for one run of one load."""

    def __init__(self, tenant_id: int, load: Load) -> None:
        self._tenant_id = tenant_id
        self._load = load

    def note_run(self, run_id: int) -> None:
        """Note that this run carries the load out, before it writes anything."""
        with transaction.atomic():
            lock_tenant(self._tenant_id)
            row = models.Load.objects.get(pk=self._load.id)
            if run_id not in row.run_ids:
                row.run_ids = [*row.run_ids, run_id]
                row.save(update_fields=["run_ids"])

    def wanted(self) -> list[KeptItem]:
        """Return the items that were accepted or answered, and are not carried out yet."""
        rows = models.LoadItem.objects.filter(
            load_id=self._load.id, decision__in=_WANTED, outcome=ItemOutcome.NOT_YET.value
        )
        return [_kept(row) for row in rows.order_by("place")]

    def reject(self, pairs: Iterable[tuple[int, int]], by: str, at: datetime) -> None:
        """Note pairs of which this person has said that they are not the same."""
        models.RejectedMatch.objects.bulk_create(
            [
                models.RejectedMatch(
                    tenant_id=self._tenant_id,
                    register=self._load.flow,
                    master_id=master_id,
                    follower_id=follower_id,
                    rejected_by=by,
                    at=at,
                )
                for master_id, follower_id in pairs
            ],
            ignore_conflicts=True,
        )

    def refused(self) -> list[int]:
        """Return the masters whose write the follower refused in a run of this load."""
        rows = self._writes().filter(register=self._load.flow, state=EntryState.REFUSED.value)
        return list(rows.values_list("master_id", flat=True))

    def settle(self, outcomes: Mapping[Key, ItemOutcome], at: datetime) -> None:
        """Keep what became of items."""
        del at
        by_outcome: dict[ItemOutcome, list[Key]] = {}
        for key, outcome in outcomes.items():
            by_outcome.setdefault(outcome, []).append(key)
        with transaction.atomic():
            for outcome, keys in by_outcome.items():
                self._settle(outcome, keys)

    def done_writes(self) -> list[DoneWrite]:
        """Return what the runs of this load have written, the newest first; groups and phases are left as they are."""
        flows = [register.value for register in FLOWS]
        rows = self._writes().filter(state=EntryState.DONE.value, register__in=flows, follower_id__isnull=False)
        return [_done(row) for row in rows.order_by("-pk")]

    def finish(self, at: datetime) -> None:
        """Note that what was under way is done: applied or undone."""
        ends = LoadState.APPLIED if self._load.state is LoadState.APPLYING else LoadState.UNDONE
        Loads().move(self._load, ends, at)

    def _settle(self, outcome: ItemOutcome, keys: Sequence[Key]) -> None:
        rows = models.LoadItem.objects.filter(load_id=self._load.id)
        for kind in {kind for _, kind in keys}:
            for some in chunks([about for about, which in keys if which is kind]):
                rows.filter(kind=kind.value, about__in=some).update(outcome=outcome.value)

    def _writes(self) -> QuerySet[models.RegisterWrite]:
        run_ids = models.Load.objects.values_list("run_ids", flat=True).get(pk=self._load.id)
        return models.RegisterWrite.objects.filter(tenant_id=self._tenant_id, run_id__in=run_ids)


def _standing(tenant_id: int, flow: str) -> QuerySet[models.Load]:
    return models.Load.objects.filter(tenant_id=tenant_id, flow=flow).exclude(state=LoadState.UNDONE.value)


def _load(row: models.Load) -> Load:
    return Load(row.pk, row.flow, LoadState(row.state), row.planned_at, row.author, tuple(row.run_ids))


def _row(load_id: int, place: int, kept: KeptItem) -> models.LoadItem:
    item = kept.item
    return models.LoadItem(
        load_id=load_id,
        place=place,
        about=item.about,
        kind=item.kind.value,
        number=item.number,
        name=item.name,
        reason=item.reason,
        facts=dict(item.facts),
        candidates=list(item.candidates),
        decision=kept.decision.value,
        chosen=kept.chosen,
        decided_by=kept.decided_by,
        decided_at=kept.decided_at,
        outcome=kept.outcome.value,
    )


def _kept(row: models.LoadItem) -> KeptItem:
    kind, candidates = ItemKind(row.kind), tuple(row.candidates)
    item = LoadItem(row.about, kind, row.number, row.name, row.reason, row.facts, candidates)
    decision, outcome = Decision(row.decision), ItemOutcome(row.outcome)
    return KeptItem(item, decision, row.chosen, row.decided_by, row.decided_at, outcome)


def _done(row: models.RegisterWrite) -> DoneWrite:
    return DoneWrite(
        Register(row.register),
        row.master_id,
        row.follower_id or 0,
        row.number,
        row.name,
        row.effect,
        row.before,
        row.after,
    )
