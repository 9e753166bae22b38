"""A copy of the database as it stands at one moment, taken while it is in use."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from django.db import connection

from bindeled.domain.errors import Misconfigured

if TYPE_CHECKING:
    from pathlib import Path


def back_up(target: Path) -> int:
    """Write a copy of the SQLite database to a new file, readable by its owner only, and return its bytes.

    It gets its name only when it is whole and has passed SQLite's own check. Raises Misconfigured with what to do when
    the file is there already, cannot be written, or the data lie in PostgreSQL.
    """
    if connection.vendor != "sqlite":
        name = connection.settings_dict["NAME"]
        raise Misconfigured([f"The data lie in PostgreSQL: back them up with its own tool: pg_dump -Fc -f FILE {name}"])
    if target.exists():
        raise Misconfigured([f"{target} is there already. Name a new file; nothing was overwritten."])
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _copy(draft)
        draft.rename(target)
        return target.stat().st_size
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Misconfigured([f"The backup {target} cannot be written: {reason}. Mend that and try again."]) from None
    finally:
        draft.unlink(missing_ok=True)


def _copy(draft: Path) -> None:
    """Copy and check. The copy is one file: no log stays beside it."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as live, closing(sqlite3.connect(draft)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(f"the database is damaged ({verdict})")
    descriptor = os.open(draft, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
