"""What a page has asked for and does not wait for: done in a thread of its own, and how it ended, until it is seen."""

from __future__ import annotations

import threading
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bindeled.bootstrap.threads import begin
from bindeled.domain.errors import BindeledError
from bindeled.store.configuration import healthy_connection

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

_log = structlog.get_logger()


class Ended(Enum):
    """How it ended where it did not end well: a system did not let us, or something of ours broke."""

    LINK = "link"
    OTHER = "other"


class Background:
    """The work of one process, by a key; one piece of work at a time for each."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[Hashable] = set()
        self._ended: dict[Hashable, Ended] = {}
        self._found: dict[Hashable, object] = {}

    def start(self, key: Hashable, work: Callable[[], object]) -> bool:
        """Begin the work in the name of whoever asks; False when it is under way already."""
        with self._lock:
            if key in self._running:
                return False
            self._running.add(key)
            self._ended.pop(key, None)
            self._found.pop(key, None)
        begin("background", partial(self._do, key, work))
        return True

    def is_running(self, key: Hashable) -> bool:
        """Tell whether this is under way."""
        return key in self._running

    def knows(self, key: Hashable) -> bool:
        """Tell whether this is under way here, or has come to its end here and how."""
        return key in self._running or key in self._ended or key in self._found

    def ended(self, key: Hashable) -> Ended | None:
        """Return how the last of this ended, None when it ended well, was never begun, or is under way."""
        return self._ended.get(key)

    def found(self, key: Hashable) -> object:
        """Return what the last of this returned, None while there is nothing."""
        return self._found.get(key)

    def _do(self, key: Hashable, work: Callable[[], object]) -> None:
        try:
            with healthy_connection():
                self._found[key] = work()
        except BindeledError as error:
            self._ended[key] = Ended.LINK if error.system else Ended.OTHER
            _log.info("background.refused", about=str(key), kind=type(error).__name__)
        except Exception as error:  # noqa: BLE001 - the thread ends here, and the page tells that it did not get through
            self._ended[key] = Ended.OTHER
            _log.error("background.broke", about=str(key), kind=type(error).__name__)
        finally:
            self._running.discard(key)
