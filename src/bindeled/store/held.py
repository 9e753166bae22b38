"""What is due and waits while a gate is closed: numbers, days and hours of reports, never what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import Coalesce

from bindeled.domain.holding import HeldDay, hours_of
from bindeled.store import models
from bindeled.store.batches import chunks, lock_tenant

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from bindeled.domain.nouns import WorkReport

# Rows written in one statement: seven columns each, within what SQLite takes.
_AT_ONCE = 120
# Rows looked through in one read, so that a million of them need no more memory than these.
_PAGE = 5000
_UPDATED = ("date", "hours", "cause")


class StoredHeldReports:
    """Implements `ports.HeldReports` for one flow of one tenant."""

    def __init__(self, tenant_id: int, flow: str) -> None:
        self._tenant_id = tenant_id
        self._flow = flow

    # while the gate is closed

    def note(self, reports: Sequence[WorkReport], cause: str, at: datetime) -> int:
        """Note that these reports are due and wait; return how many were not noted before.

        One that was keeps its `since`, and gets the date, the hours and the cause of now.
        """
        if not reports:
            return 0
        with transaction.atomic():
            lock_tenant(self._tenant_id)
            known = self._known([report.id for report in reports])
            new = len({report.id for report in reports} - known)
            models.HeldReport.objects.bulk_create(
                [self._row(report, cause, at) for report in reports],
                batch_size=_AT_ONCE,
                update_conflicts=True,
                unique_fields=("tenant", "flow", "report_id"),
                update_fields=_UPDATED,
            )
            self._make_queue()
            self._queue.update(since=Coalesce(F("since"), at), noted=F("noted") + new)
        return new

    def read(self, at: datetime) -> None:
        """Note that the source was read to its end."""
        self._make_queue()
        self._queue.update(read_at=at)

    def read_at(self) -> datetime | None:
        """Return when the source was last read to its end while the gate was closed."""
        return self._queue.values_list("read_at", flat=True).first()

    def keep_only(self, report_ids: Collection[int]) -> int:
        """Let go of every report that is not among these; return how many."""
        gone, after = 0, 0
        while page := list(self._rows.filter(pk__gt=after).order_by("pk").values_list("pk", "report_id")[:_PAGE]):
            after = page[-1][0]
            gone += self.release([report_id for _, report_id in page if report_id not in report_ids])
        return gone

    # while it is open

    def days(self) -> list[HeldDay]:
        """Return the days that have reports waiting, the oldest first, and how many each."""
        counted = self._rows.values_list("date").annotate(Count("pk")).order_by("date")
        return [HeldDay(day, reports) for day, reports in counted]

    def sent(self, report_ids: Sequence[int]) -> int:
        """Let go of reports that arrived; return how many of them had waited."""
        with transaction.atomic():
            count = self.release(report_ids)
            if count:
                self._queue.update(sent=F("sent") + count)
        return count

    def release(self, report_ids: Sequence[int]) -> int:
        """Let go of reports that wait no longer, for whatever reason; return how many had waited."""
        return sum(self._rows.filter(report_id__in=some).delete()[0] for some in chunks(report_ids))

    def drained(self, at: datetime) -> bool:
        """Write, once, that what had waited is gone, with how much it was and since when; False when it was told.

        Also False while something waits.
        """
        with transaction.atomic():
            queue = self._queue.select_for_update().exclude(since=None).first()
            if queue is None or queue.since is None or self._rows.exists():
                return False
            facts = {"sent": queue.sent, "noted": queue.noted, "since": queue.since.isoformat()}
            self._queue.update(since=None, noted=0, sent=0)
            models.Event.objects.create(kind="queue.drained", at=at, tenant_id=self._tenant_id, facts=facts)
        return True

    def _known(self, report_ids: Sequence[int]) -> set[int]:
        found: set[int] = set()
        for some in chunks(report_ids):
            found.update(self._rows.filter(report_id__in=some).values_list("report_id", flat=True))
        return found

    def _make_queue(self) -> None:
        models.HeldQueue.objects.get_or_create(tenant_id=self._tenant_id, flow=self._flow)

    def _row(self, report: WorkReport, cause: str, at: datetime) -> models.HeldReport:
        return models.HeldReport(
            tenant_id=self._tenant_id,
            flow=self._flow,
            report_id=report.id,
            date=report.start_date,
            hours=hours_of(report),
            since=at,
            cause=cause,
        )

    @property
    def _rows(self) -> QuerySet[models.HeldReport]:
        return models.HeldReport.objects.filter(tenant_id=self._tenant_id, flow=self._flow)

    @property
    def _queue(self) -> QuerySet[models.HeldQueue]:
        return models.HeldQueue.objects.filter(tenant_id=self._tenant_id, flow=self._flow)
