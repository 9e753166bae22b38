"""The keys of the tenants, as rows: data keys wrapped by the master key, fingerprint keys sealed by a data key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from bindeled.domain.errors import Contradiction, Overtaken
from bindeled.domain.secrets import NO_TENANT, Sealed, WrappedKey
from bindeled.domain.states import DATA_KEY_MOVES, DataKeyState, may_become
from bindeled.store import models
from bindeled.store.audit import record
from bindeled.store.sealed import columns_of, sealed_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


class StoredDataKeys:
    """Implements `key_ports.DataKeyStore`."""

    def use_primary(self, tenant_id: int) -> WrappedKey | None:
        """Count one use of the key that seals and return it; it cannot be destroyed before the transaction ends."""
        primary = models.DataKey.objects.filter(tenant_id=tenant_id, state=DataKeyState.PRIMARY.value)
        with transaction.atomic():
            counted = primary.update(uses=F("uses") + 1)
            return wrapped_from(primary.get()) if counted else None

    def for_opening(self, tenant_id: int, number: int) -> WrappedKey | None:
        """Return one data key of the tenant, None when it was destroyed; an open that needs a former one is counted."""
        rows = models.DataKey.objects.filter(tenant_id=tenant_id, number=number)
        row = rows.exclude(state=DataKeyState.DESTROYED.value).first()
        if row is not None and row.state == DataKeyState.FORMER.value:
            rows.update(late_opens=F("late_opens") + 1)
        return wrapped_from(row) if row else None

    def for_moving(self, tenant_id: int, number: int) -> WrappedKey | None:
        """Return the same without counting, for what is sealed anew."""
        rows = models.DataKey.objects.filter(tenant_id=tenant_id, number=number)
        row = rows.exclude(state=DataKeyState.DESTROYED.value).first()
        return wrapped_from(row) if row else None

    def new(self, tenant_id: int) -> WrappedKey | None:
        """Return the tenant's key that is not in use yet, None when there is none."""
        row = (
            models.DataKey.objects.filter(tenant_id=tenant_id, state=DataKeyState.NEW.value).order_by("number").first()
        )
        return wrapped_from(row) if row else None

    def next_number(self, tenant_id: int) -> int:
        """Return the number of the tenant's next data key; numbers of destroyed keys are not used again."""
        return 1 + (models.DataKey.objects.filter(tenant_id=tenant_id).aggregate(highest=Max("number"))["highest"] or 0)

    def add(self, tenant_id: int, key: WrappedKey, at: datetime) -> None:
        """Keep a new wrapped key, which is not in use yet. Raises Overtaken when the number is taken."""
        if key.tenant_id != tenant_id:
            raise Contradiction(f"A data key of tenant {key.tenant_id} was handed in for tenant {tenant_id}.")
        try:
            with transaction.atomic():
                models.DataKey.objects.create(
                    tenant_id=tenant_id,
                    number=key.number,
                    state=DataKeyState.NEW.value,
                    master_key_id=key.master_key_id,
                    nonce=key.nonce,
                    ciphertext=key.ciphertext,
                    created_at=at,
                )
                facts = {"master_key": key.master_key_id}
                record("data_key.made", f"data key {key.number}", at, facts, tenant_id=tenant_id)
        except IntegrityError as error:
            raise Overtaken(f"tenant {tenant_id} has a data key {key.number} already") from error

    def make_primary(self, tenant_id: int, number: int, at: datetime) -> None:
        """Let this key seal from now on, and the one before only open. Nothing changes when it seals already."""
        rows = models.DataKey.objects.filter(tenant_id=tenant_id)
        with transaction.atomic():
            if rows.filter(number=number, state=DataKeyState.PRIMARY.value).exists():
                return
            # The former one first: the database allows one primary key at each moment.
            rows.filter(state__in=may_become(DATA_KEY_MOVES, DataKeyState.FORMER)).update(
                state=DataKeyState.FORMER.value
            )
            taken = rows.filter(number=number, state__in=may_become(DATA_KEY_MOVES, DataKeyState.PRIMARY)).update(
                state=DataKeyState.PRIMARY.value, primary_since=at
            )
            if not taken:
                raise Contradiction(f"Data key {number} of tenant {tenant_id} cannot be taken into use.")
            record("data_key.primary", f"data key {number}", at, tenant_id=tenant_id)

    def one_of_each_master(self) -> list[WrappedKey]:
        """Return one wrapped key for each master key in use: opening them proves that the master keys are right."""
        live = models.DataKey.objects.exclude(state=DataKeyState.DESTROYED.value)
        ids = live.values("master_key_id").annotate(newest=Max("pk")).values_list("newest", flat=True)
        of_tenants = [wrapped_from(row) for row in models.DataKey.objects.filter(pk__in=list(ids)).order_by("-pk")]
        return [*of_tenants, *map(installation_key_from, models.InstallationKey.objects.order_by("-number")[:1])]

    def fingerprint_key(self, tenant_id: int, seal: Callable[[], Sealed], at: datetime) -> Sealed:
        """Return the tenant's sealed fingerprint key; `seal` makes the first one. Of two at once, the first counts."""
        kept = _fingerprint_key(tenant_id)
        if kept is not None:
            return kept
        try:
            with transaction.atomic():
                sealed = seal()
                models.FingerprintKey.objects.create(tenant_id=tenant_id, created_at=at, **columns_of(sealed))
        except IntegrityError:
            kept = _fingerprint_key(tenant_id)
            if kept is None:
                raise
            return kept
        return sealed


class StoredInstallationKeys:
    """Implements `vault.installation.InstallationKeyStore`."""

    def newest(self) -> WrappedKey | None:
        """Return the key, None before the first start."""
        row = models.InstallationKey.objects.order_by("-number").first()
        return installation_key_from(row) if row else None

    def add(self, key: WrappedKey, at: datetime) -> None:
        """Keep the key. Raises Overtaken when another process was first."""
        columns = {"master_key_id": key.master_key_id, "nonce": key.nonce, "ciphertext": key.ciphertext}
        try:
            with transaction.atomic():
                models.InstallationKey.objects.create(number=key.number, created_at=at, **columns)
        except IntegrityError as error:
            raise Overtaken("the installation has its key already") from error


def wrapped_from(row: models.DataKey) -> WrappedKey:
    """Return the row as the noun that leaves this room. Raises Contradiction when its bytes are gone."""
    if row.nonce is None or row.ciphertext is None:
        raise Contradiction(f"Data key {row.number} of tenant {row.tenant_id} was destroyed.")
    return WrappedKey(row.tenant_id, row.number, row.master_key_id, bytes(row.nonce), bytes(row.ciphertext))


def installation_key_from(row: models.InstallationKey) -> WrappedKey:
    """Return the key of the installation, which belongs to no tenant."""
    return WrappedKey(NO_TENANT, row.number, row.master_key_id, bytes(row.nonce), bytes(row.ciphertext))


def _fingerprint_key(tenant_id: int) -> Sealed | None:
    row = models.FingerprintKey.objects.filter(tenant_id=tenant_id).first()
    return sealed_of(row) if row else None
