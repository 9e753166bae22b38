"""What the pages of the daily work ask for and do. `work_program` implements it; in tests a fake does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from bindeled.domain.inbox import InboxGroup
    from bindeled.domain.registers.waiting import WaitingRecord
    from bindeled.domain.weeks import WeekHours
    from bindeled.run_ports import RunRecord
    from bindeled.store.found_reports import FoundReport
    from bindeled.store.run_views import WrittenLine, WrittenRecord
    from bindeled.store.views import ReportTimeline


@dataclass(frozen=True, slots=True)
class FlowTiming:
    """When a flow ran last and runs next, by itself or since it tries again; None where it never did or never does.

    `in_shadow` tells that it writes nothing.
    """

    flow: str
    last: RunRecord | None
    next_at: datetime | None
    in_shadow: bool


class Work(Protocol):
    """The inbox and the runs of one tenant at a time. Every method raises DatabaseError when there is no database."""

    # the inbox

    def inbox(self, tenant_id: int, *, dismissed: bool = False) -> Sequence[InboxGroup]:
        """Return the parked reports by cause, the longest waiting first; or those that were dismissed."""

    def records(self, tenant_id: int) -> Sequence[WaitingRecord]:
        """Return what is set aside of master data, the longest waiting first."""

    def hand_over(self, tenant_id: int, report_ids: Sequence[int], to: str) -> int:
        """Hand parked reports over to somebody by name, or to nobody; return how many."""

    def dismiss(self, tenant_id: int, report_ids: Sequence[int], reason: str) -> int:
        """Choose not to carry reports as they are; return how many.

        Raises Misconfigured where one of them cannot be read, and so cannot be told to be the same later on.
        """

    def take_back(self, tenant_id: int, report_ids: Sequence[int]) -> int:
        """Take a dismissal back; return how many reports it was about."""

    # one report

    def timeline(self, tenant_id: int, report_id: int) -> ReportTimeline:
        """Return everything known of one report, empty when it was never carried or parked."""

    def report_now(self, tenant_id: int, report_id: int) -> FoundReport | None:
        """Return where one report is, None where nothing is known of it."""

    def reports_between(self, tenant_id: int, first: date, last: date) -> Sequence[FoundReport]:
        """Return the reports of these Danish days, both in it, that were sent, wait or are parked."""

    def employee_names(self, tenant_id: int) -> Mapping[str, str]:
        """Return the names of the employees by their number in Uniconta, as far as they are known."""

    # the runs

    def flows(self, tenant_id: int) -> Sequence[FlowTiming]:
        """Return when each flow ran last and runs next, in the order in which they run together."""

    def weeks(self, tenant_id: int, mondays: tuple[date, ...]) -> Sequence[WeekHours]:
        """Return the hours of these weeks by where they are."""

    def minutes_ahead(self, reports: int) -> float | None:
        """Return in how many minutes so many waiting reports are carried once both links work; None when never."""

    def runs(self, tenant_id: int, offset: int, limit: int) -> Sequence[RunRecord]:
        """Return runs, the newest first."""

    def run(self, tenant_id: int, run_id: int) -> RunRecord | None:
        """Return one run, None when the tenant has none with this number."""

    def written_lines(self, run: RunRecord, offset: int, limit: int) -> Sequence[WrittenLine]:
        """Return what a run of the reports has written in Uniconta and seen arrive."""

    def written_records(self, run: RunRecord, offset: int, limit: int) -> Sequence[WrittenRecord]:
        """Return what a run of a register has written."""

    def start_run(self, tenant_id: int, flow: str) -> int:
        """Ask for a run of a flow, and return its id; one that is open is taken, and is due now."""
