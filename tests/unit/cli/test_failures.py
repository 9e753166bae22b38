"""Whatever stops a command comes out as a sentence, a kind and an exit code."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import pytest
import structlog
import typer
from django.db import OperationalError, connection

import tests.support.database  # noqa: F401 - importing it configures Django
from bindeled.cli.failures import told
from bindeled.connections.errors import NotTried
from bindeled.domain.errors import BindeledError, ForeignCompany, Misconfigured, NeedsSignIn, Throttled, Unreachable
from tests.support.database import pointed_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NeedsSignIn("Intempus"), 1),
        (ForeignCompany("Uniconta", "Vores ApS", "Andres ApS"), 1),
        (Misconfigured(["The port is taken.", "The key is missing."]), 2),
        (Unreachable("Uniconta", "no connection"), 3),
        (NotTried("Uniconta", Throttled("Uniconta")), 3),
    ],
    ids=lambda case: type(case).__name__ if isinstance(case, Exception) else "",
)
def test_our_own_error_is_told_in_its_own_words_and_its_code_says_who_must_act(error: BindeledError, code: int) -> None:
    failure = told(error)
    assert (failure.sentence, failure.kind, failure.exit_code) == (error.sentence, type(error).__name__, code)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    with pointed_at(f"sqlite:///{tmp_path / 'bindeled.sqlite3'}") as address:
        yield address.removeprefix("sqlite:///")


def test_a_database_that_cannot_grow_in_the_middle_is_told_to_be_full(database: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 2")
        cursor.execute("CREATE TABLE heap (content BLOB)")
        with pytest.raises(OperationalError) as caught:
            cursor.execute("INSERT INTO heap VALUES (zeroblob(1000000))")
    failure = told(caught.value)
    assert failure.sentence.startswith(f"The database {database} cannot grow: the disk is full. Make room")
    assert (failure.kind, failure.exit_code) == ("Misconfigured", 2)


def test_an_error_of_the_queue_s_database_is_told_like_ours(database: str) -> None:
    error = RuntimeError("as the queue's own library has it")
    with pytest.raises(sqlite3.OperationalError) as caught:
        sqlite3.connect("/nowhere/at/all/runs.sqlite3")
    error.__cause__ = caught.value
    failure = told(error)
    assert failure.exit_code == 2
    assert database in failure.sentence


def test_a_wrong_word_is_told_with_where_to_look_it_up() -> None:
    failure = told(typer.BadParameter("'soon' is not a day"))
    assert failure.sentence == "Invalid value: 'soon' is not a day. Look it up with: bindeled --help"
    assert (failure.kind, failure.exit_code) == ("Usage", 2)


def test_what_nobody_foresaw_is_logged_with_its_traceback_and_told_without_its_words() -> None:
    with structlog.testing.capture_logs() as logs:
        failure = told(KeyError("hemmelig"))
    assert (failure.kind, failure.exit_code) == ("Unforeseen", 1)
    assert "KeyError" in failure.sentence
    assert "hemmelig" not in json.dumps(failure.sentence)
    assert [line["event"] for line in logs] == ["command.broke"]
