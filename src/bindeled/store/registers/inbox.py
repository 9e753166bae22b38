"""The inbox of master data: records set aside and notices about records, each stay with its cause and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bindeled.domain.registers.causes import RecordCause, RecordFinding, RecordNotice
from bindeled.domain.registers.steps import SetAside
from bindeled.store import models
from bindeled.store.batches import chunks, lock_tenant
from bindeled.store.events import batch_event

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from bindeled.domain.registers.records import Register

_KINDS: dict[str, RecordCause | RecordNotice] = {kind.value: kind for kind in (*RecordCause, *RecordNotice)}
Key = tuple[int, str, str]


class RecordInbox:
    """What is set aside of one tenant, as one run sees and changes it."""

    def __init__(self, tenant_id: int, run_id: int) -> None:
        self._tenant_id = tenant_id
        self._run_id = run_id

    def all(self, register: Register) -> list[SetAside]:
        """Return what is in the inbox of a register now."""
        return [aside_from(row) for row in self._open(register).order_by("pk")]

    def hold_exactly(self, register: Register, steps: Sequence[SetAside], at: datetime) -> tuple[int, int]:
        """Make the inbox hold exactly these; return how many are new and how many left. What is as it was is left."""
        wanted = {_key(step): step for step in steps}
        known = {(row.about, row.cause, row.detail): row for row in self._open(register)}
        fresh = [step for key, step in wanted.items() if key not in known]
        gone = [row.pk for key, row in known.items() if key not in wanted]
        changed = [(known[key], step) for key, step in wanted.items() if key in known and not _same(known[key], step)]
        if fresh or gone or changed:
            with transaction.atomic():
                lock_tenant(self._tenant_id)
                self._write(register, fresh, gone, at)
                for row, step in changed:
                    self._open(register).filter(pk=row.pk).update(
                        number=step.number, name=step.name, facts=dict(step.finding.facts), changed_at=at
                    )
        return len(fresh), len(gone)

    def _write(self, register: Register, fresh: Sequence[SetAside], gone: Sequence[int], at: datetime) -> None:
        models.ParkedRecord.objects.bulk_create([self._row(register, step, at) for step in fresh], batch_size=50)
        for some in chunks(gone):
            self._open(register).filter(pk__in=some).update(released_at=at)
        facts = {"register": register.value}
        for kind, keys in (
            ("records.parked", [step.number for step in fresh]),
            ("records.released", [str(key) for key in gone]),
        ):
            if keys:
                batch_event(kind, self._tenant_id, self._run_id, at, keys, facts=facts)

    def _row(self, register: Register, step: SetAside, at: datetime) -> models.ParkedRecord:
        return models.ParkedRecord(
            tenant_id=self._tenant_id,
            register=register.value,
            about=step.about,
            number=step.number,
            name=step.name,
            cause=step.finding.what.value,
            detail=step.finding.facts.get("target", ""),
            facts=dict(step.finding.facts),
            run_id=self._run_id,
            since=at,
            changed_at=at,
        )

    def _open(self, register: Register) -> QuerySet[models.ParkedRecord]:
        return models.ParkedRecord.objects.filter(
            tenant_id=self._tenant_id, register=register.value, released_at__isnull=True
        )


def aside_from(row: models.ParkedRecord) -> SetAside:
    """Return a row as what leaves this room."""
    return SetAside(row.about, row.number, row.name, RecordFinding(_KINDS[row.cause], row.facts))


def _key(step: SetAside) -> Key:
    return step.about, step.finding.what.value, step.finding.facts.get("target", "")


def _same(row: models.ParkedRecord, step: SetAside) -> bool:
    return (row.number, row.name, row.facts) == (step.number, step.name, dict(step.finding.facts))
