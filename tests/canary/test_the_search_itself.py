"""The search finds what is there: without this, finding nothing would mean nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.support.canary import Planted, search, spellings

if TYPE_CHECKING:
    from pathlib import Path

PLANTED = Planted("the canary", "Fugl@opdigtet.example", 'Kanarie+gul/fjer "og" næb%2Fslut&godt<nok>')


@pytest.mark.parametrize(("name", "text"), sorted(set(spellings(PLANTED))))
def test_every_spelling_is_found_in_the_middle_of_a_file(tmp_path: Path, name: str, text: bytes) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "file.bin").write_bytes(b"\x00\xffbefore" + text + b"after\x00")

    assert name in {find.spelling for find in search([tmp_path], [PLANTED])}


def test_capitals_do_not_hide_a_secret(tmp_path: Path) -> None:
    (tmp_path / "file").write_text(PLANTED.secret.swapcase(), encoding="utf-8")

    assert search([tmp_path], [PLANTED])


def test_a_secret_in_a_database_is_found(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "database")) as connection:
        connection.execute("CREATE TABLE kept (text TEXT)")
        connection.execute("INSERT INTO kept VALUES (?)", (f"said: {PLANTED.secret}",))
        connection.commit()

    assert {find.file.name for find in search([tmp_path], [PLANTED])} == {"database"}


def test_a_folder_without_the_secret_holds_no_find(tmp_path: Path) -> None:
    (tmp_path / "file").write_text(f"{PLANTED.login}: another secret", encoding="utf-8")

    assert search([tmp_path], [PLANTED]) == []
