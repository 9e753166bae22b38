"""Looks on while a run is carried, by whomever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.states import RunState

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.ports import Clock
    from bindeled.run_ports import RunRecord, RunStore


class Watch:
    """One run as it goes on. `on_progress` is called with it at first and whenever it has changed."""

    def __init__(
        self, run_id: int, runs: RunStore, clock: Clock, on_progress: Callable[[RunRecord], None] | None
    ) -> None:
        self._run_id = run_id
        self._runs = runs
        self._clock = clock
        self._on_progress = on_progress
        self._seen: RunRecord | None = None

    def look(self) -> RunRecord:
        """Return the run as it stands now."""
        run = self._runs.get(self._run_id)
        if self._on_progress is not None and run != self._seen:
            self._on_progress(run)
        self._seen = run
        return run

    def is_over(self) -> bool:
        """Return whether nothing more happens to the run by itself before a later time."""
        run = self.look()
        if run.state is RunState.WAITING:
            return run.again_at is not None and run.again_at > self._clock()
        return run.state not in {RunState.QUEUED, RunState.RUNNING}

    def is_begun(self) -> bool:
        """Return whether some worker has the run."""
        return self.look().state is RunState.RUNNING
