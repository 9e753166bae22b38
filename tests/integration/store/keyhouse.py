"""An installation's keys over a real database: a vault, its rotations, and logins that were handed over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from bindeled.domain.accounts import System, Tenant
from bindeled.domain.keyring import KeyLimits, Progress
from bindeled.domain.secrets import Sealed, Secret, login_binding
from bindeled.domain.states import VersionState
from bindeled.store import models
from bindeled.store.connections import StoredConnections
from bindeled.store.key_rotation import StoredKeyRotation
from bindeled.store.keys import StoredDataKeys
from bindeled.store.sealed import StoredSealed, columns_of
from bindeled.vault.keys import FileKeyProvider
from bindeled.vault.rotation import DataKeyRotation, MasterKeyRotation
from bindeled.vault.vault import Vault
from tests.fakes.clock import FakeClock
from tests.integration.store.making import NOON

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = KeyLimits(uses=1000, age=timedelta(days=365), grace=timedelta(hours=1))


@dataclass
class KeyHouse:
    """The keys of one data folder; `again` is the same as a process that has just started makes it."""

    folder: Path
    tenant: Tenant
    limits: KeyLimits = LIMITS
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.keeper = FileKeyProvider(self.folder / "master.key")
        self.keys, self.rows, self.sealed = StoredDataKeys(), StoredKeyRotation(), StoredSealed()
        self.vault = Vault(self.keeper, self.keys, self.clock)
        self.vault.prove()
        self.data_keys = DataKeyRotation(self.vault, self.keys, self.rows, self.sealed, self.limits, self.clock)
        self.master_key = MasterKeyRotation(self.keeper, self.rows, self.limits, self.clock)

    def again(self) -> KeyHouse:
        return KeyHouse(self.folder, self.tenant, self.limits, self.clock)

    def hand_over(self, secret: str, system: System = System.INTEMPUS) -> int:
        """Keep one more version of a login, sealed in the transaction that keeps it, and return its number."""
        connection = StoredConnections(clock=lambda: NOON).connection(self.tenant, system)
        with transaction.atomic():
            versions = models.Connection.objects.select_for_update().get(pk=connection.id).credentialversion_set
            number = versions.count() + 1
            binding = login_binding(self.tenant.id, connection.id, number)
            sealed = self.vault.seal(binding, Secret(secret))
            versions.create(
                number=number, login="anna", company="", state=VersionState.RETIRED.value, origin="test",
                created_at=NOON, **columns_of(sealed),
            )  # fmt: skip
        return number

    def secrets(self) -> list[str]:
        """Open every login of the tenant, each read and opened as a run does it."""
        return [self.opened(row) for row in self.versions()]

    def versions(self) -> list[models.CredentialVersion]:
        rows = models.CredentialVersion.objects.filter(connection__tenant_id=self.tenant.id, ciphertext__isnull=False)
        return list(rows.order_by("connection_id", "number"))

    def opened(self, row: models.CredentialVersion) -> str:
        assert row.key_number is not None
        sealed = Sealed(row.key_number, bytes(row.nonce or b""), bytes(row.ciphertext or b""))
        return self.vault.open(login_binding(self.tenant.id, row.connection_id, row.number), sealed).reveal()

    def rotate(self) -> int:
        """Rotate the tenant's data key and return how many were moved."""
        return self.data_keys.rotate(self.tenant.id, look_away).moved

    def under(self) -> dict[int, int]:
        """Return how many secrets are sealed under each data key."""
        return {key.number: key.ciphertexts for key in self.rows.facts(self.tenant.id)}


def look_away(_progress: Progress) -> None:
    """Watch nothing."""


def spoil(row: models.CredentialVersion) -> None:
    """Alter one byte of a stored secret."""
    content = bytearray(row.ciphertext or b"")
    content[-1] ^= 1
    with transaction.atomic():
        models.CredentialVersion.objects.filter(pk=row.pk).update(ciphertext=bytes(content))
