"""Something that is done again and again in a thread of its own, and outlives its errors."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager


_PATIENCE_SECONDS = 10.0

_log = structlog.get_logger(__name__)


class Repeating:
    """Calls `action` at once and then every `seconds`, until stopped.

    An error is logged in one line when it begins and in one when it has passed, not each time: a database that is away
    for an hour would fill the log. `failure` is what it met last, None when the last call went well.
    """

    def __init__(
        self,
        what: str,
        action: Callable[[], None],
        seconds: float,
        around: Callable[[], AbstractContextManager[object]],
    ) -> None:
        self._what = what
        self._action = action
        self._seconds = seconds
        self._around = around
        self.failure: Exception | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._repeat, name=f"bindeled-{what}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the call that is under way, and wait for it a while: it may hang on a database that is away."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE_SECONDS)

    def _repeat(self) -> None:
        while not self._stopping.is_set():
            self._once()
            self._stopping.wait(self._seconds)

    def _once(self) -> None:
        try:
            with self._around():
                self._action()
        except Exception as error:  # noqa: BLE001 - whatever it was, the next call may succeed
            if self.failure is None:
                _log.warning("worker.failing", what=self._what, error=type(error).__name__, reason=str(error))
            self.failure = error
        else:
            if self.failure is not None:
                _log.info("worker.recovered", what=self._what)
            self.failure = None
