"""What journeys look at from outside: the database, the twins, and what a command said."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from tests.support.processes import TENANT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.processes import Company, Finished

# The exit codes that the command line promises.
DONE, NOT_DONE, NOT_RIGHT, PASSES = 0, 1, 2, 3
THEIRS = "--tenant", TENANT


def facts(finished: Finished) -> dict[str, Any]:
    """Return the one JSON object that a command printed with --json."""
    content: dict[str, Any] = json.loads(finished.out)
    return content


def writes(company: Company) -> int:
    """Return how many changes both twins have accepted."""
    return sum(len(twin.control.journal()) for twin in (company.intempus, company.uniconta))


def lines_in_uniconta(company: Company) -> list[str]:
    """Return the reference of every line, journal and posted together."""
    truth = company.uniconta.control.truth()
    return [line["ReferenceNumber"] for line in (*truth["lines"], *truth["transactions"])]


def content_of(database: Path) -> list[str]:
    """Return every row of every table."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as connection:
        return list(connection.iterdump())


def rows_of(company: Company, query: str) -> list[Any]:
    """Read the product's database; a query that does not fit it fails here instead of finding nothing."""
    database = company.cli.home / "bindeled.sqlite3"
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as connection:
        return connection.execute(query).fetchall()


def standing(company: Company) -> tuple[Any, ...]:
    """Return what a refused command must leave alone: what was carried and is parked, and the logins in use."""

    def rows(query: str) -> list[Any]:
        return rows_of(company, query)

    return (
        rows("SELECT id, slug, first_day, rules FROM tenant"),
        rows("SELECT id, company_key, epoch FROM connection"),
        rows("SELECT connection_id, number, login FROM credential_version WHERE state = 'active'"),
        rows("SELECT * FROM ledger_entry"),
        rows("SELECT * FROM parked_report"),
        writes(company),
    )


def assert_one_sentence(finished: Finished, code: int, *words: str) -> None:
    """Hold a refused command to its promise: the code, nothing but a sentence, and the words that matter in it."""
    assert finished.code == code, str(finished)
    assert finished.out == "", str(finished)
    told = finished.error.strip()
    assert "Traceback" not in told, told
    assert "\n" not in told, told
    assert told.endswith((".", ")", "--help", "NAME")) or ": bindeled " in told, told
    for word in words:
        assert word in told, told
