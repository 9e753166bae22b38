"""The ledger entries that have been kept for their time. They go report by report, and leave what is in `past`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from bindeled.domain.planning import Remembered, Standing, remember
from bindeled.domain.states import EntryState, RunState
from bindeled.store import models
from bindeled.store.batches import chunks, lock_tenant
from bindeled.store.entries import Sender
from bindeled.store.ledger import FLOW

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

# Reports whose entries go in one transaction: a few milliseconds, so that nobody who writes waits for it.
AT_ONCE = 200
_LYING = frozenset({Standing.CARRIED, Standing.PARTLY, Standing.BEING_UNDONE})


class OldTrail:
    """The ledger entries of one tenant that have been kept for their time.

    `kept_from` is the first day whose entries stay, `moment` its beginning. The entries of a report go together, once
    the report, each line of it and whatever was last sent about it are older. One that is under way or in the inbox
    stays.
    """

    def __init__(self, tenant_id: int, kept_from: date, moment: datetime) -> None:
        self._tenant_id = tenant_id
        self._kept_from = kept_from
        self._moment = moment

    def count(self) -> int:
        """Return how many entries would go."""
        return sum(
            self._rows.filter(date=day, report_id__in=self._may_go(some)).count() for day, some in self._batches()
        )

    def purge(self) -> int:
        """Delete them, some reports in each transaction, and return how many entries went.

        What is needed to know each report again is written in the same transaction. Ends early when a run begins.
        """
        return sum(self._purge(some) for _, some in self._batches())

    def _purge(self, report_ids: Sequence[int]) -> int:
        with transaction.atomic():
            lock_tenant(self._tenant_id)
            if self._is_running():
                return 0
            going = self._may_go(report_ids)
            known = remember(Sender(self._tenant_id, FLOW, 0, lambda: None).traces(going))
            self._note(known)
            return self._rows.filter(report_id__in=going).delete()[0]

    def _note(self, known: Mapping[int, Remembered]) -> None:
        models.PastReport.objects.bulk_create(
            [row for report_id, one in known.items() if (row := self._row(report_id, one)) is not None],
            batch_size=AT_ONCE,
            update_conflicts=True,
            unique_fields=("tenant", "flow", "report_id"),
            update_fields=("generation", "mark", "lying"),
        )

    def _row(self, report_id: int, known: Remembered) -> models.PastReport | None:
        """Return what is kept of a report: nothing of one of which no line ever lay in Uniconta."""
        lying = known.standing in _LYING
        # A generation that never came to be there is free for the next attempt; the one before it is not.
        generation = known.generation - (known.standing is Standing.NOT_CARRIED)
        if not generation:
            return None
        return models.PastReport(
            tenant_id=self._tenant_id,
            flow=FLOW,
            report_id=report_id,
            generation=generation,
            mark=known.mark,
            lying=lying,
        )

    def _batches(self) -> Iterator[tuple[date, Sequence[int]]]:
        """Yield the reports of each old day, some at a time."""
        days = self._rows.filter(date__lt=self._kept_from).order_by("date").values_list("date", flat=True).distinct()
        for day in list(days):
            rows = self._rows.filter(date=day).order_by("report_id")
            for some in chunks(list(rows.values_list("report_id", flat=True).distinct()), AT_ONCE):
                yield day, some

    def _may_go(self, report_ids: Sequence[int]) -> list[int]:
        still_needed = Q(date__gte=self._kept_from) | Q(sent_at__gte=self._moment) | Q(state=EntryState.SENDING.value)
        rows = self._rows.filter(still_needed, report_id__in=report_ids)
        parked = models.ParkedReport.objects.filter(
            tenant_id=self._tenant_id, flow=FLOW, released_at=None, report_id__in=report_ids
        )
        staying = {*rows.values_list("report_id", flat=True), *parked.values_list("report_id", flat=True)}
        return [report_id for report_id in report_ids if report_id not in staying]

    def _is_running(self) -> bool:
        runs = models.Run.objects.filter(tenant_id=self._tenant_id, flow=FLOW, state=RunState.RUNNING.value)
        return runs.exists()

    @property
    def _rows(self) -> QuerySet[models.LedgerEntry]:
        return models.LedgerEntry.objects.filter(tenant_id=self._tenant_id, flow=FLOW)
