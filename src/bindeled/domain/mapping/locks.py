"""Which days are shut for a report in Intempus: those outside the employee's contracts, and those that are locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.causes import Cause, Finding
from bindeled.domain.mapping.rules import Locked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bindeled.domain.mapping.rules import ReportRules
    from bindeled.domain.nouns import Contract


def first_lock(days: Sequence[date], contracts: Sequence[Contract], rules: ReportRules) -> Finding | None:
    """Return why the first of these days is shut, None where none is. Without contracts nothing is concluded."""
    if not contracts:
        return None
    for day in days:
        found = _about(day, contracts, rules)
        if found is not None:
            return found
    return None


def _about(day: date, contracts: Sequence[Contract], rules: ReportRules) -> Finding | None:
    covering = [contract for contract in contracts if _covers(contract, day)]
    if not covering:
        return Finding(Cause.OUTSIDE_CONTRACT, {"day": day.isoformat()}) if rules.within_contract else None
    locked = max((contract.locked_until for contract in covering if contract.locked_until is not None), default=None)
    if locked is None or rules.locked_in_intempus is Locked.CARRY or not _holds(locked, day, rules):
        return None
    return Finding(Cause.LOCKED_IN_INTEMPUS, {"day": day.isoformat(), "locked_until": locked.isoformat()})


def _covers(contract: Contract, day: date) -> bool:
    return contract.first_day <= day and (contract.last_day is None or day <= contract.last_day)


def _holds(locked: date, day: date, rules: ReportRules) -> bool:
    return day <= locked if rules.lock_holds_its_day else day < locked
