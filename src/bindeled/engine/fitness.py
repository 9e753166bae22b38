"""Tells whether this Python fits its SQLite."""

from __future__ import annotations

import sqlite3
import sys

from bindeled.domain.errors import Misconfigured

_PYTHON_THAT_NEEDS_MORE = (3, 12)
_SQLITE_WITH_MILLISECONDS = (3, 42)


def fits(python: tuple[int, ...] = sys.version_info[:2], sqlite: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Return whether the durable engine can keep its queue in SQLite.

    From Python 3.12 on, DBOS 3.4 asks SQLite for the time in milliseconds, which SQLite tells since 3.42.
    """
    return python < _PYTHON_THAT_NEEDS_MORE or sqlite >= _SQLITE_WITH_MILLISECONDS


def check_fitness(
    python: tuple[int, ...] = sys.version_info[:2], sqlite: tuple[int, ...] = sqlite3.sqlite_version_info
) -> None:
    """Raise Misconfigured when the durable engine would fail on its first SQLite statement."""
    if not fits(python, sqlite):
        sentence = (
            f"Python {_dotted(python)} needs SQLite {_dotted(_SQLITE_WITH_MILLISECONDS)} or newer, but this is SQLite "
            f"{_dotted(sqlite)}: run Bindeled with Python 3.11, or keep its data in PostgreSQL."
        )
        raise Misconfigured([sentence])


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)
