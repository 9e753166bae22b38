"""What is read from the systems for somebody who looks on: in a thread of its own, so that nobody waits without a word.

A reading that came is shown again for a while, so that looking twice costs the systems nothing.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from bindeled.bootstrap.threads import begin
from bindeled.domain.errors import BindeledError
from bindeled.store.configuration import healthy_connection

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import datetime, timedelta

_log = structlog.get_logger()
# A reading holds the records of a register, so a process keeps only so many.
_MOST_KEPT = 16


class ReadingState(Enum):
    """How a reading stands."""

    THERE = "there"
    COMING = "coming"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a reading. `found` is there only when it came, `error` when it was refused by one of ours."""

    state: ReadingState
    found: Any = None
    error: BindeledError | None = None


@dataclass
class _Asked:
    at: datetime
    done: threading.Event = field(default_factory=threading.Event)
    reading: Reading = Reading(ReadingState.COMING)


class Readings:
    """The readings of one process, by what was read of whom."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: dict[Hashable, _Asked] = {}

    def newest(self, key: Hashable, kept: timedelta, now: datetime) -> Any | None:
        """Return what was read before and is still good, None when nothing is. Asks nobody."""
        asked = self._asked.get(key)
        good = asked is not None and asked.reading.state is ReadingState.THERE and now - asked.at < kept
        return asked.reading.found if asked is not None and good else None

    def look(
        self, key: Hashable, read: Callable[[], Any], *, wait_seconds: float, kept: timedelta, now: datetime
    ) -> Reading:
        """Return the reading, waiting for it no longer than so; it goes on meanwhile and is there at a later look.

        One that was refused is told once; the next look asks again.
        """
        asked = self._asking(key, read, kept, now)
        asked.done.wait(wait_seconds)
        if asked.reading.state is ReadingState.REFUSED:
            with self._lock:
                self._asked.pop(key, None)
        return asked.reading

    def _asking(self, key: Hashable, read: Callable[[], Any], kept: timedelta, now: datetime) -> _Asked:
        with self._lock:
            asked = self._asked.get(key)
            if asked is not None and (not asked.done.is_set() or now - asked.at < kept):
                return asked
            asked = self._asked[key] = _Asked(now)
            for old in list(self._asked)[:-_MOST_KEPT]:
                del self._asked[old]
        begin("reading", partial(_read, asked, read))
        return asked


def _read(asked: _Asked, read: Callable[[], Any]) -> None:
    try:
        with healthy_connection():
            asked.reading = Reading(ReadingState.THERE, read())
    except BindeledError as error:
        asked.reading = Reading(ReadingState.REFUSED, error=error)
    except Exception as error:  # noqa: BLE001 - the thread ends here, and the page says that it did not come about
        _log.error("reading.broke", kind=type(error).__name__)
        asked.reading = Reading(ReadingState.REFUSED)
    finally:
        asked.done.set()
