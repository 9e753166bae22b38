"""Carries one run from its number to its ending: opens the flow, runs it, and says what a failure means for the run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from bindeled.domain.errors import BindeledError, Contradiction, Transient
from bindeled.domain.states import RunState
from bindeled.run_ports import RunEnding

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from bindeled.ports import Clock
    from bindeled.run_ports import RunRecord, RunStore


class Counts(Protocol):
    """What a flow has done so far."""

    def as_dict(self) -> dict[str, int]:
        """Return every count by name."""


class Flow(Protocol):
    """What a carrier runs. `counts` tell what was done, also when `run` raises."""

    @property
    def counts(self) -> Counts:
        """Return what was done so far."""

    def run(self) -> Counts:
        """Do the work."""


class FlowOpener(Protocol):
    """Builds the flow of a run with its connections, and closes them after. Part of `bootstrap`."""

    def __call__(self, run: RunRecord) -> AbstractContextManager[Flow]:
        """Return the flow. Raises BindeledError when a connection is not set up."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """Implements `RunCarrier`. `retry_after` is when a run that waits for a system is tried again."""

    runs: RunStore
    open_flow: FlowOpener
    clock: Clock
    retry_after: timedelta

    def __call__(self, run_id: int) -> RunEnding:
        """Do the work of the run and return how it ended; an error that is not ours is let through."""
        run = self.runs.get(run_id)
        counts: dict[str, int] = {}
        try:
            with self.open_flow(run) as flow:
                try:
                    flow.run()
                finally:
                    counts = flow.counts.as_dict()
        except BindeledError as error:
            return ending_for(error, counts, self.clock(), self.retry_after)
        return ending_of(counts, self.clock(), self.retry_after)


def ending_of(counts: dict[str, int], now: datetime, retry_after: timedelta) -> RunEnding:
    """Return how a run ended that met no error: it waits while a write is too young to be told."""
    if counts.get("unsettled", 0):
        reason = "Some lines were sent without an answer; they are looked up again before anything is repeated."
        return RunEnding(RunState.WAITING, counts, reason, now + retry_after)
    return RunEnding(RunState.DONE, counts)


def ending_for(error: BindeledError, counts: dict[str, int], now: datetime, retry_after: timedelta) -> RunEnding:
    """Return how a run ended that met this error: what passes by itself waits, what a person must mend is held."""
    if isinstance(error, Transient):
        told = timedelta(seconds=error.retry_after or 0)
        return RunEnding(RunState.WAITING, counts, error.sentence, now + max(retry_after, told))
    if isinstance(error, Contradiction):
        return RunEnding(RunState.FAILED, counts, error.sentence)
    return RunEnding(RunState.HELD, counts, error.sentence)
