"""Claims that stand for some seconds and are held up meanwhile, so that they fall soon when their process has died."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import timedelta

# How often a claim is held up in the time for which it stands by itself.
_HOLDS = 4
_log = structlog.get_logger(__name__)


@contextmanager
def held_up(hold: Callable[[], bool], stands: timedelta, at_end: Callable[[], None]) -> Iterator[None]:
    """Hold a claim up from a thread of its own while the block runs.

    `hold` lets it stand for another while and returns whether to go on; `stands` is how long it does so by itself.
    `at_end` is called by that thread at its end, for what belongs to a thread.
    """
    enough = Event()
    holding = Thread(target=_keep, args=(hold, stands, enough, at_end), name="claim", daemon=True)
    holding.start()
    try:
        yield
    finally:
        enough.set()
        holding.join()


def _keep(hold: Callable[[], bool], stands: timedelta, enough: Event, at_end: Callable[[], None]) -> None:
    try:
        while not enough.wait(stands.total_seconds() / _HOLDS) and _is_held(hold):
            pass
    finally:
        at_end()


def _is_held(hold: Callable[[], bool]) -> bool:
    try:
        return hold()
    except Exception as error:  # noqa: BLE001 - the database may be back before the claim has fallen
        _log.warning("claim.not_held_up", error=type(error).__name__, reason=str(error))
        return True
