"""Two or more at once: real threads, each with a database connection of its own, let go at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, TypeVar

from django.db import connections

from bindeled.domain.errors import BindeledError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Answer = TypeVar("Answer")


def at_once(actions: Sequence[Callable[[], Answer]]) -> list[Answer | BindeledError]:
    """Do these at the same moment and return what each came to, in order; our own errors are answers too."""
    together = Barrier(len(actions))

    def do(action: Callable[[], Answer]) -> Answer | BindeledError:
        together.wait(timeout=30)
        try:
            return action()
        except BindeledError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(do, actions))
