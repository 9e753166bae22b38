"""Reads the next page while the one before is worked on, since half of a run is waiting for Intempus."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Page = TypeVar("Page")


def read_ahead(pages: Iterator[Page], let_go: Callable[[], None]) -> Iterator[Page]:
    """Yield the pages in order, one of them read ahead in a thread of its own; at most two are held at once.

    What reading raises is raised here, in place of the page that it befell. `let_go` is called in that thread at the
    end, for what belongs to a thread (a database connection).
    """
    with ThreadPoolExecutor(1, thread_name_prefix="reading") as reader:
        try:
            coming = reader.submit(next, pages, None)
            while (page := coming.result()) is not None:
                coming = reader.submit(next, pages, None)
                yield page
        finally:
            reader.submit(let_go)
