"""What rotation and destruction of keys change in the rows, each step one transaction with its audit entry."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db import transaction

from bindeled.domain.keyring import DataKeyFacts, Guard, Kept, guard_of
from bindeled.domain.secrets import NO_TENANT
from bindeled.domain.states import DATA_KEY_MOVES, DataKeyState, may_become
from bindeled.store import models
from bindeled.store.audit import record
from bindeled.store.keys import installation_key_from, wrapped_from
from bindeled.store.sealed import StoredSealed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime, timedelta
    from typing import Any

    from django.db.models import QuerySet

    from bindeled.domain.secrets import WrappedKey


_MASTER_KEY = "master key "
_BEGUN, _ROTATED, _UNDONE = "master_key.rotation_begun", "master_key.rotated", "master_key.rotation_undone"


class StoredKeyRotation:
    """Implements `key_ports.KeyRotationStore`."""

    def __init__(self) -> None:
        self._sealed = StoredSealed()

    def facts(self, tenant_id: int | None = None) -> list[DataKeyFacts]:
        """Return how every data key stands that is not destroyed, or those of one tenant."""
        rows = models.DataKey.objects.exclude(state=DataKeyState.DESTROYED.value).order_by("tenant_id", "number")
        chosen = rows if tenant_id is None else rows.filter(tenant_id=tenant_id)
        sealed = self._sealed.counts(tenant_id)
        return [_facts(row, sealed[row.tenant_id, row.number]) for row in chosen]

    def mark_emptied(self, tenant_id: int, number: int, at: datetime) -> bool:
        """Note that nothing is sealed under this former key any more; False while something is, or it is noted."""
        with transaction.atomic():
            row = _locked(tenant_id, number)
            if row.state != DataKeyState.FORMER.value or row.emptied_at or self._sealed.count(tenant_id, number):
                return False
            row.emptied_at = at
            row.save(update_fields=["emptied_at"])
            record("data_key.emptied", f"data key {number}", at, tenant_id=tenant_id)
            return True

    def destroy_former(self, tenant_id: int, number: int, grace: timedelta, at: datetime) -> Kept | None:
        """Destroy a former key under which nothing is sealed, and was not for `grace`; else return why it is kept."""
        with transaction.atomic():
            row = _locked(tenant_id, number)
            kept = self._why_kept(row, grace, at)
            if kept is None:
                _destroy(row, at, {"late_opens": row.late_opens})
            return kept

    def destroy_all(self, tenant_id: int, at: datetime) -> list[int]:
        """Destroy every data key of a tenant and return their numbers: nothing sealed for it opens from then on."""
        with transaction.atomic():
            rows = models.DataKey.objects.select_for_update().filter(tenant_id=tenant_id)
            numbers = []
            for row in rows.exclude(state=DataKeyState.DESTROYED.value).order_by("number"):
                lost = self._sealed.count(tenant_id, row.number)
                _destroy(row, at, {"secrets_made_unreadable": lost})
                numbers.append(row.number)
            models.FingerprintKey.objects.filter(tenant_id=tenant_id).delete()
            return numbers

    def by_master(self) -> dict[str, int]:
        """Return how many data keys are wrapped by each master key."""
        live = models.DataKey.objects.exclude(state=DataKeyState.DESTROYED.value)
        counted = Counter(live.values_list("master_key_id", flat=True))
        counted.update(models.InstallationKey.objects.values_list("master_key_id", flat=True))
        return dict(sorted(counted.items()))

    def under_other_masters(self, master_key_id: str) -> Iterator[WrappedKey]:
        """Yield the keys that another master key wraps; each row of a tenant is read when its turn comes."""
        others = models.InstallationKey.objects.exclude(master_key_id=master_key_id)
        yield from [installation_key_from(row) for row in others]
        live = models.DataKey.objects.exclude(state=DataKeyState.DESTROYED.value)
        waiting = live.exclude(master_key_id=master_key_id).order_by("pk")
        for row_id in list(waiting.values_list("pk", flat=True)):
            row = waiting.filter(pk=row_id).first()
            if row is not None:
                yield wrapped_from(row)

    def rewrap(self, before: WrappedKey, anew: WrappedKey, at: datetime) -> bool:
        """Keep a data key as wrapped anew; False when it was wrapped by somebody else, or destroyed, meanwhile."""
        rows: QuerySet[Any] = models.DataKey.objects.filter(tenant_id=before.tenant_id)
        if before.tenant_id == NO_TENANT:
            rows = models.InstallationKey.objects.all()
        with transaction.atomic():
            moved = (
                rows.filter(number=before.number)
                .filter(master_key_id=before.master_key_id, nonce=before.nonce)
                .update(master_key_id=anew.master_key_id, nonce=anew.nonce, ciphertext=anew.ciphertext)
            )
            if moved:
                facts = {"from": before.master_key_id, "to": anew.master_key_id}
                record("data_key.rewrapped", f"data key {before.number}", at, facts, tenant_id=before.tenant_id or None)
            return bool(moved)

    def note_master(self, action: str, key_id: str, at: datetime, facts: Mapping[str, Any] | None = None) -> None:
        """Write into the installation's audit what was done to a master key."""
        record(action, f"{_MASTER_KEY}{key_id}", at, facts)

    def master_rotated_at(self) -> datetime | None:
        """Return when the last rotation of the master key ended, None before the first."""
        ended = models.AuditEntry.objects.filter(action=_ROTATED).order_by("-pk").first()
        return ended.at if ended else None

    def master_rotation_begun_from(self) -> str | None:
        """Return the master key that a rotation began to replace which has not ended, None when none is open."""
        told = models.AuditEntry.objects.filter(action__in=(_BEGUN, _ROTATED, _UNDONE)).order_by("-pk").first()
        return told.subject.removeprefix(_MASTER_KEY) if told and told.action == _BEGUN else None

    def _why_kept(self, row: models.DataKey, grace: timedelta, at: datetime) -> Kept | None:
        name = f"data key {row.number} of tenant {row.tenant_id}"
        left = self._sealed.count(row.tenant_id, row.number)
        why = {
            Guard.IN_USE: f"it is {row.state}, and only a former key is destroyed",
            Guard.SEALED: f"{left} secrets are still sealed under it; run: bindeled keys rotate",
            Guard.NOT_ENDED: "the rotation did not end; run: bindeled keys rotate",
            Guard.GRACE: f"a process may still be opening what it read before; try again after {grace}",
        }.get(guard_of(_facts(row, left), grace, at))
        return Kept(name, why) if why else None


def _facts(row: models.DataKey, ciphertexts: int) -> DataKeyFacts:
    return DataKeyFacts(
        tenant_id=row.tenant_id,
        number=row.number,
        state=DataKeyState(row.state),
        master_key_id=row.master_key_id,
        created_at=row.created_at,
        primary_since=row.primary_since,
        emptied_at=row.emptied_at,
        uses=row.uses,
        late_opens=row.late_opens,
        ciphertexts=ciphertexts,
    )


def _locked(tenant_id: int, number: int) -> models.DataKey:
    """Return the row, and keep others from using the key until the transaction ends."""
    return models.DataKey.objects.select_for_update().get(tenant_id=tenant_id, number=number)


def _destroy(row: models.DataKey, at: datetime, facts: Mapping[str, Any]) -> None:
    rows = models.DataKey.objects.filter(pk=row.pk, state__in=may_become(DATA_KEY_MOVES, DataKeyState.DESTROYED))
    rows.update(state=DataKeyState.DESTROYED.value, nonce=None, ciphertext=None)
    record("data_key.destroyed", f"data key {row.number}", at, facts, tenant_id=row.tenant_id)
