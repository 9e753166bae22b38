"""What the vault asks of those who keep its keys and what they seal. The docstrings are the contract, as in `ports`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime, timedelta

    from bindeled.domain.keyring import DataKeyFacts, Kept, SealedRow
    from bindeled.domain.secrets import Sealed, WrappedKey


class DataKeyStore(Protocol):
    """Where the wrapped data keys of the tenants lie. One key of each tenant seals: its primary one."""

    def use_primary(self, tenant_id: int) -> WrappedKey | None:
        """Count one use of the key that seals and return it, None when there is none.

        Called inside the transaction that keeps what is sealed: the key cannot be destroyed before that ends.
        """

    def for_opening(self, tenant_id: int, number: int) -> WrappedKey | None:
        """Return one data key of the tenant, None when it was destroyed; an open that needs a former one is counted."""

    def for_moving(self, tenant_id: int, number: int) -> WrappedKey | None:
        """Return the same without counting, for what is sealed anew."""

    def new(self, tenant_id: int) -> WrappedKey | None:
        """Return the tenant's key that is not in use yet, None when there is none."""

    def next_number(self, tenant_id: int) -> int:
        """Return the number of the tenant's next data key; numbers of destroyed keys are not used again."""

    def add(self, tenant_id: int, key: WrappedKey, at: datetime) -> None:
        """Keep a new wrapped key, which is not in use yet. Raises Overtaken when the number is taken."""

    def make_primary(self, tenant_id: int, number: int, at: datetime) -> None:
        """Let this key seal from now on, and the one before only open. Nothing changes when it seals already."""

    def one_of_each_master(self) -> list[WrappedKey]:
        """Return one wrapped key for each master key in use: opening them proves that the master keys are right."""

    def fingerprint_key(self, tenant_id: int, seal: Callable[[], Sealed], at: datetime) -> Sealed:
        """Return the tenant's sealed fingerprint key; `seal` makes the first one. Of two at once, the first counts."""


class SealedStore(Protocol):
    """Everything that is sealed by data keys, whatever its table."""

    def under_others(self, tenant_id: int, key_number: int) -> Iterator[SealedRow]:
        """Yield what the tenant has sealed under other data keys than this one."""

    def replace(self, row: SealedRow, seal: Callable[[], Sealed]) -> bool:
        """Keep what `seal` returns in place of what the row held; False when it has changed or gone meanwhile."""


class KeyRotationStore(Protocol):
    """What rotation and destruction of keys change. Each method is one transaction with its audit entry."""

    def facts(self, tenant_id: int | None = None) -> list[DataKeyFacts]:
        """Return how every data key stands that is not destroyed, or those of one tenant."""

    def mark_emptied(self, tenant_id: int, number: int, at: datetime) -> bool:
        """Note that nothing is sealed under this former key any more; False while something is, or it is noted."""

    def destroy_former(self, tenant_id: int, number: int, grace: timedelta, at: datetime) -> Kept | None:
        """Destroy a former key under which nothing is sealed, and was not for `grace`; else return why it is kept."""

    def destroy_all(self, tenant_id: int, at: datetime) -> list[int]:
        """Destroy every data key of a tenant: nothing that is sealed for it opens from then on."""

    def by_master(self) -> dict[str, int]:
        """Return how many data keys are wrapped by each master key."""

    def under_other_masters(self, master_key_id: str) -> Iterator[WrappedKey]:
        """Yield the data keys that another master key wraps."""

    def rewrap(self, before: WrappedKey, anew: WrappedKey, at: datetime) -> bool:
        """Keep a data key as wrapped anew; False when it was wrapped by somebody else, or destroyed, meanwhile."""

    def note_master(self, action: str, key_id: str, at: datetime, facts: Mapping[str, Any] | None = None) -> None:
        """Write into the installation's audit what was done to a master key."""

    def master_rotated_at(self) -> datetime | None:
        """Return when the last rotation of the master key ended, None before the first."""

    def master_rotation_begun_from(self) -> str | None:
        """Return the master key that a rotation began to replace which has not ended, None when none is open."""
