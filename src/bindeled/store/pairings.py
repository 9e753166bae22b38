"""Which pay type each work type of a tenant was carried as: what both were called when matched, and when last used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from bindeled.domain.drift import Called, KnownPairing, Pairing, renewed
from bindeled.domain.errors import Misconfigured
from bindeled.store import models
from bindeled.store.actors import current_actor
from bindeled.store.batches import lock_tenant
from bindeled.store.events import batch_event

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

# A decision is no part of a run.
_NO_RUN = 0


class StoredPairings:
    """Implements `ports.PairingMemory` for one tenant; a person looks at what drifted, and confirms it."""

    def __init__(self, tenant_id: int, run_id: int = _NO_RUN) -> None:
        self._tenant_id = tenant_id
        self._run_id = run_id

    def known(self) -> Mapping[int, KnownPairing]:
        """Return every pairing by Intempus' id of the work type."""
        return {row.work_type_id: _known(row) for row in self._rows}

    def drifted(self) -> list[KnownPairing]:
        """Return the pairings that are no longer called what they were, by number of the work type."""
        rows = [_known(row) for row in self._rows.filter(drifted=True)]
        return sorted(rows, key=lambda one: one.now.work_type.number)

    def note(self, pairings: Sequence[Pairing], at: datetime) -> None:
        """Remember these as used now. What was matched first, or confirmed last, stays beside it."""
        with transaction.atomic():
            lock_tenant(self._tenant_id)
            rows = {row.work_type_id: row for row in self._rows}
            for pairing in pairings:
                self._note(rows.get(pairing.work_type.id), pairing, at)

    def confirm(self, work_type_id: int, at: datetime) -> KnownPairing:
        """Take for right what is used now, and return it. Raises Misconfigured when nothing of it has drifted."""
        with transaction.atomic():
            lock_tenant(self._tenant_id)
            row = self._rows.filter(work_type_id=work_type_id, drifted=True).first()
            if row is None:
                raise Misconfigured([f"Nothing about a work type with the id {work_type_id} waits to be confirmed."])
            row.matched, row.drifted, row.confirmed_by = row.now, False, str(current_actor())
            row.matched_at = row.changed_at = at
            row.save()
            self._tell("pay_types.confirmed", row, at, {"by": row.confirmed_by})
        return _known(row)

    def _note(self, row: models.PayTypePairing | None, pairing: Pairing, at: datetime) -> None:
        before = _known(row) if row is not None else None
        after = renewed(before, pairing)
        if after == before:
            return
        row = row or models.PayTypePairing(tenant_id=self._tenant_id, work_type_id=pairing.work_type.id)
        if before is None or after.matched != before.matched:
            row.matched_at = at
        row.matched, row.now = _to_json(after.matched), _to_json(after.now)
        row.pay_type_id, row.drifted, row.confirmed_by = pairing.pay_type.id, bool(after.drifts), after.confirmed_by
        row.changed_at = at
        row.save()
        if row.drifted:
            self._tell("pay_types.drifted", row, at, {"what": [drift.value for drift in after.drifts]})

    def _tell(self, kind: str, row: models.PayTypePairing, at: datetime, facts: Mapping[str, Any]) -> None:
        batch_event(kind, self._tenant_id, self._run_id, at, [str(row.work_type_id)], facts=facts)

    @property
    def _rows(self) -> QuerySet[models.PayTypePairing]:
        return models.PayTypePairing.objects.filter(tenant_id=self._tenant_id).order_by("work_type_id")


def _known(row: models.PayTypePairing) -> KnownPairing:
    return KnownPairing(_from_json(row.matched), _from_json(row.now), row.confirmed_by)


def _to_json(pairing: Pairing) -> dict[str, Any]:
    here, there = pairing.work_type, pairing.pay_type
    return {
        "work_type": [here.id, here.number, here.name],
        "pay_type": [there.id, there.number, there.name],
        "key": pairing.key,
        "by_table": pairing.by_table,
    }


def _from_json(kept: Mapping[str, Any]) -> Pairing:
    return Pairing(Called(*kept["work_type"]), Called(*kept["pay_type"]), kept["key"], kept["by_table"])
