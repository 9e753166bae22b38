"""The time of one twin: the real one, moved on by control and shifted for a single call by a fault."""

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_shift: ContextVar[float] = ContextVar("shift", default=0.0)


class Clock:
    """What a twin takes for now. It never stands still and never goes back on its own."""

    def __init__(self) -> None:
        self.moved = 0.0

    def now(self) -> dt.datetime:
        """Return the moment, in UTC, as the call that is being answered shall see it."""
        return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=self.moved + _shift.get())

    def seconds(self) -> float:
        """Return seconds since some moment in the past, for measuring spans; no shift of a single call counts."""
        return time.monotonic() + self.moved

    def move(self, seconds: float) -> None:
        """Jump ahead. Raises `ValueError` for a step back, which would let windows that ended begin anew."""
        if seconds < 0:
            raise ValueError("The clock only moves ahead")
        self.moved += seconds

    def restore(self) -> None:
        """Show the real time again."""
        self.moved = 0.0

    @contextmanager
    def shifted(self, seconds: float) -> Iterator[None]:
        """Let this thread alone see a time that is off by `seconds`, negative for one that is behind."""
        token = _shift.set(seconds)
        try:
            yield
        finally:
            _shift.reset(token)


clock = Clock()
