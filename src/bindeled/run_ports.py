"""What the engine asks of those who keep runs and workers. The docstrings are the contract, as in `ports`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from bindeled.domain.states import RunState


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One execution of a flow for one tenant. `attempt` rises at each takeover; `trigger` tells what asked for it."""

    id: int
    tenant_id: int
    flow: str
    state: RunState
    attempt: int
    worker: str
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    again_at: datetime | None
    counts: Mapping[str, int]
    reason: str
    trigger: str = ""


class RunStore(Protocol):
    """The runs of every tenant. State moves are compare-and-set along `domain.states.RUN_MOVES`."""

    def queue(self, tenant_id: int, flow: str, trigger: str, at: datetime) -> int:
        """Ask for a run and return its id; one that is open is returned, due now and for this trigger if it waited."""

    def begin(self, run_id: int, worker: str, attempt: int, at: datetime) -> bool:
        """Take the run for this attempt; False when it was taken, finished or superseded by a later attempt."""

    def finish(self, run_id: int, attempt: int, ending: RunEnding, at: datetime) -> bool:
        """Write how this attempt ended; False when a later attempt has taken over."""

    def due(self, at: datetime) -> list[RunRecord]:
        """Return the runs that are queued, or waiting and due again."""

    def running(self) -> list[RunRecord]:
        """Return the runs that a worker has begun and not finished."""

    def get(self, run_id: int) -> RunRecord:
        """Return one run."""


class WorkerStore(Protocol):
    """Which worker processes are alive, by their last beat."""

    def beat(self, name: str, at: datetime, resting: Collection[int] = ()) -> None:
        """Say that this worker is alive, and which of its runs wait without a place."""

    def resting(self) -> Mapping[str, Collection[int]]:
        """Return, by worker, the runs that waited without a place at its last beat."""

    def silent(self, before: datetime) -> list[str]:
        """Return the workers whose last beat is older than `before`."""

    def forget(self, name: str) -> None:
        """Drop a worker whose runs have been taken over, or which ends."""


@dataclass(frozen=True, slots=True)
class RunEnding:
    """How a run ended: counts by name, a sentence where it did not end well, and when it goes on by itself."""

    state: RunState
    counts: Mapping[str, int]
    reason: str = ""
    again_at: datetime | None = None


class RunCarrier(Protocol):
    """Carries one run from gathering to recording; what the durable engine calls."""

    def __call__(self, run_id: int) -> RunEnding:
        """Do the work of the run, going on from the ledger, and say how it ended. Never raises on purpose."""
