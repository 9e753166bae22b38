"""Reads the source while the target is closed, and notes what is due. Nothing is written to the target.

Nothing is taken as done either: the checkpoint stays where it is, so that the run that carries sees all of it again.
What is noted here only tells people how much waits, and the drain in which order to read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from bindeled.domain.planning import sift, to_undo
from bindeled.engine.counts import RunCounts

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bindeled.domain.errors import BindeledError
    from bindeled.domain.mapping import ReportRules
    from bindeled.engine.picture import Picture
    from bindeled.ports import Clock, HeldReports, ReportLedger, ReportPage


@dataclass(eq=False)
class Intake:
    """One reading of the source for one tenant. `closed` is why nothing can be carried, and how the run ends.

    `cause` is how the link stands that keeps the gate shut, in one word.
    """

    picture: Picture
    ledger: ReportLedger
    held: HeldReports
    rules: ReportRules
    first_day: date
    clock: Clock
    closed: BindeledError
    cause: str
    watch: Callable[[RunCounts], None]
    counts: RunCounts = field(default_factory=RunCounts)

    def run(self) -> NoReturn:
        """Note what is due, and raise `closed`; or what the source raises, with what was noted until then."""
        for page in self.picture.pages():
            self._take(page)
            self.watch(self.counts)
        # A complete picture: what is in it no longer was withdrawn or deleted.
        self.held.keep_only(self.picture.seen)
        self.held.read(self.clock())
        raise self.closed

    def _take(self, page: ReportPage) -> None:
        remembered = self.ledger.remembered([report.id for report in page.reports])
        changed = to_undo({report.id: report for report in page.reports}, remembered)
        unchanged = [report for report in page.reports if report.id not in changed]
        due, skips = sift(unchanged, remembered, self.rules, self.first_day)
        self.held.note([*due, *filter(None, changed.values())], self.cause, self.clock())
        self.held.release([skip.report_id for skip in skips])
        self.counts.held += len(due) + len(changed)
        self.counts.skipped += len(skips)
