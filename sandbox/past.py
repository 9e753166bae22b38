"""What a twin held before its latest writes, for reads that are served from the past."""

import threading
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from sandbox.answer import Environ
from sandbox.clock import Clock, clock
from sandbox.presets import Effect

KEPT_STATES = 32


class Frozen(Protocol):
    """A state that no later write changes."""

    def app(self, environ: Environ, start_response: Any, /) -> Any:
        """Answer a read from this state, as WSGI has it."""

    def close(self) -> None:
        """Let go of it."""


class _Kept(NamedTuple):
    at: float  # on the twin's clock, in seconds
    state: Frozen


class Past:
    """The states right before each of the latest writes, oldest first. `freeze` gives the state as it is now."""

    def __init__(self, freeze: Callable[[], Frozen], time: Clock = clock) -> None:
        self._freeze = freeze
        self._clock = time
        self._lock = threading.Lock()
        self._kept: list[_Kept] = []

    def keep(self) -> Frozen:
        """Remember and return the state before a write. Beyond `KEPT_STATES` the oldest is let go."""
        with self._lock:
            kept = _Kept(self._clock.seconds(), self._freeze())
            self._kept.append(kept)
            if len(self._kept) > KEPT_STATES:
                self._kept.pop(0).state.close()
        return kept.state

    def drop(self, state: Frozen) -> None:
        """Forget `state`: the write it was kept for was refused."""
        with self._lock:
            self._kept = [entry for entry in self._kept if entry.state is not state]
        state.close()

    def forget(self) -> None:
        """Let go of everything."""
        with self._lock:
            while self._kept:
                self._kept.pop().state.close()

    def as_of(self, effect: Effect) -> Frozen | None:
        """Return the state of `effect.seconds` ago, or else of `effect.writes` writes ago; None is the present."""
        with self._lock:
            kept = [entry.state for entry in self._kept if self._is_later(entry, effect)]
        if effect.seconds:
            return kept[0] if kept else None
        return kept[-min(effect.writes, len(kept))] if kept and effect.writes else None

    def _is_later(self, entry: _Kept, effect: Effect) -> bool:
        """Whether the write that `entry` came before is one that the read must not see yet."""
        return not effect.seconds or entry.at >= self._clock.seconds() - effect.seconds
