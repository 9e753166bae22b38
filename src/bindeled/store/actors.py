"""Who acts now, for the audit entry that every change writes: set by the faces, read where something changes."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from bindeled.domain.audit import Actor, ActorKind

if TYPE_CHECKING:
    from collections.abc import Iterator

_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)
# A process acts for somebody from its start to its end; a thread that it starts acts for the same.
_of_process = [Actor(ActorKind.PROCESS, "unnamed")]


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Let everything that this thread changes in the block be written down as done by this actor."""
    before = _acting.set(actor)
    try:
        yield
    finally:
        _acting.reset(before)


def act_as_process(actor: Actor) -> None:
    """Let everything that this process changes outside `acting_as` be written down as done by this actor."""
    _of_process[0] = actor


def current_actor() -> Actor:
    """Return who acts now."""
    return _acting.get() or _of_process[0]
