"""What a person sees of the inbox of reports, and does about it: hand over to somebody, dismiss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bindeled.domain.causes import Cause, Finding
from bindeled.domain.errors import Misconfigured
from bindeled.domain.inbox import ParkedItem, grouped
from bindeled.domain.stakes import Stake
from bindeled.store import models
from bindeled.store.actors import current_actor
from bindeled.store.audit import record
from bindeled.store.batches import chunks, lock_tenant
from bindeled.store.ledger import FLOW

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from bindeled.domain.inbox import InboxGroup

_NAME_LENGTH, _REASON_LENGTH = 200, 500


class ReportInbox:
    """The inbox of one tenant."""

    def __init__(self, tenant_id: int) -> None:
        self._tenant_id = tenant_id

    def groups(self, *, dismissed: bool = False) -> list[InboxGroup]:
        """Return what is parked by cause, the longest waiting first; or what was dismissed."""
        return grouped(_item(row) for row in self._open.filter(dismissed_at__isnull=not dismissed))

    def page(self, after: int, most: int, *, dismissed: bool = False) -> tuple[list[int], int | None]:
        """Return the numbers of at most `most` reports, the longest waiting first, and from where to go on.

        `after` is what the page before said, 0 at first; None says that there are no more. A report that leaves the
        inbox meanwhile moves none of the others.
        """
        rows = self._open.filter(dismissed_at__isnull=not dismissed, pk__gt=after).order_by("pk")
        found = list(rows.values_list("pk", "report_id")[: most + 1])
        following = found[most - 1][0] if len(found) > most else None
        return [report_id for _, report_id in found[:most]], following

    def group(self, name: str) -> InboxGroup:
        """Return the group with this key, or that of this report. Raises Misconfigured when there is none."""
        for group in (*self.groups(), *self.groups(dismissed=True)):
            if name == group.key or name in {str(item.report_id) for item in group.items}:
                return group
        raise Misconfigured([f"Nothing called {name} is in the inbox. See: bindeled inbox list --tenant …"])

    def assign(self, report_ids: Sequence[int], to: str, at: datetime) -> int:
        """Hand reports over to somebody by name, or to nobody; return how many."""
        name = to.strip()[:_NAME_LENGTH]
        with transaction.atomic():
            count = self._update(report_ids, assigned_to=name)
            record("report.assigned", self._told(report_ids), at, {"to": name}, tenant_id=self._tenant_id)
        return count

    def dismiss(self, report_ids: Sequence[int], reason: str, at: datetime) -> int:
        """Choose not to carry these reports as they are; return how many. A change in Intempus brings one back.

        Raises Misconfigured without a reason, and where one of them cannot be read and so cannot be told to be the same
        later on.
        """
        why = reason.strip()[:_REASON_LENGTH]
        if not why:
            raise Misconfigured(["Say with --reason why these reports are not to be carried; it is kept."])
        with transaction.atomic():
            lock_tenant(self._tenant_id)
            if any(self._open.filter(report_id__in=some, mark="").exists() for some in chunks(list(report_ids))):
                raise Misconfigured(["One of these reports cannot be read, so it cannot be dismissed. Leave it to us."])
            count = self._update(
                report_ids, dismissed_at=at, dismissed_by=str(current_actor())[:_NAME_LENGTH], dismissed_reason=why
            )
            record("report.dismissed", self._told(report_ids), at, {"reason": why}, tenant_id=self._tenant_id)
        return count

    def take_back(self, report_ids: Sequence[int], at: datetime) -> int:
        """Take a dismissal back, so that the next run tries again; return how many."""
        with transaction.atomic():
            count = self._update(report_ids, dismissed_at=None, dismissed_by="", dismissed_reason="")
            record("report.dismissal_taken_back", self._told(report_ids), at, tenant_id=self._tenant_id)
        return count

    def _update(self, report_ids: Sequence[int], **values: object) -> int:
        return sum(self._open.filter(report_id__in=some).update(**values) for some in chunks(list(report_ids)))

    @staticmethod
    def _told(report_ids: Sequence[int]) -> str:
        more = f" and {len(report_ids) - 1} more" if len(report_ids) > 1 else ""
        return f"report {report_ids[0]}{more}"

    @property
    def _open(self) -> QuerySet[models.ParkedReport]:
        return models.ParkedReport.objects.filter(tenant_id=self._tenant_id, flow=FLOW, released_at=None)


def _item(row: models.ParkedReport) -> ParkedItem:
    stake = Stake(row.quantity, row.unit, row.kroner) if row.quantity is not None else None
    finding = Finding(Cause(row.cause), row.facts)
    about = row.assigned_to, row.dismissed_reason, row.dismissed_by
    return ParkedItem(row.report_id, row.date, finding, row.since, stake, *about)
