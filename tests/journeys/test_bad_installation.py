"""An installation that is not right: told at the start or in the middle, with what to do, and nothing changed."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.journeys.hampering import (
    environment,
    mind_permissions,
    no_file_may_grow,
    run_hampered,
    run_without_sandbox,
    small_disk,
)
from tests.journeys.looking import (
    NOT_DONE,
    NOT_RIGHT,
    THEIRS,
    assert_one_sentence,
    content_of,
    facts,
    lines_in_uniconta,
    standing,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.processes import Company

SYNC = ("sync", "reports", *THEIRS)
COMMANDS = (("status",), SYNC, ("tenants", "add", "Ny"))


def database(company: Company) -> Path:
    return company.cli.home / "bindeled.sqlite3"


def key_file(company: Company) -> Path:
    return company.cli.home / "master.key"


def execute(company: Company, statement: str) -> None:
    with closing(sqlite3.connect(database(company))) as connection, connection:
        connection.execute(statement)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_a_file_that_is_no_database_is_left_as_it_is(connected: Company, words: tuple[str, ...]) -> None:
    database(connected).write_text("Dette er ikke en database.\n" * 400)
    before = database(connected).read_bytes()
    assert_one_sentence(connected.cli.run(*words), NOT_RIGHT, "is not a database. Move the file away")
    assert database(connected).read_bytes() == before


def test_a_damaged_database_is_told_with_the_backup_as_the_remedy(connected: Company) -> None:
    content = bytearray(database(connected).read_bytes())
    content[4096 : len(content) : 512] = b"\xff" * len(content[4096 : len(content) : 512])
    database(connected).write_bytes(content)
    assert_one_sentence(connected.cli.run("status"), NOT_RIGHT, "is damaged. Restore the latest backup.")
    assert database(connected).read_bytes() == bytes(content)


def test_a_database_that_loses_a_table_in_the_middle_is_a_sentence_and_no_traceback(connected: Company) -> None:
    execute(connected, "DROP TABLE parked_report")
    assert_one_sentence(connected.cli.run("status"), NOT_RIGHT, "parked_report")
    assert facts(connected.cli.run("status", "--json"))["kind"] == "Misconfigured"


def test_a_database_of_a_newer_release_is_not_touched(connected: Company) -> None:
    execute(
        connected,
        "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_later', '2030-01-01 00:00:00')",
    )
    before = content_of(database(connected))
    assert_one_sentence(connected.cli.run(*SYNC), NOT_RIGHT, "was made by a newer Bindeled", "Nothing was changed")
    assert content_of(database(connected)) == before


def test_a_folder_that_cannot_be_written_is_told(company: Company) -> None:
    company.cli.home.mkdir(mode=0o555)
    finished = run_hampered(company.cli, "tenants", "add", "Ny", before=mind_permissions)
    assert_one_sentence(finished, NOT_RIGHT, "cannot be opened", "the right to write in its folder", "BINDELED_HOME")
    assert list(company.cli.home.iterdir()) == []


def test_a_database_that_cannot_be_written_is_told(connected: Company) -> None:
    database(connected).chmod(0o444)
    connected.cli.home.chmod(0o555)
    before = standing(connected)
    finished = run_hampered(connected.cli, "tenants", "add", "Ny", before=mind_permissions)
    connected.cli.home.chmod(0o755)
    assert_one_sentence(finished, NOT_RIGHT, "the right to write")
    assert standing(connected) == before


def test_a_home_that_is_a_file_is_told(company: Company) -> None:
    company.cli.home.write_text("")
    assert_one_sentence(company.cli.run("status"), NOT_RIGHT, "BINDELED_HOME")


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_where_no_file_can_grow_nothing_is_changed(connected: Company, words: tuple[str, ...]) -> None:
    before = standing(connected)
    finished = run_hampered(connected.cli, *words, before=no_file_may_grow)
    assert_one_sentence(finished, NOT_RIGHT, str(database(connected)))
    assert standing(connected) == before


def test_a_disk_that_is_full_from_the_start_is_told(connected: Company) -> None:
    size = sum(file.stat().st_size for file in connected.cli.home.iterdir()) // 1024
    launcher = small_disk(connected.cli.home, size + 36)
    before = standing(connected)
    finished = run_hampered(connected.cli, "tenants", "add", "Ny", launcher=launcher)
    assert_one_sentence(finished, NOT_RIGHT, "cannot grow: the disk is full. Make room and start again")
    assert standing(connected) == before


def test_a_disk_that_fills_up_in_the_middle_of_a_run_is_told_and_not_waited_for(connected: Company) -> None:
    size = sum(file.stat().st_size for file in connected.cli.home.iterdir()) // 1024
    finished = run_hampered(connected.cli, *SYNC, launcher=small_disk(connected.cli.home, size + 900))
    assert finished.code != 0, str(finished)
    assert "make room" in (finished.out + finished.error).lower(), str(finished)


def test_with_room_on_the_disk_again_the_same_command_carries_everything(connected: Company) -> None:
    run_hampered(connected.cli, *SYNC, before=no_file_may_grow)
    connected.cli.must(*SYNC)
    there = lines_in_uniconta(connected)
    assert len(there) == len(set(there)) == connected.cli.number("SELECT count(*) FROM ledger_entry")


def put_another_key(file: Path, company: Company) -> None:
    elsewhere = company.cli.home.with_name("elsewhere")
    company.cli.must("tenants", "list", BINDELED_HOME=str(elsewhere))
    shutil.copy(elsewhere / "master.key", file)


def cut_short(file: Path, _company: Company) -> None:
    file.write_bytes(file.read_bytes()[:-20])


KEY_TROUBLES: dict[str, tuple[Callable[[Path, Company], object], str]] = {
    "wrong": (put_another_key, "but the stored secrets were sealed under"),
    "missing": (lambda file, _: file.unlink(), "is missing, and the stored secrets cannot be opened without it"),
    "cut short": (cut_short, "is damaged or was cut short. Put it back from its backup"),
    "readable by others": (lambda file, _: file.chmod(0o644), "chmod 600"),
}


@pytest.mark.parametrize(("spoil", "told"), KEY_TROUBLES.values(), ids=KEY_TROUBLES)
def test_a_master_key_that_is_not_right_stops_every_command_and_changes_nothing(
    connected: Company, spoil: Callable[[Path, Company], object], told: str
) -> None:
    right = key_file(connected).read_bytes()
    before = content_of(database(connected)), standing(connected)
    spoil(key_file(connected), connected)
    spoilt = key_file(connected).exists() and key_file(connected).read_bytes()
    for words in (("status",), SYNC):
        assert_one_sentence(connected.cli.run(*words), NOT_RIGHT, told)
    assert (content_of(database(connected)), standing(connected)) == before
    assert (key_file(connected).exists() and key_file(connected).read_bytes()) == spoilt
    key_file(connected).write_bytes(right)
    key_file(connected).chmod(0o600)
    connected.cli.must("status")


def test_a_master_key_that_may_not_be_read_is_told(connected: Company) -> None:
    key_file(connected).chmod(0o000)
    finished = run_hampered(connected.cli, "status", before=mind_permissions)
    assert_one_sentence(finished, NOT_RIGHT, "cannot be read: Permission denied")


@pytest.mark.parametrize("command", ["up", "web"])
def test_a_port_that_is_taken_is_told_with_another_as_the_remedy(connected: Company, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        finished = connected.cli.run(command, "--port", str(port))
    assert_one_sentence(finished, NOT_RIGHT, f"Port {port} on 127.0.0.1 is taken", "choose another port")


@pytest.mark.parametrize("command", ["demo", "sandbox"])
def test_without_the_checkout_the_sandbox_is_told_to_be_part_of_it(company: Company, command: str) -> None:
    finished = run_without_sandbox(company.cli, command)
    assert_one_sentence(finished, NOT_RIGHT, "It comes with a checkout of the source only: run make demo there.")


def test_a_reader_that_leaves_early_gets_no_traceback(connected: Company) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as nobody_reads:
        ended = subprocess.run(
            [sys.executable, "-m", "bindeled", *SYNC, "--dry-run"],
            env=environment(connected.cli), stdout=nobody_reads, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert ended.returncode == NOT_DONE
    assert ended.stderr == ""
