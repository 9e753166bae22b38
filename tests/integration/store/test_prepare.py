from __future__ import annotations

import subprocess
import sys
from io import StringIO
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from bindeled.domain.errors import Misconfigured
from bindeled.store import configuration
from bindeled.store.configuration import healthy_connection, prepare
from tests.integration.store.racing import at_once
from tests.support.database import pointed_at

if TYPE_CHECKING:
    from pathlib import Path


def tables() -> set[str]:
    return set(connection.introspection.table_names())


def test_no_change_of_a_model_is_without_a_migration(database: str) -> None:
    del database
    call_command("makemigrations", "store", check=True, dry_run=True, stdout=StringIO())


def test_a_database_that_is_ready_is_left_as_it_is(database: str) -> None:
    del database
    before = tables()
    prepare()
    assert "ledger_entry" in before
    assert tables() == before


def test_a_folder_that_is_missing_is_made_and_shut_to_others(tmp_path: Path) -> None:
    path = tmp_path / "home" / "deep" / "bindeled.sqlite3"
    with pointed_at(f"sqlite:///{path}"):
        prepare()
        assert "ledger_entry" in tables()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_two_that_start_together_both_find_it_ready(tmp_path: Path) -> None:
    with pointed_at(f"sqlite:///{tmp_path / 'bindeled.sqlite3'}"):
        assert at_once([prepare, prepare]) == [None, None]
        assert "ledger_entry" in tables()


def test_sqlite_is_opened_so_that_nothing_written_is_lost(tmp_path: Path) -> None:
    with pointed_at(f"sqlite:///{tmp_path / 'bindeled.sqlite3'}"), connection.cursor() as cursor:
        found = {}
        for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys"):
            cursor.execute(f"PRAGMA {name}")
            found[name] = cursor.fetchone()[0]
    assert found == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 30_000, "foreign_keys": 1}


def test_a_file_that_is_no_database_is_told_so_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Husk at ringe til Åse. " * 100)
    before = path.read_bytes()
    with pointed_at(f"sqlite:///{path}"), pytest.raises(Misconfigured, match=r"notes\.txt is not a database\. Move"):
        prepare()
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with (
        pointed_at(f"sqlite:///{tmp_path / 'file' / 'bindeled.sqlite3'}"),
        pytest.raises(Misconfigured, match=r"cannot be opened\. Give the user"),
    ):
        prepare()


def test_a_folder_in_place_of_the_file_is_told_so(tmp_path: Path) -> None:
    with pointed_at(f"sqlite:///{tmp_path}"), pytest.raises(Misconfigured, match=r"cannot be opened\. Give the user"):
        prepare()


def test_a_full_disk_is_told_so_and_leaves_no_table(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'bindeled.sqlite3'}"
    with pointed_at(address):
        # The same error from SQLite as on a full disk, without filling one.
        connection.settings_dict["OPTIONS"]["init_command"] += "; PRAGMA max_page_count=30"
        with pytest.raises(Misconfigured, match="the disk is full"):
            prepare()
    with pointed_at(address):
        assert tables() == set()
        prepare()
        assert "ledger_entry" in tables()


def test_a_database_of_a_newer_release_is_told_so_and_left_alone(database: str) -> None:
    del database
    future = ("store", "0999_from_the_future")
    MigrationRecorder(connection).record_applied(*future)
    try:
        with pytest.raises(Misconfigured, match=r"made by a newer Bindeled \(it has 0999_from_the_future"):
            prepare()
    finally:
        MigrationRecorder(connection).record_unapplied(*future)


def test_a_postgresql_that_does_not_answer_is_told_without_the_password() -> None:
    address = "postgresql://bindeled:canary-7f3@127.0.0.1:9/work"
    with pointed_at(address), pytest.raises(Misconfigured, match=r"work at 127\.0\.0\.1:9 cannot be used") as told:
        prepare()
    assert "canary-7f3" not in str(told.value)


def test_an_old_sqlite_is_told_so() -> None:
    with pytest.raises(Misconfigured, match=r"needs SQLite 3\.35\.0 or newer and found 3\.31\.1"):
        configuration._check_sqlite((3, 31, 1))


def test_a_connection_that_was_dropped_is_opened_anew(database: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend = cursor.fetchone()[0]
        with psycopg.connect(database, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [backend])
    with healthy_connection():
        assert "ledger_entry" in tables()


def test_the_store_is_ready_in_a_process_that_has_just_started(tmp_path: Path) -> None:
    script = (
        "import sys, django\n"
        "from django.conf import settings\n"
        "from bindeled.store.configuration import django_configuration, prepare\n"
        "settings.configure(**django_configuration(sys.argv[1]))\n"
        "django.setup()\n"
        "prepare()\n"
        "from bindeled.store.tenants import TenantStore\n"
        "print(TenantStore().all())\n"
    )
    command = [sys.executable, "-W", "error", "-c", script, f"sqlite:///{tmp_path / 'bindeled.sqlite3'}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"
