"""Everything that is sealed by a tenant's data key, whatever its table: found, counted and sealed anew.

A table that keeps a secret has the columns `key_number`, `nonce` and `ciphertext`, is sealed by the vault inside the
transaction that writes it, and is named in `SEALED`; a test fails when one is missing there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models as django_models
from django.db import transaction
from django.db.models import Count

from bindeled.domain.errors import Contradiction
from bindeled.domain.keyring import SealedRow
from bindeled.domain.secrets import Sealed, address_binding, fingerprint_key_binding, login_binding
from bindeled.store import models

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet

    from bindeled.domain.secrets import Binding


@dataclass(frozen=True, slots=True)
class SealedKind:
    """One kind of sealed thing: its table, the way to its tenant, and what a row is bound to."""

    name: str
    table: type[django_models.Model]
    tenant: str
    binding: Callable[[Any], Binding]

    def under(self, tenant_id: int | None) -> QuerySet[Any]:
        """Return the rows of a tenant, or of all, that hold a secret."""
        rows = self.table._default_manager  # noqa: SLF001 - Django's documented name for a model that is not known
        of_tenant = {} if tenant_id is None else {self.tenant: tenant_id}
        return rows.filter(ciphertext__isnull=False, **of_tenant)


SEALED: tuple[SealedKind, ...] = (
    SealedKind(
        "credential version",
        models.CredentialVersion,
        "connection__tenant_id",
        lambda row: login_binding(row.connection.tenant_id, row.connection_id, row.number),
    ),
    SealedKind(
        "fingerprint key",
        models.FingerprintKey,
        "tenant_id",
        lambda row: fingerprint_key_binding(row.tenant_id),
    ),
    SealedKind(
        "notice contact",
        models.NoticeContact,
        "tenant_id",
        lambda row: address_binding(row.tenant_id, row.pk),
    ),
)


class StoredSealed:
    """Implements `key_ports.SealedStore`."""

    def under_others(self, tenant_id: int, key_number: int) -> Iterator[SealedRow]:
        """Yield what the tenant has sealed under other data keys; each row is read when its turn comes."""
        for kind in SEALED:
            waiting = kind.under(tenant_id).exclude(key_number=key_number).order_by("pk")
            for row_id in list(waiting.values_list("pk", flat=True)):
                row = waiting.filter(pk=row_id).first()
                if row is not None:
                    yield SealedRow(kind.name, row_id, kind.binding(row), sealed_of(row))

    def count(self, tenant_id: int, key_number: int) -> int:
        """Return how many secrets of the tenant are sealed under this data key."""
        return sum(kind.under(tenant_id).filter(key_number=key_number).count() for kind in SEALED)

    def counts(self, tenant_id: int | None) -> Counter[tuple[int, int]]:
        """Return the same for every data key of a tenant, or of all, by tenant and number."""
        counted: Counter[tuple[int, int]] = Counter()
        for kind in SEALED:
            found = kind.under(tenant_id).values_list(kind.tenant, "key_number").annotate(Count("pk")).order_by()
            counted.update({(tenant, number): count for tenant, number, count in found})
        return counted

    def replace(self, row: SealedRow, seal: Callable[[], Sealed]) -> bool:
        """Keep what `seal` returns in place of what the row held; False when it has changed or gone meanwhile."""
        kind = next(kind for kind in SEALED if kind.name == row.kind)
        before = kind.under(row.binding.tenant_id).filter(pk=row.id, **columns_of(row.sealed))
        with transaction.atomic():
            return bool(before.update(**columns_of(seal())))


def sealed_of(row: Any) -> Sealed:
    """Return what a row holds sealed. Raises Contradiction when it holds nothing."""
    if row.key_number is None or row.nonce is None or row.ciphertext is None:
        raise Contradiction(f"{type(row).__name__} {row.pk} has no secret.")
    return Sealed(row.key_number, bytes(row.nonce), bytes(row.ciphertext))


def columns_of(sealed: Sealed) -> dict[str, int | bytes]:
    """Return the columns that keep it."""
    return {"key_number": sealed.key_number, "nonce": sealed.nonce, "ciphertext": sealed.ciphertext}
