"""Which reports share which rows of the weekly timesheet, as the ledger tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.states import Effect, EntryState
from bindeled.domain.timesheet import ShareEntry, shares_of
from bindeled.store import lines, models
from bindeled.store.batches import chunks
from bindeled.store.ledger import FLOW

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from bindeled.domain.timesheet import Share


class StoredShares:
    """Implements `timesheet_ports.SharesLedger` for one tenant."""

    def __init__(self, tenant_id: int) -> None:
        self._tenant_id = tenant_id

    def rows_of(self, references: Collection[str]) -> dict[str, str]:
        """Return the row of each of these lines that is a share of one, by the line's reference."""
        found: dict[str, str] = {}
        for some in chunks(list(references)):
            found |= dict(self._entries.filter(reference__in=some).values_list("reference", "row"))
        return found

    def shares(self, rows: Collection[str]) -> Mapping[str, Sequence[Share]]:
        """Return the shares of these rows as the ledger stands now; a row without any is left out."""
        entries: list[ShareEntry] = []
        for some in chunks(sorted(rows)):
            told = self._entries.filter(row__in=some).order_by("pk")
            entries += [
                ShareEntry(lines.decode(line), Effect(effect), EntryState(state), row_id)
                for line, effect, state, row_id in told.values_list("line", "effect", "state", "row_id")
            ]
        return shares_of(entries)

    def rows_between(self, first: date, last: date) -> set[str]:
        """Return the rows that hold reports which begin on these days, both ends in it."""
        return set(self._entries.filter(date__range=(first, last)).values_list("row", flat=True))

    @property
    def _entries(self) -> QuerySet[models.LedgerEntry]:
        return models.LedgerEntry.objects.filter(tenant_id=self._tenant_id, flow=FLOW).exclude(row="")
