"""A backup is whole, is a database, and holds no key in plain form."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import Misconfigured
from bindeled.store.backup import back_up
from tests.integration.store.keyhouse import KeyHouse
from tests.support.database import pointed_at

if TYPE_CHECKING:
    from pathlib import Path

    from bindeled.domain.accounts import Tenant


@pytest.fixture
def house(tmp_path: Path, tenant: Tenant, database: str) -> KeyHouse:
    if not database.startswith("sqlite"):
        pytest.skip("PostgreSQL has a tool of its own")
    house = KeyHouse(tmp_path / "keys", tenant)
    house.hand_over("canary-first")
    return house


def test_a_backup_made_before_a_rotation_opens_after_it(house: KeyHouse, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    assert back_up(copy) == copy.stat().st_size
    house.rotate()
    house.clock.pass_by(hours=2)
    house.data_keys.destroy_former([house.tenant.id])
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with pointed_at(f"sqlite:///{copy}"):
        assert house.again().secrets() == ["canary-first"]


def test_neither_a_secret_nor_the_master_key_is_in_it(house: KeyHouse, tmp_path: Path) -> None:
    back_up(tmp_path / "copy.sqlite3")
    content = (tmp_path / "copy.sqlite3").read_bytes()
    key = (house.folder / "master.key").read_text().split()[-1]
    assert b"canary-first" not in content
    assert key.encode() not in content


def test_a_file_that_is_there_is_not_overwritten(house: KeyHouse, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("mine")
    with pytest.raises(Misconfigured, match="Name a new file"):
        back_up(tmp_path / "copy")
    assert ((tmp_path / "copy").read_text(), house.secrets()) == ("mine", ["canary-first"])


def test_a_place_that_cannot_be_written_is_told_and_nothing_is_left(house: KeyHouse, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be written"):
        back_up(tmp_path / "nowhere" / "copy")
    assert house.secrets() == ["canary-first"]


def test_with_postgresql_its_own_tool_is_named(tenant: Tenant, database: str, tmp_path: Path) -> None:
    if database.startswith("sqlite"):
        pytest.skip("SQLite is copied")
    with pytest.raises(Misconfigured, match="pg_dump"):
        back_up(tmp_path / f"copy-{tenant.id}")
