"""P13 (T10): a process that is killed at a crash point of the connections reference leaves the next one able to go on.

A few points that no other test meets; all of them are met by the long form and by `make prove-connections`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from proofs.connections.crash_points import CRASH_POINTS
from proofs.connections.crashing import Crashing, crash_rig
from proofs.connections.dying import Place
from tests.support.database import fresh_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from proofs.connections.crash_points import CrashPoint

PLACES = sorted({written for point in CRASH_POINTS for written in point.places.split(",")})
SHORT = [
    point
    for point in CRASH_POINTS
    if point.name
    in {
        "CP15 the login staged, not committed",
        "CP16 the audit entry written, the action not done",
    }
]


@pytest.fixture(scope="module")
def crashing() -> Iterator[Crashing]:
    with crash_rig() as made:
        yield made


def name(point: CrashPoint) -> str:
    return point.name.replace(" ", "_")


@pytest.mark.parametrize("point", SHORT, ids=name)
def test_a_process_killed_at_a_crash_point_leaves_nothing_that_the_next_does_not_mend(
    crashing: Crashing, point: CrashPoint
) -> None:
    assert crashing.meet(point).wrong == ()


@pytest.mark.soak
@pytest.mark.parametrize("point", [point for point in CRASH_POINTS if point not in SHORT], ids=name)
def test_a_process_killed_at_any_crash_point_leaves_nothing_that_the_next_does_not_mend(
    crashing: Crashing, point: CrashPoint
) -> None:
    assert crashing.meet(point).wrong == ()


def test_the_short_form_meets_two_points() -> None:
    assert len(SHORT) == 2


def test_each_crash_point_of_the_reference_is_met_before_and_after() -> None:
    met = [point.number for point in CRASH_POINTS]
    assert set(met) == set(range(1, 17))
    assert min(map(met.count, met)) >= 2


def test_each_place_at_which_a_process_dies_is_in_the_code(tmp_path: Path) -> None:
    with fresh_database(tmp_path):
        places = [Place.parse(written) for written in PLACES]
        assert all(callable(getattr(getattr(import_module(one.module), one.owner), one.method)) for one in places)
    assert {place.side for place in places} == {"before", "after"}
