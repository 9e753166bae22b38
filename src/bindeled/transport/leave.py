"""The moment of sending: who may start a call, and with which login, is asked anew for each one.

A call that only waits to be sent has no login yet. It gets the one that is in use when it leaves (connections
reference 4.1), so that a replaced login is used no longer, and a process that slept through the replacement as well.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from bindeled.domain.errors import BindeledError
    from bindeled.domain.secrets import Secret


class Leave(Protocol):
    """The leave to start one call."""

    @property
    def authorization(self) -> Secret:
        """Return the whole value of the header. Raises NeedsSignIn when the login cannot be written into one."""

    def holds(self) -> bool:
        """Return whether the call may still be started: asked at the last moment before it is."""

    def ended(self, error: BindeledError | None) -> bool:
        """Hear how the call was judged; return whether it is to be sent again with the login that is in use now."""


class Leaves(Protocol):
    """Gives leave to start calls."""

    def ask(self) -> AbstractContextManager[Leave]:
        """Return the leave to start one call, which lasts until the answer is judged. Raises what stands against it."""


@dataclass(frozen=True, slots=True)
class FixedLogin:
    """One login that is not in use yet, or belongs to nobody's flow: it may always be sent. `header` makes it anew."""

    header: Callable[[], Secret]

    @contextmanager
    def ask(self) -> Iterator[Leave]:
        """Return the leave."""
        yield self

    @property
    def authorization(self) -> Secret:
        """Return the whole value of the header."""
        return self.header()

    def holds(self) -> bool:
        """Return True."""
        return True

    def ended(self, error: BindeledError | None) -> bool:
        """Return False: there is no other login to take."""
        del error
        return False
