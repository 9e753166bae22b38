"""Takes back what no longer holds: unposted lines are removed, posted ones reversed, a bookkeeper's own edits left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.causes import Finding
from bindeled.domain.errors import OutcomeUnknown, Refused
from bindeled.domain.nouns import Place
from bindeled.domain.planning import Forget, Park, Remove, Reverse, plan_undoing
from bindeled.domain.states import Effect, EntryState
from bindeled.engine.points import Point
from bindeled.engine.sending import finding_of
from bindeled.ports import NewEntry, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bindeled.domain.nouns import JournalLine, WorkReport
    from bindeled.domain.planning import Remembered, Undo
    from bindeled.engine.counts import RunCounts
    from bindeled.engine.sending import Desk, Sender
    from bindeled.ports import OpenEntry

_EFFECTS = {Remove: Effect.REMOVE, Reverse: Effect.REVERSE, Forget: Effect.FORGET}


class Undoer:
    """Plans and applies the taking back of earlier generations, each effect under a ledger entry of its own."""

    def __init__(self, desk: Desk, sender: Sender, counts: RunCounts) -> None:
        self._desk = desk
        self._sender = sender
        self._counts = counts

    def plan(self, reports: Mapping[int, WorkReport | None], remembered: Mapping[int, Remembered]) -> list[Undo]:
        """Return how these reports' lines are taken back; None stands for a deleted report. Writes nothing."""
        lines = self._desk.ledger.carried_lines(list(reports))
        existing = self._desk.journal.find([line.reference for group in lines.values() for line in group])
        return [
            step
            for report_id, report in reports.items()
            for step in plan_undoing(
                report_id, report, remembered[report_id].generation, lines.get(report_id, []), existing
            )
        ]

    def apply(self, steps: Sequence[Undo]) -> list[Park]:
        """Carry these steps out and return what has to be parked."""
        self._forget([step for step in steps if isinstance(step, Forget)])
        refused = self._remove([step for step in steps if isinstance(step, Remove)])
        refused += self._reverse([step for step in steps if isinstance(step, Reverse)])
        self._desk.passing(Point.UNDONE)
        return [step for step in steps if isinstance(step, Park)] + refused

    def _forget(self, steps: Sequence[Forget]) -> None:
        opened = self._open(steps)
        self._desk.settle([Outcome(entry.id, EntryState.DONE) for entry in opened])
        self._counts.forgotten += len(opened)

    def _remove(self, steps: Sequence[Remove]) -> list[Park]:
        """Delete the lines, then look: a line gone from the journal may have been posted in the same moment."""
        opened = self._open(steps)
        if not opened:
            return []
        self._desk.passing(Point.OPENED)
        troubles = self._desk.journal.remove([step.found for step in steps])
        self._desk.passing(Point.SENT)
        refusals = self._record_removals(opened, troubles)
        return [
            _park(step.report_id, step.line, finding_of(refusals[step.line.reference]))
            for step in steps
            if step.line.reference in refusals
        ]

    def _record_removals(
        self, opened: Sequence[OpenEntry], troubles: Mapping[str, Refused | OutcomeUnknown]
    ) -> dict[str, Refused]:
        """Record what became of removals and return which were refused.

        Raises what was lost of a row that reports share, which stays open: a late write of a row would undo the next
        one, where a late deletion of a line finds nothing any more.
        """
        still_there = self._desk.journal.find([entry.reference for entry in opened])
        standing = {key: trouble for key, trouble in troubles.items() if key in still_there}
        lost = {
            entry.reference: standing[entry.reference]
            for entry in opened
            if entry.line.row and isinstance(standing.get(entry.reference), OutcomeUnknown)
        }
        # What was refused since it was posted in the same moment is for the next run to reverse.
        refusals = {
            key: trouble
            for key, trouble in standing.items()
            if isinstance(trouble, Refused) and still_there[key].place is Place.JOURNAL
        }
        told = [entry for entry in opened if entry.reference not in lost]
        outcomes = [_removal_outcome(entry, entry.reference in still_there, refusals) for entry in told]
        self._desk.settle(outcomes)
        self._counts.removed += sum(outcome.state is EntryState.DONE for outcome in outcomes)
        if lost:
            raise lost[min(lost)]
        return refusals

    def _reverse(self, steps: Sequence[Reverse]) -> list[Park]:
        sent = self._sender.send(_entries(steps))
        self._counts.reversed += len(sent.done)
        owners = {step.line.reference: step.report_id for step in steps}
        return [_park(owners[entry.reference], entry.line, finding) for entry, finding in sent.not_taken]

    def _open(self, steps: Sequence[Remove] | Sequence[Forget]) -> list[OpenEntry]:
        return self._desk.ledger.open(_entries(steps), self._desk.clock()) if steps else []


def _entries(steps: Sequence[Remove] | Sequence[Reverse] | Sequence[Forget]) -> list[NewEntry]:
    return [NewEntry(step.report_id, step.generation, _EFFECTS[type(step)], "", step.line) for step in steps]


def _removal_outcome(entry: OpenEntry, still_there: bool, refusals: Mapping[str, Refused]) -> Outcome:  # noqa: FBT001 - a fact of the entry, not a mode
    if not still_there:
        return Outcome(entry.id, EntryState.DONE)
    refusal = refusals.get(entry.reference)
    if refusal is None:
        return Outcome(entry.id, EntryState.NOT_THERE)
    return Outcome(entry.id, EntryState.REFUSED, code=refusal.code)


def _park(report_id: int, line: JournalLine, finding: Finding) -> Park:
    facts = {"reference": line.reference, **finding.facts}
    return Park(report_id, line.date, Finding(finding.cause, facts))
