"""What one process has written down as being sent and not settled: dated anew when its calls leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from bindeled.store.batches import chunks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bindeled.store import models


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The rows of one table that this run has opened and not settled. Safe to share by threads."""

    table: type[models.LedgerEntry | models.RegisterWrite]
    _ids: set[int] = field(default_factory=set, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def opened(self, ids: Iterable[int]) -> None:
        """Hear that these rows are written down as being sent."""
        with self._lock:
            self._ids.update(ids)

    def settled(self, ids: Iterable[int]) -> None:
        """Hear that these are under way no longer."""
        with self._lock:
            self._ids.difference_update(ids)

    def leave(self, at: datetime) -> None:
        """Note that a call leaves at this moment, which may carry any of them; with none, nothing is written."""
        with self._lock:
            ids = sorted(self._ids)
        for some in chunks(ids):
            self.table.objects.filter(pk__in=some).update(left_at=at)


def last_left(sent_at: datetime, left_at: datetime | None) -> datetime:
    """Return when a write may have left at the latest, as far as that was noted."""
    return max(sent_at, left_at or sent_at)
