"""Small makers of ledger entries, and the sentence that most ledger tests begin with."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from bindeled.domain.keys import Reference
from bindeled.domain.nouns import JournalLine
from bindeled.domain.states import Effect, EntryState
from bindeled.ports import NewEntry, Outcome, ReportLedger

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
A_MONDAY = date(2026, 11, 16)


def a_line(report_id: int = 901, generation: int = 1, **changes: Any) -> JournalLine:
    """Return a line of 7.5 hours; `changes` replace what the test is about."""
    fields: dict[str, Any] = {
        "reference": str(Reference(report_id, generation)),
        "journal": "INTEMPUS",
        "date": A_MONDAY,
        "project": "1060",
        "employee": "0042",
        "pay_type": "100",
        "project_category": "TIME",
        "item": "",
        "text": "Nyt bad, æøå \"to' og [1]",
        "quantity": Decimal("7.5000"),
        "unit": "Timer",
        "invoiceable": True,
    }
    return JournalLine(**{**fields, **changes})


def an_entry(report_id: int = 901, generation: int = 1, effect: Effect = Effect.INSERT, **changes: Any) -> NewEntry:
    """Return an entry that does `effect` to such a line."""
    return NewEntry(report_id, generation, effect, f"mark-{generation}", a_line(report_id, generation, **changes))


def settle(ledger: ReportLedger, entry: NewEntry, state: EntryState = EntryState.DONE, at: datetime = NOON) -> None:
    """Open the entry and end it so."""
    [opened] = ledger.open([entry], at)
    ledger.settle([Outcome(opened.id, state)], at)
