"""The one clock of the program."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the time, zone-aware."""
    return datetime.now(UTC)
