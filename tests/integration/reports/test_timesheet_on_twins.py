"""Hours on the weekly timesheet of the twin: one row for what Uniconta holds in one, and each hour once."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.domain.calendar import danish_day
from bindeled.domain.pay_periods import PayPeriods
from bindeled.domain.timesheet import monday_of
from bindeled.store import lines, models, views
from tests.support.joined import joined

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bindeled.domain.nouns import JournalLine
    from tests.support.joined import Joined

ROWS = "TMJournalLineClient"
REPORTS = 40


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Joined]:
    """Return a company whose hours go to the weekly timesheet, with approved reports of which nothing is carried."""
    with joined(tmp_path, REPORTS, page_size=40, list_size=25, settle_after_seconds=0) as company:
        yield with_rules(company, hours_to="timesheet")


def with_rules(company: Joined, **rules: Any) -> Joined:
    company.program.tenants.change_rules(company.tenant.id, rules, company.program.clock())
    return company


def rows(company: Joined) -> list[dict[str, Any]]:
    return company.uniconta.stored(ROWS)


def hours_by_day(company: Joined) -> dict[tuple[str, date], float]:
    """Return the hours of each employee and day, as the twin's rows and journal lines have them together."""
    found: defaultdict[tuple[str, date], float] = defaultdict(float)
    for row in rows(company):
        monday = date.fromisoformat(row["Date"][:10])
        for place in range(7):
            found[row["Employee"], monday + timedelta(days=place)] += row[f"Day{place + 1}"]
    for line in company.uniconta.truth()["lines"]:
        if line["PayrollCategory"] and line["Unit"] == "Hours":
            found[line["Employee"], date.fromisoformat(line["Date"][:10])] += line["Qty"]
    return {key: round(hours, 4) for key, hours in found.items() if round(hours, 4)}


def closed(company: Joined) -> bool:
    today = danish_day(company.program.clock())
    span = (today - timedelta(days=399), today + timedelta(days=1))
    tenant = company.program.tenants.by_id(company.tenant.id)
    return company.program.flows.reconcile(tenant, span, PayPeriods()).closed


def test_hours_lie_in_rows_of_weeks_and_another_run_writes_nothing(company: Joined) -> None:
    assert company.run().counts["carried"] == len(company.approved())
    before = rows(company)
    keys = [tuple(row[name] for name in ("Employee", "Date", "Project", "PayrollCategory")) for row in before]
    assert before
    assert len(keys) == len(set(keys))
    assert all(date.fromisoformat(row["Date"][:10]).isoweekday() == 1 for row in before)
    company.run()
    assert rows(company) == before
    assert closed(company)


def test_answers_that_are_lost_double_no_hour(company: Joined) -> None:
    company.run()
    wanted = hours_by_day(company)
    lost, _ = report_in_a_row()
    company.intempus.unapprove([lost])
    company.run()
    assert hours_by_day(company) != wanted
    company.intempus.approve([lost])
    company.uniconta.fault("reset_after_commit", path=f"Entities/.*{ROWS}")
    company.run()
    company.run()
    assert hours_by_day(company) == wanted
    assert closed(company)


def test_a_correction_for_an_approved_week_waits_or_goes_to_the_journal_as_chosen(company: Joined) -> None:
    company.run()
    withdrawn, line = report_in_a_row()
    sunday = monday_of(line.date) + timedelta(days=6)
    (employee,) = (one for one in company.uniconta.stored("EmployeeClient") if one["Number"] == line.employee)
    lock = {"TMCloseDate": f"{sunday}T00:00:00", "TMApproveDate": f"{sunday}T00:00:00"}
    company.uniconta.edit(entity="EmployeeClient", row_id=employee["RowId"], fields=lock)
    company.intempus.unapprove([withdrawn])
    company.run()
    (parked,) = views.parked(company.tenant.id)
    assert (parked.report_id, parked.finding.cause.value) == (withdrawn, "week_shut")
    with_rules(company, shut_weeks="journal")
    before = len(company.uniconta.truth()["lines"])
    company.run()
    (reversal,) = company.uniconta.truth()["lines"][before:]
    assert reversal["Qty"] == -float(line.quantity)
    assert views.parked(company.tenant.id) == []
    assert closed(company)


def report_in_a_row() -> tuple[int, JournalLine]:
    """Return a report that has a share of a row, with its line as it was sent."""
    entry = models.LedgerEntry.objects.exclude(row="").order_by("report_id").first()
    assert entry is not None
    return entry.report_id, lines.decode(entry.line)
