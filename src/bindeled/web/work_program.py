"""The daily work as the program does it. Django must be set up before this is imported, since models come with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.bootstrap.forecasting import minutes_ahead
from bindeled.domain.schedules import FLOW_ORDER, next_tick
from bindeled.domain.states import RunState
from bindeled.store import found_reports, run_views
from bindeled.store.inbox import ReportInbox
from bindeled.store.views import report_timeline
from bindeled.store.waiting_records import waiting_records
from bindeled.store.week_views import hours_by_week
from bindeled.web.work import FlowTiming

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bindeled.bootstrap import Program
    from bindeled.domain.inbox import InboxGroup
    from bindeled.domain.registers.waiting import WaitingRecord
    from bindeled.domain.weeks import WeekHours
    from bindeled.run_ports import RunRecord
    from bindeled.store.found_reports import FoundReport
    from bindeled.store.run_views import WrittenLine, WrittenRecord
    from bindeled.store.views import ReportTimeline

_BY_HAND = "hand"


class ProgramWork:
    """Implements `Work`."""

    def __init__(self, program: Program) -> None:
        self._program = program

    # the inbox

    def inbox(self, tenant_id: int, *, dismissed: bool = False) -> list[InboxGroup]:
        """Return the parked reports by cause, the longest waiting first; or those that were dismissed."""
        return ReportInbox(tenant_id).groups(dismissed=dismissed)

    def records(self, tenant_id: int) -> list[WaitingRecord]:
        """Return what is set aside of master data, the longest waiting first."""
        return waiting_records(tenant_id)

    def hand_over(self, tenant_id: int, report_ids: Sequence[int], to: str) -> int:
        """Hand parked reports over to somebody by name, or to nobody; return how many."""
        return ReportInbox(tenant_id).assign(report_ids, to, self._program.clock())

    def dismiss(self, tenant_id: int, report_ids: Sequence[int], reason: str) -> int:
        """Choose not to carry reports as they are; return how many."""
        return ReportInbox(tenant_id).dismiss(report_ids, reason, self._program.clock())

    def take_back(self, tenant_id: int, report_ids: Sequence[int]) -> int:
        """Take a dismissal back; return how many reports it was about."""
        return ReportInbox(tenant_id).take_back(report_ids, self._program.clock())

    # one report

    def timeline(self, tenant_id: int, report_id: int) -> ReportTimeline:
        """Return everything known of one report, empty when it was never carried or parked."""
        return report_timeline(tenant_id, report_id)

    def report_now(self, tenant_id: int, report_id: int) -> FoundReport | None:
        """Return where one report is, None where nothing is known of it."""
        return found_reports.report_now(tenant_id, report_id)

    def reports_between(self, tenant_id: int, first: date, last: date) -> list[FoundReport]:
        """Return the reports of these Danish days, both in it, that were sent, wait or are parked."""
        return found_reports.reports_between(tenant_id, first, last)

    def employee_names(self, tenant_id: int) -> dict[str, str]:
        """Return the names of the employees by their number in Uniconta, as far as they are known."""
        return found_reports.employee_names(tenant_id)

    # the runs

    def flows(self, tenant_id: int) -> list[FlowTiming]:
        """Return when each flow ran last and runs next, in the order in which they run together."""
        newest = run_views.newest_runs(tenant_id)
        return [self._timing(tenant_id, flow, newest.get(flow)) for flow in FLOW_ORDER]

    def weeks(self, tenant_id: int, mondays: tuple[date, ...]) -> tuple[WeekHours, ...]:
        """Return the hours of these weeks by where they are."""
        return hours_by_week(tenant_id, mondays)

    def minutes_ahead(self, reports: int) -> float | None:
        """Return in how many minutes so many waiting reports are carried once both links work; None when never."""
        return minutes_ahead(self._program.settings, reports)

    def runs(self, tenant_id: int, offset: int, limit: int) -> list[RunRecord]:
        """Return runs, the newest first."""
        return run_views.runs_of(tenant_id, offset, limit)

    def run(self, tenant_id: int, run_id: int) -> RunRecord | None:
        """Return one run, None when the tenant has none with this number."""
        return run_views.run_of(tenant_id, run_id)

    def written_lines(self, run: RunRecord, offset: int, limit: int) -> list[WrittenLine]:
        """Return what a run of the reports has written in Uniconta and seen arrive."""
        return run_views.written_lines(run, offset, limit)

    def written_records(self, run: RunRecord, offset: int, limit: int) -> list[WrittenRecord]:
        """Return what a run of a register has written."""
        return run_views.written_records(run, offset, limit)

    def start_run(self, tenant_id: int, flow: str) -> int:
        """Ask for a run of a flow, and return its id; one that is open is taken, and is due now."""
        return self._program.runs.queue(tenant_id, flow, _BY_HAND, self._program.clock())

    def _timing(self, tenant_id: int, flow: str, last: RunRecord | None) -> FlowTiming:
        schedule = self._program.schedules.current(tenant_id, flow).schedule
        again = last.again_at if last is not None and last.state is RunState.WAITING else None
        coming = [moment for moment in (again, next_tick(schedule, self._program.clock())) if moment]
        in_shadow = self._program.shadows.current(tenant_id, flow) is not None
        return FlowTiming(flow, last, min(coming, default=None), in_shadow)
