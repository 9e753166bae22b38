"""The addresses that the systems call: made, shown once, renewed, and known again by their secret."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from bindeled.connections.hooks import HookKeeping
from bindeled.domain.accounts import System, Tenant
from bindeled.domain.mapping import ReportRules

if TYPE_CHECKING:
    from bindeled.domain.hints import Hook
    from bindeled.domain.secrets import Secret

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TENANT = Tenant(1, "nordlys", "Nordlys VVS", date(2026, 10, 1), ReportRules())
OTHER = replace(TENANT, id=2, slug="soelys")


@dataclass
class MemoryHooks:
    """Implements `HookStore`."""

    rows: list[Hook] = field(default_factory=list)

    def keep(self, hook: Hook) -> Hook:
        for number, row in enumerate(self.rows):
            if (row.tenant_id, row.system) == (hook.tenant_id, hook.system):
                self.rows[number] = replace(hook, key=row.key)
                return self.rows[number]
        self.rows.append(hook)
        return hook

    def find(self, key: str) -> Hook | None:
        return next((row for row in self.rows if row.key == key), None)

    def of_tenant(self, tenant_id: int) -> list[Hook]:
        return [row for row in self.rows if row.tenant_id == tenant_id]


def fingerprint(tenant_id: int, secret: Secret) -> str:
    return hashlib.sha256(f"{tenant_id} {secret.reveal()}".encode()).hexdigest()


@pytest.fixture
def store() -> MemoryHooks:
    return MemoryHooks()


@pytest.fixture
def hooks(store: MemoryHooks) -> HookKeeping:
    return HookKeeping(store, fingerprint, "https://bindeled.example", lambda: NOON)


def key_of(store: MemoryHooks) -> str:
    return store.rows[0].key


def test_an_address_is_made_with_a_secret_that_is_kept_as_a_fingerprint_only(
    hooks: HookKeeping, store: MemoryHooks
) -> None:
    made = hooks.renew(TENANT, System.UNICONTA)
    assert made.address == f"https://bindeled.example/hooks/uniconta/{key_of(store)}"
    assert made.secret not in repr(store.rows)
    assert made.secret not in repr(made)


@pytest.mark.parametrize("name", ["Argument", "argument", "Arg", "secret", "anything"])
def test_the_secret_opens_under_whatever_name_the_system_sends_it(
    hooks: HookKeeping, store: MemoryHooks, name: str
) -> None:
    made = hooks.renew(TENANT, System.UNICONTA)
    query = f"CompanyId=1&Table=Debtor?Action=update&{name}={made.secret}"
    assert hooks.opened(System.UNICONTA, key_of(store), query) == store.rows[0]


def test_what_is_not_the_secret_opens_nothing(hooks: HookKeeping, store: MemoryHooks) -> None:
    made = hooks.renew(TENANT, System.UNICONTA)
    key = key_of(store)
    another = made.secret[:-1] + ("A" if made.secret[-1] != "A" else "B")
    for value in ("", another, f"{made.secret}x", made.secret.upper()):
        assert hooks.opened(System.UNICONTA, key, f"Argument={value}") is None
    assert hooks.opened(System.UNICONTA, key, "") is None
    assert hooks.opened(System.INTEMPUS, key, f"Argument={made.secret}") is None
    assert hooks.opened(System.UNICONTA, "0" * 24, f"Argument={made.secret}") is None


def test_a_renewed_secret_keeps_the_address_and_shuts_the_one_before_out(
    hooks: HookKeeping, store: MemoryHooks
) -> None:
    before, after = (hooks.renew(TENANT, System.UNICONTA) for _ in range(2))
    assert before.address == after.address
    assert hooks.opened(System.UNICONTA, key_of(store), f"Argument={before.secret}") is None
    assert hooks.opened(System.UNICONTA, key_of(store), f"Argument={after.secret}")


def test_the_secret_of_one_tenant_does_not_open_the_address_of_another(hooks: HookKeeping, store: MemoryHooks) -> None:
    hooks.renew(TENANT, System.UNICONTA)
    theirs = hooks.renew(OTHER, System.UNICONTA)
    assert hooks.opened(System.UNICONTA, key_of(store), f"Argument={theirs.secret}") is None
    assert [hook.tenant_id for hook in hooks.of_tenant(OTHER)] == [2]
