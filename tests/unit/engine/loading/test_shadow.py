"""A flow in shadow: it sees what it would do, and does none of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import Unreachable
from bindeled.domain.shadow import Alike, WouldDo, summary_of, would_do
from bindeled.engine.loading.shadow import ShadowFlow
from tests.support.engine import World
from tests.support.reports import a_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass
class Keeper:
    """Implements `ShadowKeeper`: every look, one after the other."""

    looks: list[Sequence[WouldDo]] = field(default_factory=list)

    def hold(self, found: Sequence[WouldDo], at: datetime) -> None:
        assert at.tzinfo is not None
        self.looks.append(found)


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def world() -> World:
    """Seven approved reports that could be carried, and one whose case is not known."""
    world = World()
    for report_id in range(901, 908):
        world.intempus.put(a_report(report_id))
    world.intempus.put(a_report(950, case_id=61))
    return world


def in_shadow(world: World, keeper: Keeper) -> ShadowFlow:
    flow = world.flow()

    def look() -> Iterator[WouldDo]:
        return (would for plan in flow.preview() for step in plan.steps if (would := would_do(step)))

    return ShadowFlow(look, keeper, world.clock)


def test_nothing_is_written_on_either_side_nor_parked_nor_moved(world: World, keeper: Keeper) -> None:
    counts = in_shadow(world, keeper).run()
    assert counts.as_dict() == {"would_write": 7, "would_park": 1}
    assert (world.uniconta.lines, world.ledger.parked_ids(), world.ledger.checkpoint()) == ({}, set(), None)


def test_what_would_be_carried_is_kept_with_its_facts_and_nothing_of_the_text(world: World, keeper: Keeper) -> None:
    world.intempus.edit(901, remarks="Hos fru Holm")
    in_shadow(world, keeper).run()
    kept = {would.about: would for would in keeper.looks[0]}
    assert kept[901] == WouldDo(
        901,
        "carry",
        facts={
            "date": "2026-11-16",
            "project": "1060",
            "employee": "0042",
            "quantity": "7.5",
            "unit": "Timer",
            "lines": "1",
        },
    )
    assert kept[950].step == "park"


def test_going_live_carries_what_the_shadow_saw(world: World, keeper: Keeper) -> None:
    in_shadow(world, keeper).run()
    seen = {would.about for would in keeper.looks[0] if would.step == "carry"}
    assert world.run().carried == len(seen)
    in_shadow(world, keeper).run()
    assert [would.step for would in keeper.looks[1]] == ["park"]


def test_a_change_of_what_was_carried_before_is_seen_as_removal_and_carrying_anew(world: World, keeper: Keeper) -> None:
    world.run()
    world.intempus.edit(901, amount=Decimal(3))
    in_shadow(world, keeper).run()
    steps = [(would.step, would.facts.get("quantity")) for would in keeper.looks[0] if would.about == 901]
    assert sorted(steps) == [("carry", "3"), ("remove", "7.5")]
    assert {line.quantity for line in world.uniconta.lines.values()} == {Decimal("7.5")}


def test_a_look_that_breaks_leaves_what_was_kept(world: World, keeper: Keeper) -> None:
    in_shadow(world, keeper).run()
    world.intempus.fail_after_pages = 1
    with pytest.raises(Unreachable):
        in_shadow(world, keeper).run()
    assert len(keeper.looks) == 1


def test_a_shadow_is_summed_up_by_step_cause_and_hours() -> None:
    summary = summary_of(
        [
            Alike("carry", quantity="7.5", unit="Timer", many=2),
            Alike("carry", quantity="12", unit="km", is_changed=True),
            Alike("carry", quantity="4", unit="Hours", is_gone=True),
            Alike("park", cause="project_blocked", many=2),
            Alike("remove", quantity="1", unit="Timer"),
        ]
    )
    assert summary.by_step == {"carry": 3, "park": 2, "remove": 1}
    assert summary.by_cause == {"project_blocked": 2}
    assert (summary.hours, summary.gone, summary.changed) == (Decimal(15), 1, 1)
