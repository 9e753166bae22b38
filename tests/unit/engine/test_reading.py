from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import Unreachable
from bindeled.engine.reading import InThreads, InTurn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bindeled.engine.reading import Reading


def numbers(upto: int, *, then: BaseException | None = None) -> Iterator[int]:
    yield from range(1, upto + 1)
    if then is not None:
        raise then


@pytest.fixture(params=["in turn", "in threads"])
def reading(request: pytest.FixtureRequest) -> Reading:
    return InTurn() if request.param == "in turn" else InThreads(lambda: None)


def test_pages_come_in_order(reading: Reading) -> None:
    assert list(reading.ahead(numbers(5))) == [1, 2, 3, 4, 5]


def test_a_page_that_fails_fails_in_its_place(reading: Reading) -> None:
    pages = reading.ahead(numbers(2, then=Unreachable("Intempus", "reset")))
    assert [next(pages), next(pages)] == [1, 2]
    with pytest.raises(Unreachable):
        next(pages)


def test_what_is_read_beside_is_there_when_it_is_asked_for(reading: Reading) -> None:
    assert reading.beside(lambda: 7)() == 7


def test_the_next_page_is_read_while_one_is_worked_on() -> None:
    second = threading.Event()

    def pages() -> Iterator[int]:
        yield 1
        second.set()
        yield 2

    ahead = InThreads(lambda: None).ahead(pages())
    next(ahead)
    assert second.wait(30)


def test_a_thread_lets_go_of_what_is_its_own_also_when_nobody_reads_on() -> None:
    gone = threading.Event()
    ahead = InThreads(gone.set).ahead(numbers(3))
    next(ahead)
    ahead.close()  # type: ignore[attr-defined] # it is a generator
    assert gone.wait(30)
