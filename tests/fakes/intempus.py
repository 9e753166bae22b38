"""Intempus in memory: people add, approve, withdraw, edit and delete reports; the flow reads them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bindeled.domain.errors import Unreachable
from bindeled.domain.nouns import Company
from bindeled.ports import ReportPage
from tests.support.reports import here

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from bindeled.domain.nouns import IntempusRegisters, WorkReport

PAGE = 3


class FakeIntempus:
    """Implements `ReportSource`. `approval_bumps` says whether an approval moves the counter (unknown, sheet 4.9)."""

    def __init__(self, *, approval_bumps: bool = False) -> None:
        self.reports: dict[int, WorkReport] = {}
        self.known: IntempusRegisters = here()
        self.unreadable: dict[int, str] = {}
        self.fail_after_pages: int | None = None
        self.reads: list[str] = []
        self._approval_bumps = approval_bumps
        self._counter = 9_150_000_000

    # what people do

    def put(self, report: WorkReport) -> None:
        """Add a report, or replace it: the counter moves."""
        self._counter += 1
        self.reports[report.id] = replace(report, version=self._counter)

    def edit(self, report_id: int, **changes: Any) -> None:
        """Change a report."""
        self.put(replace(self.reports[report_id], **changes))

    def approve(self, report_id: int, *, approved: bool = True) -> None:
        """Approve a report, or withdraw its approval."""
        changed = replace(self.reports[report_id], approved=approved)
        if self._approval_bumps:
            self.put(changed)
        else:
            self.reports[report_id] = changed

    def delete(self, report_id: int) -> None:
        """Delete a report; nothing tells of it."""
        del self.reports[report_id]

    # what the flow asks

    def identify(self) -> Company:
        return Company("38001", "Nordlys VVS")

    def registers(self) -> IntempusRegisters:
        self.reads.append("registers")
        return self.known

    def approved_since(self, first_day: date) -> Iterator[ReportPage]:
        rows = [row for row in self.reports.values() if row.approved and row.start_date >= first_day]
        return self._pages(rows, self.unreadable)

    def approved_between(self, first_day: date, last_day: date) -> Iterator[ReportPage]:
        self.reads.append(f"approved {first_day} to {last_day}")
        days = [row for row in self.reports.values() if row.approved and first_day <= row.start_date <= last_day]
        return self._pages(days, {})

    def changed_since(self, version: int) -> Iterator[ReportPage]:
        return self._pages([row for row in self.reports.values() if (row.version or 0) > version], {})

    def report(self, report_id: int) -> WorkReport | None:
        self.reads.append(f"report {report_id}")
        return self.reports.get(report_id)

    def _pages(self, rows: Iterable[WorkReport], unreadable: dict[int, str]) -> Iterator[ReportPage]:
        ordered = sorted((row for row in rows if row.id not in unreadable), key=lambda row: row.id)
        for number, start in enumerate(range(0, max(len(ordered), 1), PAGE)):
            if number == self.fail_after_pages:
                raise Unreachable("Intempus", "connection reset")
            yield ReportPage(tuple(ordered[start : start + PAGE]), self._counter, {} if number else dict(unreadable))
