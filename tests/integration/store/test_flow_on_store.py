"""The whole flow on a real ledger: carried once and only once, also when it is killed at any point."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bindeled.engine.points import Point
from bindeled.store import models, views
from bindeled.store.ledger import StoredReportLedger
from tests.support.engine import World
from tests.support.reports import a_report

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant


@pytest.fixture
def world(tenant: Tenant) -> World:
    world = World(ledger=StoredReportLedger(tenant.id, run_id=1))
    for report_id in range(901, 906):
        world.intempus.reports[report_id] = a_report(report_id)
    return world


def test_a_second_run_writes_nothing(world: World, tenant: Tenant) -> None:
    world.intempus.reports[906] = replace(a_report(906), case_id=None)
    world.run()
    tables = (models.LedgerEntry, models.ParkedReport, models.Event)
    before = [list(model.objects.order_by("pk").values()) for model in tables]
    world.run()
    assert [list(model.objects.order_by("pk").values()) for model in tables] == before
    assert [row.report_id for row in views.parked(tenant.id)] == [906]


@pytest.mark.parametrize("point", Point)
@pytest.mark.parametrize("after", [0, 1])
def test_a_run_that_dies_anywhere_is_mended_by_the_next(world: World, point: Point, after: int) -> None:
    world.crash_at(point, after=after)
    for _ in range(2):
        world.clock.pass_by(seconds=61)
        world.run()
    proof = world.proof()
    assert proof.holds
    assert (proof.approved, proof.carried) == (5, 5)
