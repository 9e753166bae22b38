"""A run notes when its calls leave, so that a write that waited for its pace is not judged by when it was opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from bindeled.domain.states import RunState
from bindeled.store import models
from tests.support.joined import joined

if TYPE_CHECKING:
    from pathlib import Path

# A line a call and eight calls a second; what is under way is dated anew with each call.
PACE = {"uniconta_calls_a_minute": 10, "allowance_span_seconds": 1.0, "list_size": 1, "settle_after_seconds": 0.0}


def test_lines_that_wait_for_their_pace_are_dated_when_their_call_leaves(tmp_path: Path) -> None:
    with joined(tmp_path, 30, **PACE) as company:
        assert company.run().state is RunState.DONE
        carried = models.LedgerEntry.objects.all()
        assert carried.count() == 30
        assert not carried.exclude(left_at__gt=F("sent_at")).exists()
