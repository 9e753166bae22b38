"""The complete picture of what Intempus holds: each report once, and up to which counter it is complete.

Two readings make it (design 5): what changed since the checkpoint, whatever its date, and everything approved within a
window of days, since an approval may not move Intempus' counter.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from bindeled.domain.calendar import danish_day
from bindeled.domain.holding import in_order_of_days, spans_of
from bindeled.ports import ReportPage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from bindeled.domain.holding import HeldDay, Span
    from bindeled.domain.nouns import WorkReport
    from bindeled.engine.counts import RunCounts
    from bindeled.ports import Clock, ReportLedger, ReportSource


@dataclass(eq=False)
class Picture:
    """One reading of the source. `window_days` is how far back approvals are compared, in Danish days.

    They are counted from the run that last saw everything. `seen` are the reports that were read so far, `version` the
    counter to go on from next time, None before the first page.
    """

    source: ReportSource
    ledger: ReportLedger
    first_day: date
    clock: Clock
    window_days: int
    counts: RunCounts
    seen: set[int] = field(default_factory=set)
    version: int | None = None

    def pages(self) -> Iterator[ReportPage]:
        """Yield each report once; the counter of the very first page is the next checkpoint (Intempus sheet 4.3)."""
        yield from self._changed()
        yield from self._unseen(self.source.approved_since(self.window_start))

    def oldest_first(self, days: Sequence[HeldDay], size: int) -> Iterator[ReportPage]:
        """Yield each report once, by the days that they were worked on, about `size` waiting ones at a time."""
        for span in spans_of(days, self.window_start, size):
            yield from self._of(span)
        yield from self._changed()

    @cached_property
    def window_start(self) -> date:
        """The first day that approvals are compared for."""
        # Counted back from the last complete picture: what was approved during an outage, however long, is in it.
        complete = danish_day(min(self.clock(), self.ledger.complete_at() or self.clock()))
        return max(self.first_day, complete - timedelta(days=self.window_days))

    def _changed(self) -> Iterator[ReportPage]:
        checkpoint = self.ledger.checkpoint()
        if checkpoint is not None:
            yield from self._unseen(self.source.changed_since(checkpoint))

    def _of(self, span: Span) -> Iterator[ReportPage]:
        if span.last is None:
            pages = self._unseen(self.source.approved_since(span.first))
            yield from (replace(page, reports=in_order_of_days(page.reports)) for page in pages)
            return
        whole = list(self._unseen(self.source.approved_between(span.first, span.last)))
        reports: list[WorkReport] = [report for page in whole for report in page.reports]
        unreadable = {report_id: why for page in whole for report_id, why in page.unreadable.items()}
        yield ReportPage(in_order_of_days(reports), self.version, unreadable)

    def _unseen(self, pages: Iterable[ReportPage]) -> Iterator[ReportPage]:
        for page in pages:
            self.version = page.version if self.version is None else self.version
            fresh = tuple(report for report in page.reports if report.id not in self.seen)
            self.seen.update(report.id for report in fresh)
            self.seen.update(page.unreadable)
            self.counts.pages += 1
            self.counts.read += len(fresh)
            yield replace(page, reports=fresh)
