"""The keys of the tenants, as rows: data keys wrapped by the master key, fingerprint keys sealed by a data key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from bindeled.domain.errors import Contradiction, Overtaken
from bindeled.domain.secrets import Sealed, WrappedKey
from bindeled.store import models

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


class StoredDataKeys:
    """Implements `ports.DataKeyStore`."""

    def newest(self, tenant_id: int) -> WrappedKey | None:
        """Return the tenant's data key in use, None before the first secret."""
        return _wrapped(models.DataKey.objects.filter(tenant_id=tenant_id).order_by("-number").first())

    def by_number(self, tenant_id: int, number: int) -> WrappedKey | None:
        """Return one data key of the tenant."""
        return _wrapped(models.DataKey.objects.filter(tenant_id=tenant_id, number=number).first())

    def add(self, tenant_id: int, key: WrappedKey, at: datetime) -> None:
        """Keep a new wrapped key. Raises Overtaken when the number is taken."""
        if key.tenant_id != tenant_id:
            raise Contradiction(f"A data key of tenant {key.tenant_id} was handed in for tenant {tenant_id}.")
        try:
            with transaction.atomic():
                models.DataKey.objects.create(
                    tenant_id=tenant_id,
                    number=key.number,
                    master_key_id=key.master_key_id,
                    nonce=key.nonce,
                    ciphertext=key.ciphertext,
                    created_at=at,
                )
        except IntegrityError as error:
            raise Overtaken(f"tenant {tenant_id} has a data key {key.number} already") from error

    def any_wrapped(self) -> WrappedKey | None:
        """Return some wrapped key of the installation: opening it proves that the master key is the right one."""
        return _wrapped(models.DataKey.objects.order_by("-pk").first())

    def fingerprint_key(self, tenant_id: int, seal: Callable[[], Sealed], at: datetime) -> Sealed:
        """Return the tenant's sealed fingerprint key; `seal` makes the first one. Of two at once, the first counts."""
        kept = _fingerprint_key(tenant_id)
        if kept is not None:
            return kept
        try:
            with transaction.atomic():
                sealed = seal()
                models.FingerprintKey.objects.create(tenant_id=tenant_id, created_at=at, **_columns(sealed))
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
        return WrappedKey(0, row.number, row.master_key_id, bytes(row.nonce), bytes(row.ciphertext)) if row else None

    def add(self, key: WrappedKey, at: datetime) -> None:
        """Keep the key. Raises Overtaken when another process was first."""
        columns = {"master_key_id": key.master_key_id, "nonce": key.nonce, "ciphertext": key.ciphertext}
        try:
            with transaction.atomic():
                models.InstallationKey.objects.create(number=key.number, created_at=at, **columns)
        except IntegrityError as error:
            raise Overtaken("the installation has its key already") from error


def _wrapped(row: models.DataKey | None) -> WrappedKey | None:
    if row is None:
        return None
    return WrappedKey(row.tenant_id, row.number, row.master_key_id, bytes(row.nonce), bytes(row.ciphertext))


def _fingerprint_key(tenant_id: int) -> Sealed | None:
    row = models.FingerprintKey.objects.filter(tenant_id=tenant_id).first()
    if row is None:
        return None
    if row.key_number is None or row.nonce is None or row.ciphertext is None:
        raise Contradiction(f"The fingerprint key of tenant {tenant_id} was destroyed with its data keys.")
    return Sealed(row.key_number, bytes(row.nonce), bytes(row.ciphertext))


def _columns(sealed: Sealed) -> dict[str, int | bytes]:
    return {"key_number": sealed.key_number, "nonce": sealed.nonce, "ciphertext": sealed.ciphertext}
