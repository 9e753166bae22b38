"""The sum: what Intempus approved against what lies in Uniconta, counted from both systems and not from our ledger."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.keys import Reference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


@dataclass(frozen=True, slots=True)
class Proof:
    """How many reports are due, lie in Uniconta once, more than once, not at all, or are parked with a cause."""

    approved: int
    carried: int
    parked: int
    lost: int
    doubled: int

    @property
    def holds(self) -> bool:
        """True when every approved report lies in Uniconta once or is parked."""
        return not self.lost and not self.doubled


def prove(due: Collection[int], references: Iterable[str], parked: Collection[int]) -> Proof:
    """Count reports by the references found in Uniconta, journal and posted together.

    `due` are the ids of the approved reports that are to be carried, `parked` those set aside. A report is there once
    when its generations minus its reversals come to one; a report that is there but not due counts as doubled, since
    its hours would be invoiced without being approved, unless it is parked: then a person has been told that Uniconta
    would not let it be taken back.
    """
    standing: Counter[int] = Counter()
    for text in references:
        reference = Reference.parse(text)
        if reference is not None and reference.line == 1:
            standing[reference.report_id] += -1 if reference.reversal else 1
    carried = {report_id for report_id, lines in standing.items() if lines == 1 and report_id in due}
    missing = set(due) - {report_id for report_id, lines in standing.items() if lines > 0}
    allowed = {report_id: report_id in due or report_id in parked for report_id in standing}
    extra = sum(lines - allowed[report_id] for report_id, lines in standing.items() if lines > allowed[report_id])
    return Proof(
        approved=len(due),
        carried=len(carried),
        parked=len(missing & set(parked)),
        lost=len(missing - set(parked)),
        doubled=extra,
    )
