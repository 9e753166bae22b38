from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.vault.fakes import MemoryDataKeys, a_vault

if TYPE_CHECKING:
    from pathlib import Path

    from bindeled.vault.vault import Vault


@pytest.fixture
def rows() -> MemoryDataKeys:
    return MemoryDataKeys()


@pytest.fixture
def vault(tmp_path: Path, rows: MemoryDataKeys) -> Vault:
    """A vault whose keys are made and open."""
    vault = a_vault(tmp_path, rows)
    vault.prove()
    return vault
