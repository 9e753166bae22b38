"""The inbox: reports that were set aside, each stay with its cause, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from bindeled.store import models
from bindeled.store.batches import chunks, lock_tenant
from bindeled.store.events import batch_event

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from bindeled.domain.planning import Park


class Inbox:
    """The parked reports of one flow of one tenant, as one run sees and changes them."""

    def __init__(self, tenant_id: int, flow: str, run_id: int) -> None:
        self._tenant_id = tenant_id
        self._flow = flow
        self._run_id = run_id

    def report_ids(self) -> set[int]:
        """Return the reports that are parked now and not dismissed."""
        return set(self._open.filter(dismissed_at=None).values_list("report_id", flat=True))

    def dismissed(self) -> dict[int, str]:
        """Return the reports that a person has dismissed, with the marks that it holds for."""
        return dict(self._open.exclude(dismissed_at=None).values_list("report_id", "mark"))

    def park(self, parks: Sequence[Park], at: datetime) -> int:
        """Set reports aside; return how many are new or have another cause, facts, date or content than before.

        What is as it was is not written again, so a run that changes nothing writes nothing.
        """
        wanted = {park.report_id: park for park in parks}
        known = self._known(list(wanted))
        if all(_is_as_before(known.get(key), park) for key, park in wanted.items()):
            return 0
        with transaction.atomic():
            lock_tenant(self._tenant_id)
            known = self._known(list(wanted))
            changed = [park for key, park in wanted.items() if not _is_as_before(known.get(key), park)]
            self._write(changed, known, at)
        return len(changed)

    def release(self, report_ids: Sequence[int], at: datetime) -> int:
        """Take these reports out of the inbox; return how many were in it. Their stay is kept."""
        with transaction.atomic():
            count = sum(self._open.filter(report_id__in=some).update(released_at=at) for some in chunks(report_ids))
            if count:
                self._tell("reports.released", report_ids, at, count)
        return count

    def _write(self, parks: Sequence[Park], known: dict[int, models.ParkedReport], at: datetime) -> None:
        if not parks:
            return
        models.ParkedReport.objects.bulk_create(
            [self._stay(park, at) for park in parks if park.report_id not in known], batch_size=50
        )
        for park in parks:
            if park.report_id in known:
                self._open.filter(report_id=park.report_id).update(
                    run_id=self._run_id, changed_at=at, dismissed_at=None, dismissed_reason="", **_said(park)
                )
        self._tell("reports.parked", [park.report_id for park in parks], at, len(parks))

    def _stay(self, park: Park, at: datetime) -> models.ParkedReport:
        return models.ParkedReport(
            tenant_id=self._tenant_id,
            flow=self._flow,
            report_id=park.report_id,
            run_id=self._run_id,
            since=at,
            changed_at=at,
            **_said(park),
        )

    def _known(self, report_ids: Sequence[int]) -> dict[int, models.ParkedReport]:
        return {row.report_id: row for some in chunks(report_ids) for row in self._open.filter(report_id__in=some)}

    def _tell(self, kind: str, report_ids: Sequence[int], at: datetime, count: int) -> None:
        batch_event(kind, self._tenant_id, self._run_id, at, [str(key) for key in report_ids], count=count)

    @property
    def _open(self) -> QuerySet[models.ParkedReport]:
        return models.ParkedReport.objects.filter(tenant_id=self._tenant_id, flow=self._flow, released_at__isnull=True)


def _said(park: Park) -> dict[str, Any]:
    """Return what a row says of a parked report."""
    stake = park.stake
    return {
        "date": park.date,
        "cause": park.finding.cause.value,
        "facts": dict(park.finding.facts),
        "mark": park.mark,
        "quantity": stake.quantity if stake else None,
        "unit": stake.unit if stake else "",
        "kroner": stake.kroner if stake else None,
    }


def _is_as_before(row: models.ParkedReport | None, park: Park) -> bool:
    return row is not None and all(getattr(row, name) == value for name, value in _said(park).items())
