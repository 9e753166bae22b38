"""Builds what keeps the keys and the audit, from the settings: which keeper, with which limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.bootstrap.time import now
from bindeled.domain.keyring import KeyLimits
from bindeled.vault.anchors import AnchorFile
from bindeled.vault.keepers import Keepers
from bindeled.vault.keys import FileKeyProvider
from bindeled.vault.rotation import DataKeyRotation, MasterKeyRotation
from bindeled.vault.transit import TransitKeyProvider

if TYPE_CHECKING:
    from bindeled.bootstrap.auditing import Auditing
    from bindeled.settings import Settings
    from bindeled.vault.keys import KeyProvider
    from bindeled.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of the installation, and the audit that is kept with them."""

    settings: Settings
    vault: Vault

    @property
    def auditing(self) -> Auditing:
        """Return the audit: its entries, its anchors, its proof."""
        from bindeled.bootstrap.auditing import Auditing  # noqa: PLC0415 - models need Django set up
        from bindeled.store.audit import StoredAudit  # noqa: PLC0415 - the same

        return Auditing(AnchorFile(self.settings.anchor_file, self.settings.audit_key), StoredAudit())

    @property
    def data_keys(self) -> DataKeyRotation:
        """Return the rotation of the tenants' data keys."""
        return data_key_rotation(self.settings, self.vault)

    @property
    def master_key(self) -> MasterKeyRotation:
        """Return the rotation of the master key."""
        return master_key_rotation(self.settings)

    def keep(self) -> None:
        """Write an anchor of the audit, and rotate the data keys that are due."""
        self.auditing.anchor(now())
        self.data_keys.rotate_due()


def key_provider(settings: Settings) -> KeyProvider:
    """Return the keeper that the settings name; the other one, where it is set, still unwraps what it wrapped."""
    in_file = FileKeyProvider(settings.key_file)
    in_service = _transit(settings)
    if settings.key_provider == "transit" and in_service:
        return Keepers(in_service, [in_file])
    return Keepers(in_file, [in_service] if in_service else [])


def data_key_rotation(settings: Settings, vault: Vault) -> DataKeyRotation:
    """Return the rotation of the tenants' data keys."""
    from bindeled.store.key_rotation import StoredKeyRotation  # noqa: PLC0415 - models need Django set up
    from bindeled.store.keys import StoredDataKeys  # noqa: PLC0415 - the same
    from bindeled.store.sealed import StoredSealed  # noqa: PLC0415 - the same

    return DataKeyRotation(vault, StoredDataKeys(), StoredKeyRotation(), StoredSealed(), key_limits(settings), now)


def master_key_rotation(settings: Settings) -> MasterKeyRotation:
    """Return the rotation of the master key."""
    from bindeled.store.key_rotation import StoredKeyRotation  # noqa: PLC0415 - models need Django set up

    return MasterKeyRotation(key_provider(settings), StoredKeyRotation(), key_limits(settings), now)


def key_limits(settings: Settings) -> KeyLimits:
    """Return how long a data key seals, and how long a former one is kept."""
    return KeyLimits(
        settings.data_key_uses,
        timedelta(days=settings.data_key_days),
        timedelta(seconds=settings.former_key_grace_seconds),
    )


def _transit(settings: Settings) -> TransitKeyProvider | None:
    if not settings.transit_url or settings.transit_token_file is None:
        return None
    from bindeled.vault.transit_service import TransitService  # noqa: PLC0415 - few keep their key in a service

    service = TransitService(
        settings.transit_url, settings.transit_mount, settings.transit_token_file, settings.transit_timeout_seconds
    )
    return TransitKeyProvider(service, settings.transit_key, settings.transit_memory_seconds)
