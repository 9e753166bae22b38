"""Who has a place in a worker: those who work, first come, first served; those who wait give theirs back."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from bindeled.engine.worker.places import Place, Places, WorkerStops, place_here
from tests.support.processes import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class House:
    """One worker with a single place, and runs in threads of their own."""

    def __init__(self) -> None:
        self.clock = Hand()
        self.places = Places(1, 1.0, self.clock)
        self.working: list[int] = []
        self.stopped: list[int] = []
        self._threads: list[threading.Thread] = []

    def begin(self, run_id: int, work: Callable[[Place], None] = lambda _place: None) -> None:
        """Let a run begin in a thread, and return once it works or stands in line."""
        before = len(self.places._line)
        thread = threading.Thread(target=self._carry, args=(run_id, work))
        self._threads.append(thread)
        thread.start()
        wait_for(lambda: run_id in self.working or len(self.places._line) > before, "the run works or waits in line")

    def end(self) -> None:
        """Close, and wait for every run."""
        self.places.close()
        for thread in self._threads:
            thread.join()

    def _carry(self, run_id: int, work: Callable[[Place], None]) -> None:
        with self.places.held(run_id) as is_held:
            if not is_held:
                self.stopped.append(run_id)
                return
            self.working.append(run_id)
            place = place_here()
            assert place is not None
            try:
                work(place)
            except WorkerStops:
                self.stopped.append(run_id)


@pytest.fixture
def house() -> Iterator[House]:
    house = House()
    yield house
    house.end()


def test_a_run_waits_until_another_has_ended(house: House) -> None:
    enough = threading.Event()
    house.begin(1, lambda _place: wait_for(enough.is_set))
    house.begin(2)
    assert house.working == [1]
    enough.set()
    wait_for(lambda: house.working == [1, 2])


def test_places_are_had_in_the_order_in_which_they_were_asked_for(house: House) -> None:
    enough = threading.Event()
    house.begin(1, lambda _place: wait_for(enough.is_set))
    for run_id in (4, 3, 2):
        house.begin(run_id)
    enough.set()
    wait_for(lambda: house.working == [1, 4, 3, 2])


def test_a_run_that_waits_until_it_may_call_lets_the_next_one_work(house: House) -> None:
    with house.places.held(1):
        place = mine()
        house.clock.now = 1.0
        assert place.rest()
        assert house.places.resting() == {1}
        house.begin(2)
        wait_for(lambda: house.working == [2])


def test_a_run_that_has_waited_for_a_moment_only_keeps_its_place(house: House) -> None:
    with house.places.held(1):
        house.clock.now = 0.9
        assert not mine().rest()
        house.begin(2)
        assert house.working == []
        assert house.places.resting() == frozenset()


def test_a_run_that_may_call_again_waits_in_line_for_a_place(house: House) -> None:
    enough, came_back = threading.Event(), threading.Event()

    def wait_and_go_on(place: Place) -> None:
        wait_for(place.rest)
        rested.set()
        wait_for(go_on.is_set)
        place.keep()
        came_back.set()

    rested, go_on = threading.Event(), threading.Event()
    house.begin(1, wait_and_go_on)
    house.clock.now = 1.0
    wait_for(rested.is_set)
    house.begin(2, lambda _place: wait_for(enough.is_set))
    house.begin(3)
    go_on.set()
    wait_for(lambda: len(house.places._line) == 2)
    assert house.places.resting() == frozenset()
    enough.set()
    wait_for(came_back.is_set)
    assert house.working == [1, 2, 3]


def test_while_one_thread_of_a_run_waits_another_that_calls_keeps_the_place(house: House) -> None:
    with house.places.held(1):
        place = mine()
        house.clock.now = 5.0
        place.keep()
        assert not place.rest()
        house.clock.now = 6.0
        assert place.rest()


def test_a_place_is_given_back_once_however_many_threads_of_its_run_wait(house: House) -> None:
    with house.places.held(1):
        house.clock.now = 1.0
        assert [mine().rest() for _ in range(3)] == [True] * 3
        enough = threading.Event()
        house.begin(2, lambda _place: wait_for(enough.is_set))
        house.begin(3)
        assert house.working == [2]
        enough.set()


def test_a_run_that_ends_while_it_waits_gives_no_second_place_back(house: House) -> None:
    with house.places.held(1):
        house.clock.now = 1.0
        mine().rest()
    assert house.places.resting() == frozenset()
    enough = threading.Event()
    house.begin(2, lambda _place: wait_for(enough.is_set))
    house.begin(3)
    assert house.working == [2]
    enough.set()


def test_a_thread_that_outlives_its_run_takes_no_place(house: House) -> None:
    with house.places.held(1):
        place = mine()
        house.clock.now = 1.0
        place.rest()
    place.keep()
    house.begin(2)
    wait_for(lambda: house.working == [2])


def test_closing_ends_the_wait_for_a_first_place(house: House) -> None:
    enough = threading.Event()
    house.begin(1, lambda _place: wait_for(enough.is_set))
    house.begin(2)
    house.places.close()
    wait_for(lambda: house.stopped == [2])
    enough.set()


def test_closing_ends_the_wait_of_a_run_that_comes_back(house: House) -> None:
    def wait_and_go_on(place: Place) -> None:
        wait_for(place.rest)
        rested.set()
        place.keep()

    rested, enough = threading.Event(), threading.Event()
    with ExitStack() as later:
        house.begin(1, wait_and_go_on)
        later.callback(enough.set)
        house.begin(2, lambda _place: wait_for(enough.is_set))
        house.clock.now = 1.0
        wait_for(rested.is_set)
        wait_for(lambda: len(house.places._line) == 1 and 2 in house.working)
        house.places.close()
        wait_for(lambda: house.stopped == [1])


def test_after_closing_a_run_that_waits_ends_and_one_that_works_goes_on(house: House) -> None:
    with house.places.held(1):
        house.places.close()
        mine().keep()
        assert not mine().rest()
        house.clock.now = 1.0
        with pytest.raises(WorkerStops):
            mine().rest()


def test_outside_of_a_run_there_is_no_place(house: House) -> None:
    with house.places.held(1):
        assert place_here() is not None
    assert place_here() is None


def mine() -> Place:
    """Return the place of the run that the test itself carries."""
    place = place_here()
    assert place is not None
    return place
