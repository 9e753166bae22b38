"""The runs: one open at a time for each tenant and flow, moved by compare-and-set along `RUN_MOVES`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from bindeled.domain.errors import Contradiction
from bindeled.domain.states import RUN_MOVES, RunState, may_become
from bindeled.run_ports import RunRecord
from bindeled.store import models
from bindeled.store.batches import lock_tenant
from bindeled.store.events import run_event

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from bindeled.run_ports import RunEnding

_MAY_BEGIN = may_become(RUN_MOVES, RunState.RUNNING)
_MAY_BE_ASKED_AGAIN = may_become(RUN_MOVES, RunState.QUEUED)
_ENDINGS = RUN_MOVES[RunState.RUNNING] - {RunState.RUNNING}
_OVER = frozenset(state for state, after in RUN_MOVES.items() if not after)


class Runs:
    """Implements `run_ports.RunStore`."""

    def queue(self, tenant_id: int, flow: str, trigger: str, at: datetime) -> int:
        """Ask for a run and return its id; one that is already open is returned, and is due now if it waited."""
        with transaction.atomic():
            lock_tenant(tenant_id)
            rows = models.Run.objects.filter(tenant_id=tenant_id, flow=flow, state__in=models.OPEN_RUNS)
            run_id = rows.values_list("pk", flat=True).first()
            if run_id is None:
                return _create(tenant_id, flow, trigger, at)
            asleep = rows.filter(state__in=_MAY_BE_ASKED_AGAIN)
            if asleep.update(state=RunState.QUEUED.value, again_at=None, trigger=trigger):
                run_event("run.asked_again", tenant_id, run_id, at, {"trigger": trigger})
            return run_id

    def begin(self, run_id: int, worker: str, attempt: int, at: datetime) -> bool:
        """Take the run for this attempt; False when it was taken, finished or superseded by a later attempt."""
        rows = models.Run.objects.filter(pk=run_id, state__in=_MAY_BEGIN, attempt__lt=attempt)
        return _change(
            rows,
            "run.begun",
            at,
            {"worker": worker, "attempt": attempt},
            state=RunState.RUNNING.value,
            worker=worker,
            attempt=attempt,
            started_at=Coalesce(F("started_at"), Value(at)),
            again_at=None,
            reason="",
        )

    def finish(self, run_id: int, attempt: int, ending: RunEnding, at: datetime) -> bool:
        """Write how this attempt ended; False when a later attempt has taken over.

        An ending without counts leaves those that `progress` wrote. Raises Contradiction for a state that is no ending.
        """
        if ending.state not in _ENDINGS:
            raise Contradiction(f"Run {run_id} cannot end as {ending.state.value}.")
        rows = models.Run.objects.filter(pk=run_id, state=RunState.RUNNING.value, attempt=attempt)
        counts = {"counts": dict(ending.counts)} if ending.counts else {}
        return _change(
            rows,
            f"run.{ending.state.value}",
            at,
            {"attempt": attempt, "reason": ending.reason, "counts": dict(ending.counts)},
            state=ending.state.value,
            reason=ending.reason,
            again_at=ending.again_at,
            finished_at=at if ending.state in _OVER else None,
            **counts,
        )

    def progress(self, run_id: int, counts: Mapping[str, int]) -> None:
        """Keep what a run has done so far, for those who look on; a run that is not running is left as it is."""
        models.Run.objects.filter(pk=run_id, state=RunState.RUNNING.value).update(counts=dict(counts))

    def due(self, at: datetime) -> list[RunRecord]:
        """Return the runs that are queued, or waiting and due again, the oldest first."""
        waited = Q(again_at=None) | Q(again_at__lte=at)
        rows = models.Run.objects.filter(Q(state=RunState.QUEUED.value) | (Q(state=RunState.WAITING.value) & waited))
        return [run_from(row) for row in rows.order_by("pk")]

    def running(self) -> list[RunRecord]:
        """Return the runs that a worker has begun and not finished."""
        return [run_from(row) for row in models.Run.objects.filter(state=RunState.RUNNING.value).order_by("pk")]

    def open(self) -> list[RunRecord]:
        """Return every run that has not ended, of all tenants, the oldest first."""
        return [run_from(row) for row in models.Run.objects.filter(state__in=models.OPEN_RUNS).order_by("pk")]

    def get(self, run_id: int) -> RunRecord:
        """Return one run. Raises Contradiction when there is none with this id."""
        row = models.Run.objects.filter(pk=run_id).first()
        if row is None:
            raise Contradiction(f"There is no run {run_id}.")
        return run_from(row)

    def latest(self, tenant_id: int, limit: int) -> list[RunRecord]:
        """Return the newest runs of the tenant, the newest first."""
        return [run_from(row) for row in models.Run.objects.filter(tenant_id=tenant_id).order_by("-pk")[:limit]]

    def latest_of(self, tenant_id: int, flow: str) -> RunRecord | None:
        """Return the newest run of one flow of the tenant, None before the first."""
        row = models.Run.objects.filter(tenant_id=tenant_id, flow=flow).order_by("-pk").first()
        return run_from(row) if row else None


def run_from(row: models.Run) -> RunRecord:
    """Return the row as the record that leaves this room."""
    return RunRecord(
        id=row.pk,
        tenant_id=row.tenant_id,
        flow=row.flow,
        state=RunState(row.state),
        attempt=row.attempt,
        worker=row.worker,
        queued_at=row.queued_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        again_at=row.again_at,
        counts=row.counts,
        reason=row.reason,
        trigger=row.trigger,
    )


def _create(tenant_id: int, flow: str, trigger: str, at: datetime) -> int:
    row = models.Run.objects.create(
        tenant_id=tenant_id, flow=flow, trigger=trigger, state=RunState.QUEUED.value, queued_at=at
    )
    run_event("run.queued", tenant_id, row.pk, at, {"flow": flow, "trigger": trigger})
    return row.pk


def _change(rows: QuerySet[models.Run], kind: str, at: datetime, facts: Any, **columns: Any) -> bool:
    """Change the one run that `rows` still finds and write the event; False when it finds none."""
    with transaction.atomic():
        # Read before the change: afterwards the condition no longer finds it.
        found = rows.values_list("pk", "tenant_id").first()
        if found is None or not rows.update(**columns):
            return False
        run_id, tenant_id = found
        run_event(kind, tenant_id, run_id, at, facts)
    return True
