"""The legal moves of everything that has a state, each table written out once more as the reference has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bindeled.domain.states import (
    DATA_KEY_MOVES,
    ENTRY_MOVES,
    HALF_WAY,
    RUN_MOVES,
    VERSION_MOVES,
    DataKeyState,
    EntryState,
    RunState,
    VersionState,
    may_become,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import Enum

# What each may become; nothing after the colon is an end.
ENTRIES = """
sending: done refused not_there
refused: sending
not_there: sending
done:
"""
RUNS = """
queued: running failed
running: running done waiting held failed
waiting: queued running
held: queued running
done:
failed:
"""
VERSIONS = """
staged: verified rejected
verified: verified active rejected
active: retiring revoked
retiring: retired active revoked
retired: destroyed
rejected: destroyed
revoked: destroyed
destroyed:
"""
DATA_KEYS = """
new: primary destroyed
primary: former destroyed
former: destroyed
destroyed:
"""
TABLES = [
    pytest.param(EntryState, ENTRY_MOVES, ENTRIES, id="ledger entries"),
    pytest.param(RunState, RUN_MOVES, RUNS, id="runs"),
    pytest.param(VersionState, VERSION_MOVES, VERSIONS, id="credential versions"),
    pytest.param(DataKeyState, DATA_KEY_MOVES, DATA_KEYS, id="data keys"),
]


@pytest.mark.parametrize(("states", "moves", "written"), TABLES)
def test_the_moves_are_those_of_the_reference_and_no_others(
    states: type[Enum], moves: Mapping[Any, frozenset[Any]], written: str
) -> None:
    lines = [line.partition(":") for line in written.strip().splitlines()]
    assert moves == {states(before): {states(after) for after in told.split()} for before, _, told in lines}


@pytest.mark.parametrize(("states", "moves", "written"), TABLES)
def test_every_state_has_its_row(states: type[Enum], moves: Mapping[Any, frozenset[Any]], written: str) -> None:
    del written
    assert set(moves) == set(states)


def test_what_may_lead_to_a_state_is_told_by_value() -> None:
    assert set(may_become(VERSION_MOVES, VersionState.ACTIVE)) == {"verified", "retiring"}
    assert may_become(VERSION_MOVES, VersionState.STAGED) == []


def test_half_way_is_what_was_handed_over_and_never_in_use() -> None:
    assert {VersionState.STAGED, VersionState.VERIFIED} == HALF_WAY
