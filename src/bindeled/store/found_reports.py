"""Which reports of some days are known, and how each stands, for somebody who looks for one. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from bindeled.domain.registers.records import Register
from bindeled.domain.states import Effect, EntryState
from bindeled.store import lines, models
from bindeled.store.ledger import FLOW

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal


class Whereabouts(Enum):
    """Where a report is now."""

    CARRIED = "carried"
    TAKEN_BACK = "taken_back"
    WAITING = "waiting"
    PARKED = "parked"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class FoundReport:
    """A report, and where it is. What only Intempus knows of one that was never sent is empty or None."""

    report_id: int
    day: date | None
    where: Whereabouts
    employee: str = ""
    project: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    since: datetime | None = None


def reports_between(tenant_id: int, first: date, last: date) -> list[FoundReport]:
    """Return the reports of these Danish days, both in it, that were sent, wait or are parked; by day and number."""
    about = {"tenant_id": tenant_id, "flow": FLOW, "date__range": (first, last)}
    found = {row.report_id: _sent(row) for row in models.LedgerEntry.objects.filter(**about).order_by("pk")}
    found |= {row.report_id: _held(row) for row in models.HeldReport.objects.filter(**about)}
    for row in models.ParkedReport.objects.filter(**about, released_at=None):
        found[row.report_id] = _parked(row, found.get(row.report_id))
    return sorted(found.values(), key=lambda report: (report.day or first, report.report_id))


def report_now(tenant_id: int, report_id: int) -> FoundReport | None:
    """Return where one report is, None where nothing is known of it."""
    about = {"tenant_id": tenant_id, "flow": FLOW, "report_id": report_id}
    sent = models.LedgerEntry.objects.filter(**about).order_by("pk").last()
    held = models.HeldReport.objects.filter(**about).first()
    parked = models.ParkedReport.objects.filter(**about, released_at=None).first()
    known = _sent(sent) if sent else None
    if parked is not None:
        return _parked(parked, known)
    return _held(held) if held is not None else known


def employee_names(tenant_id: int) -> dict[str, str]:
    """Return the names of the employees by their number in Uniconta, as far as they are linked."""
    rows = models.EntityLink.objects.filter(tenant_id=tenant_id, register=Register.EMPLOYEES.value)
    return dict(rows.values_list("uniconta_number", "name"))


def _sent(row: models.LedgerEntry) -> FoundReport:
    line = lines.decode(row.line)
    about = line.employee, line.project, line.quantity, line.unit
    return FoundReport(row.report_id, row.date, _where(Effect(row.effect), EntryState(row.state)), *about)


def _where(effect: Effect, state: EntryState) -> Whereabouts:
    """Return where a report is by its newest entry."""
    if effect is Effect.INSERT:
        return Whereabouts.CARRIED if state is EntryState.DONE else Whereabouts.WAITING
    # Taking a line back has not come to its end: it is where it was.
    return Whereabouts.TAKEN_BACK if state is EntryState.DONE else Whereabouts.CARRIED


def _held(row: models.HeldReport) -> FoundReport:
    return FoundReport(row.report_id, row.date, Whereabouts.WAITING, quantity=row.hours, unit="hours", since=row.since)


def _parked(row: models.ParkedReport, known: FoundReport | None) -> FoundReport:
    where = Whereabouts.PARKED if row.dismissed_at is None else Whereabouts.DISMISSED
    about = (known.employee, known.project) if known else ("", "")
    return FoundReport(row.report_id, row.date, where, *about, row.quantity, row.unit, row.since)
