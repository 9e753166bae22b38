"""A run that dies at each of its named points, as a process, with edits, withdrawals and postings to make up for."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bindeled.engine.points import Point
from tests.support.people import People
from tests.support.processes import TENANT, Company, a_company
from tests.support.sums import assert_nothing_lost_or_doubled

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = Path(__file__).with_name("dying_run.py")
KILLED = 9
# Small enough that what the people do takes several pages and several lists.
SIZES = {"BINDELED_PAGE_SIZE": "8", "BINDELED_LIST_SIZE": "4"}
NEWLY_APPROVED, EDITED, WITHDRAWN = 6, 10, 2
# A run passes these once.
ONCE = {Point.SETTLED, Point.READ_OUT, Point.FINISHED}
CASES = [(point, passing) for point in Point for passing in (1, 2) if passing == 1 or point not in ONCE]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Company, People]]:
    """A company with some reports carried and posted."""
    with a_company(tmp_path_factory.mktemp("points"), **SIZES) as company:
        company.reset("bulk", 1, reports=140)
        people = People(company, random.Random("points"))  # noqa: S311 - the same each time, nothing secret
        people.hold_back(0.7)
        company.set_up()
        company.rest()
        people.post()
        yield company, people


@pytest.mark.parametrize(("point", "passing"), CASES, ids=lambda part: getattr(part, "name", str(part)).lower())
def test_a_run_that_dies_at_a_point_leaves_nothing_that_the_next_does_not_mend(
    world: tuple[Company, People], point: Point, passing: int
) -> None:
    company, people = world
    people.rest()
    people.approve(NEWLY_APPROVED)
    people.change(edited=EDITED, withdrawn=WITHDRAWN)

    died = company.cli.run_script(SCRIPT, TENANT, point.name, str(passing))
    assert died.code == KILLED, str(died)
    company.rest()

    assert_nothing_lost_or_doubled(company, f"died at {point.name}, passing {passing}")
