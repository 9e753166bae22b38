"""What a failure means for a run: it waits, it is held, or it is ours to mend."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bindeled.domain.errors import (
    BindeledError,
    Contradiction,
    ForeignCompany,
    MissingRight,
    NeedsSignIn,
    OutcomeUnknown,
    Throttled,
    Unreachable,
    UnsafePlan,
)
from bindeled.domain.states import RunState
from bindeled.engine.carrier import ending_for, ending_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
RETRY = timedelta(seconds=60)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Unreachable("Uniconta", "connection refused"), RunState.WAITING),
        (OutcomeUnknown("Uniconta", "insert"), RunState.WAITING),
        (Throttled("Intempus", retry_after=30), RunState.WAITING),
        (NeedsSignIn("Uniconta"), RunState.HELD),
        (ForeignCompany("Uniconta", "A", "B"), RunState.HELD),
        (MissingRight("Uniconta", "EmployeeClient"), RunState.HELD),
        (UnsafePlan("too many"), RunState.HELD),
        (Contradiction("cannot be"), RunState.FAILED),
    ],
)
def test_a_run_that_meets_an_error_ends(error: BindeledError, state: RunState) -> None:
    ending = ending_for(error, {}, NOW, RETRY)
    assert (ending.state, ending.reason) == (state, error.sentence)


@pytest.mark.parametrize(("told", "wait"), [(30, 60), (300, 300)], ids=["never sooner than usual", "as long as asked"])
def test_a_run_that_was_asked_to_slow_down_waits(told: float, wait: float) -> None:
    ending = ending_for(Throttled("Intempus", retry_after=told), {}, NOW, RETRY)
    assert ending.again_at == NOW + timedelta(seconds=wait)


@pytest.mark.parametrize(("unsettled", "state"), [(0, RunState.DONE), (2, RunState.WAITING)])
def test_a_run_with_lines_whose_fate_is_open_goes_on_by_itself(unsettled: int, state: RunState) -> None:
    assert ending_of({"unsettled": unsettled}, NOW, RETRY).state is state
