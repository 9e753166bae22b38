"""The store of data keys in memory, and a folder for master keys."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bindeled.domain.errors import Overtaken
from bindeled.domain.secrets import Binding, WrappedKey
from bindeled.vault.keys import FileKeyProvider
from bindeled.vault.vault import Vault
from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from bindeled.domain.secrets import Sealed

A_BINDING = Binding(tenant_id=1, connection_id=11, field="secret", version=3)


class MemoryDataKeys:
    """Implements `DataKeyStore`. With `others_first`, another process adds the tenant's key just before us."""

    def __init__(self) -> None:
        self.rows: dict[tuple[int, int], WrappedKey] = {}
        self.primary: dict[int, int] = {}
        self.uses: Counter[tuple[int, int]] = Counter()
        self.late_opens: Counter[tuple[int, int]] = Counter()
        self.fingerprint_keys: dict[int, Sealed] = {}
        self.others_first: WrappedKey | None = None

    def use_primary(self, tenant_id: int) -> WrappedKey | None:
        place = tenant_id, self.primary.get(tenant_id, 0)
        self.uses[place] += 1
        return self.rows.get(place)

    def for_opening(self, tenant_id: int, number: int) -> WrappedKey | None:
        if number != self.primary.get(tenant_id):
            self.late_opens[tenant_id, number] += 1
        return self.rows.get((tenant_id, number))

    def for_moving(self, tenant_id: int, number: int) -> WrappedKey | None:
        return self.rows.get((tenant_id, number))

    def new(self, tenant_id: int) -> WrappedKey | None:
        newest = self.next_number(tenant_id) - 1
        return self.rows.get((tenant_id, newest)) if newest > self.primary.get(tenant_id, 0) else None

    def next_number(self, tenant_id: int) -> int:
        return 1 + max((number for tenant, number in self.rows if tenant == tenant_id), default=0)

    def add(self, tenant_id: int, key: WrappedKey, at: datetime) -> None:
        assert at.tzinfo is not None
        if self.others_first is not None:
            self.rows[tenant_id, self.others_first.number] = self.others_first
            self.primary[tenant_id] = self.others_first.number
        if (tenant_id, key.number) in self.rows:
            raise Overtaken(f"data key {key.number} of tenant {tenant_id} is there already")
        self.rows[tenant_id, key.number] = key

    def make_primary(self, tenant_id: int, number: int, at: datetime) -> None:
        assert at.tzinfo is not None
        self.primary[tenant_id] = number

    def one_of_each_master(self) -> list[WrappedKey]:
        return list({key.master_key_id: key for key in self.rows.values()}.values())

    def fingerprint_key(self, tenant_id: int, seal: Callable[[], Sealed], at: datetime) -> Sealed:
        assert at.tzinfo is not None
        if tenant_id not in self.fingerprint_keys:
            self.fingerprint_keys[tenant_id] = seal()
        return self.fingerprint_keys[tenant_id]

    def move(self, number: int, from_tenant: int, to_tenant: int) -> None:
        """Do what nobody may: give one tenant's row to another."""
        row = self.rows.pop((from_tenant, number))
        self.rows[to_tenant, number] = replace(row, tenant_id=to_tenant)
        self.primary[to_tenant] = number


def a_vault(folder: Path, rows: MemoryDataKeys | None = None) -> Vault:
    """Return a vault as a process that has just started makes it."""
    return Vault(FileKeyProvider(folder / "master.key"), rows if rows is not None else MemoryDataKeys(), FakeClock())
