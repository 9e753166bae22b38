"""The inbox as a person reads it: reports that wait for the same thing stand together."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from bindeled.domain.accounts import System
from bindeled.domain.causes import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime, timedelta

    from bindeled.domain.causes import Finding
    from bindeled.domain.stakes import Stake

# Where the remedy is carried out; what is in none of the systems is mended in the tenant's own rules or by us.
_IN_INTEMPUS = frozenset(
    {
        *(Cause.EMPLOYEE_NOT_READ, Cause.PROJECT_MISSING, Cause.KIND_UNKNOWN, Cause.QUANTITY_ZERO, Cause.OWN_RULE),
        *(Cause.QUANTITY_NEGATIVE, Cause.QUANTITY_ABSURD, Cause.SPAN_TOO_LONG, Cause.PAY_TYPE_AMBIGUOUS),
        *(Cause.OUTSIDE_CONTRACT, Cause.LOCKED_IN_INTEMPUS),
    }
)


@dataclass(frozen=True, slots=True)
class ParkedItem:
    """One parked report. `dismissed` is the reason why a person has chosen not to carry it, empty while nobody has."""

    report_id: int
    date: date | None
    finding: Finding
    since: datetime
    stake: Stake | None = None
    assigned_to: str = ""
    dismissed: str = ""
    dismissed_by: str = ""


@dataclass(frozen=True, slots=True)
class InboxGroup:
    """Reports with one and the same cause. `key` names it, `quantities` are by unit, `kroner` None where unknown."""

    key: str
    finding: Finding
    items: tuple[ParkedItem, ...]
    since: datetime
    quantities: Mapping[str, Decimal] = field(default_factory=dict)
    kroner: Decimal | None = None

    @property
    def assigned_to(self) -> str:
        """Return who has been asked to see to it, by name; several with commas between."""
        return ", ".join(sorted({item.assigned_to for item in self.items if item.assigned_to}))

    @property
    def mend_in(self) -> System | None:
        """Return the system in which the remedy is carried out, None where it is neither."""
        if self.finding.cause is Cause.UNREADABLE:
            return None
        if self.finding.cause is Cause.ITEMS_NOT_ALLOWED:
            return System(self.finding.facts.get("system", System.UNICONTA.value).lower())
        return System.INTEMPUS if self.finding.cause in _IN_INTEMPUS else System.UNICONTA

    def age(self, now: datetime) -> timedelta:
        """Return how long the one that has waited longest has waited."""
        return now - self.since


def key_of(finding: Finding) -> str:
    """Return a short name of a cause with its facts, the same whenever they are."""
    written = json.dumps([finding.cause.value, sorted(finding.facts.items())], ensure_ascii=False)
    return hashlib.blake2b(written.encode(), digest_size=4).hexdigest()


def grouped(items: Iterable[ParkedItem]) -> list[InboxGroup]:
    """Return the items by cause, the group that has waited longest first."""
    by_key: defaultdict[str, list[ParkedItem]] = defaultdict(list)
    for item in items:
        by_key[key_of(item.finding)].append(item)
    return sorted((_group(key, rows) for key, rows in by_key.items()), key=lambda group: (group.since, group.key))


def _group(key: str, items: list[ParkedItem]) -> InboxGroup:
    quantities: defaultdict[str, Decimal] = defaultdict(Decimal)
    stakes = [item.stake for item in items if item.stake is not None]
    for stake in stakes:
        quantities[stake.unit] += stake.quantity
    worth = [stake.kroner for stake in stakes if stake.kroner is not None]
    in_order = tuple(sorted(items, key=lambda item: (item.since, item.report_id)))
    kroner = sum(worth, Decimal(0)) if worth else None
    return InboxGroup(key, in_order[0].finding, in_order, in_order[0].since, dict(quantities), kroner)
