"""What becomes of every situation that a payroll week brings, and that it stays so."""

from __future__ import annotations

import pytest

from tests.fakes.ledger import MemoryLedger
from tests.support.shut_situations import SHUT, TASKS
from tests.support.situations import SITUATIONS, Situation

EVERY = (*SITUATIONS, *TASKS, *SHUT)


@pytest.mark.parametrize("situation", EVERY, ids=lambda situation: situation.name)
def test_situation(situation: Situation) -> None:
    world = situation.played()
    assert isinstance(world.ledger, MemoryLedger)
    assert situation.seen(world) == sorted(situation.lines, key=str)
    assert {key: park.finding.cause for key, park in world.ledger.parks.items()} == situation.parked
    assert world.run().writes == 0


def test_there_are_as_many_situations_as_were_promised_and_each_has_a_name_of_its_own() -> None:
    names = {situation.name for situation in EVERY}
    assert len(names) == len(EVERY) >= 60
