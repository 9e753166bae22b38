"""Reads beside the work, since half of a run is waiting for answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Found = TypeVar("Found")


class Reading(Protocol):
    """How a flow reads. What a read raises is raised where its result is asked for."""

    def ahead(self, pages: Iterator[Found]) -> Iterator[Found]:
        """Yield the pages in order; the next may be read while one is worked on."""

    def beside(self, read: Callable[[], Found]) -> Callable[[], Found]:
        """Begin to read, and return what waits for the result."""


class InTurn:
    """Reads when it is asked, in the same thread."""

    def ahead(self, pages: Iterator[Found]) -> Iterator[Found]:
        """Yield the pages as they are asked for."""
        return pages

    def beside(self, read: Callable[[], Found]) -> Callable[[], Found]:
        """Return the read itself."""
        return read


class InThreads:
    """Reads in a thread of its own. `let_go` is called there at the end, for what belongs to a thread."""

    def __init__(self, let_go: Callable[[], None]) -> None:
        self._let_go = let_go

    def ahead(self, pages: Iterator[Found]) -> Iterator[Found]:
        """Yield the pages, one of them read ahead; at most two are held at once."""
        with ThreadPoolExecutor(1, thread_name_prefix="reading") as reader:
            try:
                coming = reader.submit(next, pages, None)
                while (page := coming.result()) is not None:
                    coming = reader.submit(next, pages, None)
                    yield page
            finally:
                reader.submit(self._let_go)

    def beside(self, read: Callable[[], Found]) -> Callable[[], Found]:
        """Begin to read at once."""
        reader = ThreadPoolExecutor(1, thread_name_prefix="reading")
        coming = reader.submit(read)
        reader.submit(self._let_go)
        reader.shutdown(wait=False)
        return coming.result
