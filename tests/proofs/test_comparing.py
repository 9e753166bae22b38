"""How P16 tells what a broken neighbour does from what the machine does by itself."""

from __future__ import annotations

from itertools import pairwise

import pytest

from proofs.connections.comparing import Between, Figure, Turn, between, compared, p99
from proofs.connections.crowd import Call


def a_turn(*seconds: float, neighbours: tuple[Call, ...] = ()) -> Turn:
    """Return a turn of four seconds in which the others' runs took so long, and their calls a hundredth of it."""
    return Turn(4, [Call(0, one, "") for one in seconds], [Call(0, one / 100, "") for one in seconds], neighbours)


def test_a_machine_that_gets_slower_and_slower_slows_nobody_down() -> None:
    turns = [a_turn(1 + place / 10) for place in range(41)]
    assert compared(between(turns), "runs").longer == pytest.approx(0)
    assert compared(between(turns), "calls").is_met


def test_runs_that_take_a_tenth_longer_in_each_broken_turn_are_shown_to_be_too_slow() -> None:
    turns = [a_turn(1.1 if place % 2 else 1.0) for place in range(41)]
    found = compared(between(turns), "runs")
    assert (found.least, found.longer, found.most) == pytest.approx((0.1, 0.1, 0.1))
    assert found.is_decided
    assert not found.is_met


def test_turns_that_differ_by_more_than_is_looked_for_decide_nothing_when_they_are_few() -> None:
    turns = [a_turn(one) for one in (1, 1.4, 1, 0.7, 1, 1.3, 1, 0.6, 1)]
    found = compared(between(turns), "runs")
    assert not found.is_decided


def test_the_same_turns_give_the_same_figure() -> None:
    turns = [a_turn(1 + place % 3 / 10) for place in range(21)]
    assert compared(between(turns), "runs") == compared(between(turns), "runs")


def test_a_turn_in_which_nothing_was_begun_counts_as_one_that_lasted_all_the_time() -> None:
    assert p99([a_turn()], "runs") == 4


def test_each_broken_turn_stands_between_the_two_that_were_around_it() -> None:
    turns = [a_turn(place + 1) for place in range(5)]
    found = between(turns)
    assert found == [Between(*turns[:3]), Between(*turns[2:])]
    assert all(one.after is next_one.before for one, next_one in pairwise(found))


@pytest.mark.parametrize(
    ("run", "went"), [(Call(0, 0.2, ""), True), (Call(0, 0.2, "waiting"), False), (Call(0, 3, ""), False)]
)
def test_a_neighbour_was_broken_when_a_run_of_it_failed_or_took_too_long(run: Call, went: bool) -> None:
    assert a_turn(1, neighbours=(run,)).all_went_as_when(1.5) is went


@pytest.mark.parametrize(
    ("least", "longer", "most", "met", "decided"),
    [
        (-0.1, 0.0, 0.04, True, True),
        (0.06, 0.08, 0.2, False, True),
        (-0.1, 0.02, 0.06, True, False),
        (0.04, 0.06, 0.1, False, False),
    ],
)
def test_a_figure_tells_whether_it_is_met_and_whether_chance_may_have_made_it_so(
    least: float, longer: float, most: float, met: bool, decided: bool
) -> None:
    figure = Figure(longer, least, most)
    assert (figure.is_met, figure.is_decided) == (met, decided)
