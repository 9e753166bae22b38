from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import Contradiction, Overtaken
from bindeled.domain.secrets import WrappedKey
from bindeled.vault.installation import InstallationVault
from bindeled.vault.keys import FileKeyProvider

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)


class KeptKeys:
    """Keeps the key of the installation in memory; `rival` is put in by another process at the last moment."""

    def __init__(self, rival: WrappedKey | None = None) -> None:
        self.kept: list[WrappedKey] = []
        self.rival = rival

    def newest(self) -> WrappedKey | None:
        return self.kept[-1] if self.kept else None

    def add(self, key: WrappedKey, at: datetime) -> None:
        assert at == NOW
        if self.rival is not None:
            self.kept.append(self.rival)
            raise Overtaken("another process")
        self.kept.append(key)


def a_vault(folder: Path, keys: KeptKeys) -> InstallationVault:
    provider = FileKeyProvider(folder / "master.key")
    provider.prepare()
    return InstallationVault(provider, keys, lambda: NOW)


def test_every_process_signs_with_the_same_key(tmp_path: Path) -> None:
    keys = KeptKeys()

    first, second = a_vault(tmp_path, keys).signing_key(), a_vault(tmp_path, keys).signing_key()

    assert first == second
    assert len(keys.kept) == 1


def test_of_two_processes_that_start_at_once_the_first_ones_key_counts(tmp_path: Path) -> None:
    winner = KeptKeys()
    signed = a_vault(tmp_path, winner).signing_key()

    assert a_vault(tmp_path, KeptKeys(winner.kept[0])).signing_key() == signed


def test_what_was_sealed_opens_and_shows_nothing_meanwhile(tmp_path: Path) -> None:
    vault = a_vault(tmp_path, KeptKeys())

    sealed = vault.seal("JBSWY3DPEHPK3PXP")

    assert "JBSW" not in sealed
    assert vault.open(sealed) == "JBSWY3DPEHPK3PXP"
    assert vault.seal("JBSWY3DPEHPK3PXP") != sealed


@pytest.mark.parametrize("altered", ["", "sealed1:", "sealed1:AAAA", "JBSWY3DPEHPK3PXP", "sealed1:" + "A" * 60])
def test_what_was_altered_does_not_open(tmp_path: Path, altered: str) -> None:
    with pytest.raises(Contradiction, match="Set up a new one"):
        a_vault(tmp_path, KeptKeys()).open(altered)


def test_under_another_master_key_nothing_is_signed(tmp_path: Path) -> None:
    keys = KeptKeys()
    a_vault(tmp_path, keys).signing_key()
    kept = keys.kept[0]
    altered = kept.ciphertext[:-1] + bytes([kept.ciphertext[-1] ^ 1])
    keys.kept = [WrappedKey(0, kept.number, kept.master_key_id, kept.nonce, altered)]

    with pytest.raises(Contradiction, match="Restore the table of installation keys"):
        a_vault(tmp_path, keys).signing_key()
