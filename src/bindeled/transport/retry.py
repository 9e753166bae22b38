"""Repeats one read a few times within one call. Long waits belong to the engine, which can be stopped and seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import stamina

from bindeled.domain.errors import SessionEnded, Throttled, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")

LONGEST_WAIT_SECONDS = 5.0


def repeat_safe(call: Callable[[], Result], attempts: int, first_wait: float) -> Result:
    """Return what the call returns, after at most `attempts` tries. For reads only.

    Repeats Unreachable and SessionEnded after `first_wait` seconds, doubled each time, and Throttled after the seconds
    that the system asks for when these are few. Everything else, and the last failure, is raised as it is.
    """
    tries = stamina.retry_context(
        on=_wait_before_repeat,
        attempts=attempts,
        timeout=None,
        wait_initial=first_wait,
        wait_max=LONGEST_WAIT_SECONDS,
        wait_jitter=first_wait,
    )
    for attempt in tries:
        with attempt:
            return call()
    raise AssertionError("stamina either returns or raises")


def _wait_before_repeat(error: Exception) -> bool | float:
    """Return whether to repeat, or the seconds to wait before it."""
    if isinstance(error, Throttled):
        asked = error.retry_after
        return asked if asked is not None and asked <= LONGEST_WAIT_SECONDS else False
    return isinstance(error, Unreachable | SessionEnded)
