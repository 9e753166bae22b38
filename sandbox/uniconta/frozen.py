"""The state as it is at one moment, for reads that are served from the past."""

from collections.abc import Callable
from typing import Any

from sandbox.answer import Answer, Environ
from sandbox.uniconta.state import State


class Frozen:
    """A copy of the state, and what answers a call from it. Who may come in is told by the present."""

    def __init__(self, state: State, respond: Callable[[Environ, Any, State], Answer]) -> None:
        self._state = state
        self._respond = respond

    def app(self, environ: Environ, start_response: Any, /) -> Answer:
        """Answer a read as of then."""
        return self._respond(environ, start_response, self._state)

    def close(self) -> None:
        """Let go of the rows."""
        self._state = State()
