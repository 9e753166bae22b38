"""A run notes when its calls leave, so that a write that waited for its pace is not judged by when it was opened."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.domain.states import RunState
from bindeled.store import models
from tests.support.joined import joined

if TYPE_CHECKING:
    from pathlib import Path

# A line a call and eight calls a second, noted ten times a second.
PACE = {"uniconta_calls_a_minute": 10, "allowance_span_seconds": 1.0, "list_size": 1, "settle_after_seconds": 1.0}


def test_a_run_that_waits_for_its_pace_notes_its_calls_as_they_leave(tmp_path: Path) -> None:
    with joined(tmp_path, 30, **PACE) as company:
        assert company.run().state is RunState.DONE
        run = models.Run.objects.latest("pk")
        assert run.started_at is not None
        assert run.called_at is not None
        assert run.finished_at is not None
        assert run.called_at - run.started_at > timedelta(seconds=1)
        assert run.called_at <= run.finished_at
