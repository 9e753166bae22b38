"""Runs and workers in a bare SQLite file: quick to make, shared by processes, without the web framework.

Beside the two ports it keeps what tests ask about afterwards: every carrying with its begin and end, and every try to
write a run's end with whether it was accepted.
"""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bindeled.domain.states import RunState
from bindeled.run_ports import RunRecord

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from bindeled.run_ports import RunEnding

_TABLES = """
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY, tenant_id INTEGER, flow TEXT, state TEXT, attempt INTEGER, worker TEXT, queued_at TEXT,
    started_at TEXT, finished_at TEXT, again_at TEXT, counts TEXT, reason TEXT,
    "trigger" TEXT);
CREATE TABLE IF NOT EXISTS workers (name TEXT PRIMARY KEY, at TEXT, resting TEXT);
CREATE TABLE IF NOT EXISTS carryings (
    id INTEGER PRIMARY KEY, run_id INTEGER, tenant_id INTEGER, worker TEXT, began REAL, ended REAL);
CREATE TABLE IF NOT EXISTS endings (run_id INTEGER, attempt INTEGER, accepted INTEGER);
"""


@dataclass(frozen=True, slots=True)
class Carrying:
    """One time that a worker carried a run; `ended` is None when it never came to an end. Seconds of the clock."""

    run_id: int
    tenant_id: int
    worker: str
    began: float
    ended: float | None


class FakeRuns:
    """RunStore over one file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        with self._connected() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_TABLES)

    def queue(self, tenant_id: int, flow: str, trigger: str, at: datetime) -> int:
        with self._connected() as connection:
            row = connection.execute(
                "SELECT id, state FROM runs WHERE tenant_id = ? AND flow = ? AND state NOT IN ('done', 'failed')",
                (tenant_id, flow),
            ).fetchone()
            if row is None:
                return self._insert(connection, tenant_id, flow, trigger, at)
            if row["state"] != RunState.RUNNING.value:
                connection.execute("UPDATE runs SET state = 'queued', again_at = NULL WHERE id = ?", (row["id"],))
            return int(row["id"])

    def begin(self, run_id: int, worker: str, attempt: int, at: datetime) -> bool:
        with self._connected() as connection:
            cursor = connection.execute(
                "UPDATE runs SET state = 'running', attempt = ?, worker = ?, started_at = ?"
                " WHERE id = ? AND attempt < ? AND state NOT IN ('done', 'failed')",
                (attempt, worker, at.isoformat(), run_id, attempt),
            )
            return cursor.rowcount == 1

    def finish(self, run_id: int, attempt: int, ending: RunEnding, at: datetime) -> bool:
        again_at = ending.again_at.isoformat() if ending.again_at else None
        counts = json.dumps(dict(ending.counts))
        with self._connected() as connection:
            cursor = connection.execute(
                "UPDATE runs SET state = ?, counts = ?, reason = ?, again_at = ?, finished_at = ?"
                " WHERE id = ? AND attempt = ? AND state = 'running'",
                (ending.state.value, counts, ending.reason, again_at, at.isoformat(), run_id, attempt),
            )
            accepted = cursor.rowcount == 1
            connection.execute("INSERT INTO endings VALUES (?, ?, ?)", (run_id, attempt, accepted))
        return accepted

    def due(self, at: datetime) -> list[RunRecord]:
        return self._records("state = 'queued' OR (state = 'waiting' AND again_at <= ?)", at.isoformat())

    def running(self) -> list[RunRecord]:
        return self._records("state = 'running'")

    def get(self, run_id: int) -> RunRecord:
        return self._records("id = ?", run_id)[0]

    def carry_begins(self, run_id: int, worker: str) -> int:
        """Note that a worker begins to carry this run; returns the number of the note."""
        with self._connected() as connection:
            cursor = connection.execute(
                "INSERT INTO carryings (run_id, tenant_id, worker, began)"
                " SELECT id, tenant_id, ?, ? FROM runs WHERE id = ?",
                (worker, time.time(), run_id),
            )
            return int(cursor.lastrowid or 0)

    def carry_ends(self, note: int) -> None:
        with self._connected() as connection:
            connection.execute("UPDATE carryings SET ended = ? WHERE id = ?", (time.time(), note))

    def carryings(self) -> list[Carrying]:
        """Return every carrying in the order in which they began."""
        with self._connected() as connection:
            rows = connection.execute("SELECT run_id, tenant_id, worker, began, ended FROM carryings ORDER BY began")
            return [Carrying(*row) for row in rows]

    def endings(self, run_id: int) -> list[tuple[int, bool]]:
        """Return each try to write the run's end: its attempt and whether it was accepted."""
        with self._connected() as connection:
            rows = connection.execute(
                "SELECT attempt, accepted FROM endings WHERE run_id = ? ORDER BY rowid", (run_id,)
            )
            return [(row["attempt"], bool(row["accepted"])) for row in rows]

    def _insert(self, connection: sqlite3.Connection, tenant_id: int, flow: str, trigger: str, at: datetime) -> int:
        cursor = connection.execute(
            'INSERT INTO runs (tenant_id, flow, "trigger", state, attempt, worker, queued_at, counts, reason)'
            " VALUES (?, ?, ?, 'queued', 0, '', ?, '{}', '')",
            (tenant_id, flow, trigger, at.isoformat()),
        )
        return int(cursor.lastrowid or 0)

    def _records(self, condition: str, *values: object) -> list[RunRecord]:
        with self._connected() as connection:
            rows = connection.execute(f"SELECT * FROM runs WHERE {condition} ORDER BY id", values)  # noqa: S608 - conditions are written above
            return [_record(row) for row in rows]

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with connected(self._file) as connection:
            yield connection


class FakeWorkers:
    """WorkerStore over the same file as FakeRuns, which makes the tables."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def beat(self, name: str, at: datetime, resting: Collection[int] = ()) -> None:
        with connected(self._file) as connection:
            row = (name, at.isoformat(), json.dumps(sorted(resting)))
            connection.execute("INSERT OR REPLACE INTO workers VALUES (?, ?, ?)", row)

    def resting(self) -> dict[str, list[int]]:
        with connected(self._file) as connection:
            return {row["name"]: json.loads(row["resting"]) for row in connection.execute("SELECT * FROM workers")}

    def silent(self, before: datetime) -> list[str]:
        with connected(self._file) as connection:
            return [
                row["name"] for row in connection.execute("SELECT * FROM workers WHERE at < ?", (before.isoformat(),))
            ]

    def forget(self, name: str) -> None:
        with connected(self._file) as connection:
            connection.execute("DELETE FROM workers WHERE name = ?", (name,))


@contextmanager
def connected(file: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection of its own to this block, as one transaction."""
    connection = sqlite3.connect(file, timeout=30, isolation_level="IMMEDIATE")
    connection.row_factory = sqlite3.Row
    try:
        with connection:
            yield connection
    finally:
        connection.close()


def now() -> datetime:
    """Return now, in UTC, so that moments compare as texts."""
    return datetime.now(UTC)


def _record(row: sqlite3.Row) -> RunRecord:
    values: dict[str, Any] = dict(row)
    for name in ("queued_at", "started_at", "finished_at", "again_at"):
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    values["state"] = RunState(values["state"])
    values["counts"] = json.loads(values["counts"])
    return RunRecord(**values)
