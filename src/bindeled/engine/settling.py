"""Settles what an earlier run left open: asks Uniconta what became of it, and never guesses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.states import Effect, EntryState
from bindeled.ports import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from bindeled.domain.nouns import FoundLine
    from bindeled.engine.sending import Desk
    from bindeled.ports import OpenEntry

_BATCH = 500


def settle_open_entries(desk: Desk) -> tuple[int, int]:
    """Look every open entry up in Uniconta; return how many are settled and how many are still too young to tell.

    Entries are taken in order of their reference. One that is not shown and is too young may still be on its
    way: it stays open, and its report waits.
    """
    settled = left = 0
    after = ""
    while opened := desk.ledger.unsettled(_BATCH, after):
        found = desk.journal.find([entry.reference for entry in opened])
        outcomes = settle_by(opened, found, desk.clock(), desk.settle_after)
        desk.settle(outcomes)
        settled += len(outcomes)
        left += len(opened) - len(outcomes)
        after = opened[-1].reference
    return settled, left


def rows_are_open(desk: Desk) -> bool:
    """Tell whether a share of a row of the weekly timesheet is still open."""
    after = ""
    while opened := desk.ledger.unsettled(_BATCH, after):
        if any(entry.line.row for entry in opened):
            return True
        after = opened[-1].reference
    return False


def settle_by(
    opened: Sequence[OpenEntry], found: Mapping[str, FoundLine], now: datetime, settle_after: timedelta
) -> list[Outcome]:
    """Decide how open entries ended from what Uniconta shows; those that cannot be told yet are left out."""
    outcomes = []
    for entry in opened:
        line = found.get(entry.reference)
        old = now - entry.sent_at >= settle_after
        happened = (line is None) if entry.effect in {Effect.REMOVE, Effect.FORGET} else (line is not None)
        if happened:
            outcomes.append(Outcome(entry.id, EntryState.DONE, line.row_id if line else None))
        elif old:
            outcomes.append(Outcome(entry.id, EntryState.NOT_THERE))
    return outcomes
