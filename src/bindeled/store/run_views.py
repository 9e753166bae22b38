"""Runs as a person reads them: the list of them, and what one of them wrote. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.registers.records import FLOWS, Register
from bindeled.domain.states import Effect, EntryState
from bindeled.store import lines, models
from bindeled.store.ledger import FLOW
from bindeled.store.runs import run_from

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from django.db.models import QuerySet

    from bindeled.run_ports import RunRecord

_REGISTERS = {register.value for register in FLOWS}


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """One line of a work report that a run has written, or taken back."""

    report_id: int
    day: date
    effect: Effect
    employee: str
    project: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class WrittenRecord:
    """One record of master data that a run has written; `effect` is what was done with it."""

    register: Register
    number: str
    name: str
    effect: str


def runs_of(tenant_id: int, offset: int, limit: int) -> list[RunRecord]:
    """Return runs of a tenant, the newest first."""
    rows = models.Run.objects.filter(tenant_id=tenant_id).order_by("-pk")
    return [run_from(row) for row in rows[offset : offset + limit]]


def run_of(tenant_id: int, run_id: int) -> RunRecord | None:
    """Return one run of a tenant, None when it has none with this number."""
    row = models.Run.objects.filter(tenant_id=tenant_id, pk=run_id).first()
    return run_from(row) if row else None


def newest_runs(tenant_id: int) -> dict[str, RunRecord]:
    """Return the newest run of each flow that ever ran."""
    flows = (*_REGISTERS, FLOW)
    newest = (models.Run.objects.filter(tenant_id=tenant_id, flow=flow).order_by("-pk").first() for flow in flows)
    return {row.flow: run_from(row) for row in newest if row is not None}


def written_lines(run: RunRecord, offset: int, limit: int) -> list[WrittenLine]:
    """Return what a run of the reports has written in Uniconta and seen arrive, in the order in which it did."""
    return [_line(row) for row in _settled(run).order_by("pk")[offset : offset + limit]]


def written_records(run: RunRecord, offset: int, limit: int) -> list[WrittenRecord]:
    """Return what a run of a register has written, in the order in which it did."""
    rows = models.RegisterWrite.objects.filter(tenant_id=run.tenant_id, run_id=run.id, state=EntryState.DONE.value)
    return [_record(row) for row in rows.order_by("pk")[offset : offset + limit]]


def _settled(run: RunRecord) -> QuerySet[models.LedgerEntry]:
    """Return what a run settled; by the days on which it ran, since the ledger has no index of runs."""
    rows = models.LedgerEntry.objects.filter(tenant_id=run.tenant_id, run_id=run.id, state=EntryState.DONE.value)
    rows = rows.filter(settled_at__gte=run.started_at or run.queued_at)
    return rows.filter(settled_at__lte=run.finished_at) if run.finished_at else rows


def _line(row: models.LedgerEntry) -> WrittenLine:
    line = lines.decode(row.line)
    about = line.employee, line.project, line.quantity, line.unit
    return WrittenLine(row.report_id, row.date, Effect(row.effect), *about)


def _record(row: models.RegisterWrite) -> WrittenRecord:
    return WrittenRecord(Register(row.register), row.number, row.name, row.effect)
