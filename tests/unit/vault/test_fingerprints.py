"""Fingerprints tell whether two secrets are the same, and nothing else."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import Contradiction
from bindeled.domain.secrets import Secret
from tests.unit.vault.fakes import MemoryDataKeys, a_vault

if TYPE_CHECKING:
    from pathlib import Path

    from bindeled.vault.vault import Vault

CANARY = "canary-not-a-real-key-4711"


def test_the_same_secret_has_the_same_fingerprint_in_another_process(
    tmp_path: Path, rows: MemoryDataKeys, vault: Vault
) -> None:
    assert a_vault(tmp_path, rows).fingerprint(1, Secret(CANARY)) == vault.fingerprint(1, Secret(CANARY))


def test_another_secret_and_another_tenant_have_other_fingerprints(vault: Vault) -> None:
    of_all = {
        vault.fingerprint(1, Secret(CANARY)),
        vault.fingerprint(1, Secret("x")),
        vault.fingerprint(2, Secret("x")),
    }
    assert len(of_all) == 3


def test_a_fingerprint_is_no_plain_hash_of_the_secret(tmp_path: Path, vault: Vault) -> None:
    elsewhere = a_vault(tmp_path / "elsewhere")
    found = vault.fingerprint(1, Secret(CANARY))
    assert found != elsewhere.fingerprint(1, Secret(CANARY))
    assert hashlib.sha256(CANARY.encode()).hexdigest()[:32] not in found


def test_no_fingerprint_is_made_once_the_data_keys_are_gone(rows: MemoryDataKeys, vault: Vault) -> None:
    vault.fingerprint(1, Secret(CANARY))
    rows.rows.clear()
    with pytest.raises(Contradiction, match="fingerprint key of tenant 1 does not open"):
        vault.fingerprint(1, Secret(CANARY))
