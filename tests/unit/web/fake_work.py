"""The daily work, from memory. What it is asked to do is written down in `done`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bindeled.domain.causes import Cause, Finding
from bindeled.domain.errors import Misconfigured
from bindeled.domain.inbox import ParkedItem, grouped
from bindeled.domain.stakes import Stake
from bindeled.domain.weeks import WeekHours
from bindeled.store.views import ReportTimeline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bindeled.domain.inbox import InboxGroup
    from bindeled.domain.registers.waiting import WaitingRecord
    from bindeled.run_ports import RunRecord
    from bindeled.store.found_reports import FoundReport
    from bindeled.store.run_views import WrittenLine, WrittenRecord
    from bindeled.web.work import FlowTiming

MONDAY = date(2026, 11, 16)
FRIDAY_MORNING = datetime(2026, 11, 13, 9, tzinfo=UTC)


@dataclass
class FakeWork:
    """Implements `Work` for the one tenant with the id 1; another one has nothing."""

    items: list[ParkedItem] = field(default_factory=list)
    waiting: list[WaitingRecord] = field(default_factory=list)
    found: list[FoundReport] = field(default_factory=list)
    happened: ReportTimeline = field(default_factory=lambda: ReportTimeline((), ()))
    names: Mapping[str, str] = field(default_factory=dict)
    ran: list[RunRecord] = field(default_factory=list)
    lines: list[WrittenLine] = field(default_factory=list)
    wrote: list[WrittenRecord] = field(default_factory=list)
    done: list[tuple[object, ...]] = field(default_factory=list)
    unreadable: bool = False
    timings: list[FlowTiming] = field(default_factory=list)
    hours: dict[date, WeekHours] = field(default_factory=dict)
    ahead: float | None = 3.2

    def inbox(self, tenant_id: int, *, dismissed: bool = False) -> Sequence[InboxGroup]:
        return grouped(item for item in self.items if bool(item.dismissed) is dismissed) if tenant_id == 1 else []

    def records(self, tenant_id: int) -> Sequence[WaitingRecord]:
        return self.waiting if tenant_id == 1 else []

    def hand_over(self, tenant_id: int, report_ids: Sequence[int], to: str) -> int:
        self.done.append(("hand_over", tenant_id, tuple(report_ids), to))
        return len(report_ids)

    def dismiss(self, tenant_id: int, report_ids: Sequence[int], reason: str) -> int:
        if self.unreadable:
            raise Misconfigured(["One of these reports cannot be read."])
        self.done.append(("dismiss", tenant_id, tuple(report_ids), reason))
        return len(report_ids)

    def take_back(self, tenant_id: int, report_ids: Sequence[int]) -> int:
        self.done.append(("take_back", tenant_id, tuple(report_ids)))
        return len(report_ids)

    def timeline(self, tenant_id: int, report_id: int) -> ReportTimeline:
        known = tenant_id == 1 and any(report.report_id == report_id for report in self.found)
        return self.happened if known else ReportTimeline((), ())

    def report_now(self, tenant_id: int, report_id: int) -> FoundReport | None:
        return next((one for one in self.found if tenant_id == 1 and one.report_id == report_id), None)

    def reports_between(self, tenant_id: int, first: date, last: date) -> Sequence[FoundReport]:
        assert tenant_id
        return [report for report in self.found if report.day and first <= report.day <= last]

    def employee_names(self, tenant_id: int) -> Mapping[str, str]:
        assert tenant_id
        return self.names

    def flows(self, tenant_id: int) -> Sequence[FlowTiming]:
        assert tenant_id
        return self.timings

    def weeks(self, tenant_id: int, mondays: tuple[date, ...]) -> Sequence[WeekHours]:
        assert tenant_id
        return [self.hours.get(monday, WeekHours(monday)) for monday in mondays]

    def minutes_ahead(self, reports: int) -> float | None:
        return self.ahead if reports else 0.0

    def runs(self, tenant_id: int, offset: int, limit: int) -> Sequence[RunRecord]:
        return [run for run in self.ran if run.tenant_id == tenant_id][offset : offset + limit]

    def run(self, tenant_id: int, run_id: int) -> RunRecord | None:
        return next((run for run in self.ran if (run.tenant_id, run.id) == (tenant_id, run_id)), None)

    def written_lines(self, run: RunRecord, offset: int, limit: int) -> Sequence[WrittenLine]:
        assert run.flow == "reports"
        return self.lines[offset : offset + limit]

    def written_records(self, run: RunRecord, offset: int, limit: int) -> Sequence[WrittenRecord]:
        assert run.flow != "reports"
        return self.wrote[offset : offset + limit]

    def start_run(self, tenant_id: int, flow: str) -> int:
        self.done.append(("start_run", tenant_id, flow))
        return 8


def parked_items(count: int = 1, cause: Cause = Cause.PROJECT_BLOCKED, **facts: str) -> list[ParkedItem]:
    """Return reports of 7.5 hours that are parked for one reason, each a minute after the one before."""
    finding = Finding(cause, facts or {"number": "1060", "name": "Nyt bad"})
    stake = Stake(Decimal("7.5"), "hours", Decimal(3000))
    return [
        ParkedItem(900 + index, MONDAY, finding, FRIDAY_MORNING + timedelta(minutes=index), stake)
        for index in range(count)
    ]


def dismissed_items(count: int = 1) -> list[ParkedItem]:
    """Return reports that somebody chose not to carry."""
    about = {"dismissed": "Det var en prøve", "dismissed_by": "page_user olga@nordlys.example at 127.0.0.1"}
    return [replace(item, **about) for item in parked_items(count, number="2000")]  # type: ignore[arg-type]
