"""The sum per period, employee and project: approved in Intempus against what lies in Uniconta, and why they differ.

Both sides are read anew. From our own ledger comes only what is parked and what was carried, to explain a difference.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from bindeled.domain.keys import Reference
from bindeled.domain.mapping.units import common_unit
from bindeled.domain.nouns import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from bindeled.domain.nouns import FoundLine
    from bindeled.domain.pay_periods import PayPeriods

ZERO = Decimal(0)


class Cell(NamedTuple):
    """What is summed together: one period by its first day, one employee, one project, one unit.

    The unit is written alike whatever the language of the logins.
    """

    period: date
    employee: str
    project: str
    unit: str


class Part(NamedTuple):
    """How much of one approved report belongs to one day, employee and project."""

    day: date
    employee: str
    project: str
    unit: str
    quantity: Decimal


class Reason(Enum):
    """Why approved and booked differ for one report in one cell."""

    PARKED = "parked"
    WAITING = "waiting"
    NOT_APPROVED = "not_approved"
    DELETED_BY_HAND = "deleted_by_hand"
    MOVED_BY_HAND = "moved_by_hand"
    EDITED_BY_HAND = "edited_by_hand"


# Parked and waiting are places where hours are; everything else is a difference.
_PLACES = frozenset({Reason.PARKED, Reason.WAITING})


@dataclass(frozen=True, slots=True)
class Explanation:
    """One report's share of a difference: `quantity` is what Uniconta lacks, less than nothing for what is too much."""

    cell: Cell
    report_id: int
    reason: Reason
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class ReconciledCell:
    """The sum of one cell. Approved is journal, posted, parked, waiting and difference together."""

    cell: Cell
    approved: Decimal = ZERO
    journal: Decimal = ZERO
    posted: Decimal = ZERO
    parked: Decimal = ZERO
    waiting: Decimal = ZERO

    @property
    def difference(self) -> Decimal:
        """Return what none of the places holds."""
        return self.approved - self.journal - self.posted - self.parked - self.waiting


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The sum of some periods. `by_hand` are lines in Uniconta that are none of ours: told, and not in the sum.

    `twins` are those of them that look like a report of ours typed a second time, with the report. `names` are those of
    the employees by number.
    """

    first_day: date
    last_day: date
    cells: tuple[ReconciledCell, ...]
    explanations: tuple[Explanation, ...]
    by_hand: tuple[FoundLine, ...] = ()
    twins: Mapping[int, FoundLine] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def closed(self) -> bool:
        """Tell whether every approved hour is in one of its places."""
        return not any(cell.difference for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Known:
    """What our own ledger adds as an explanation: reports that are parked, and that were carried."""

    parked: Collection[int]
    carried: Collection[int]


def reconcile(
    approved: Mapping[int, Sequence[Part]],
    booked: Iterable[FoundLine],
    known: Known,
    periods: PayPeriods,
    span: tuple[date, date],
) -> Reconciliation:
    """Sum both sides up over the days of `span`, both ends in it.

    `approved` holds the parts of each report that is to be carried, `booked` the lines found in Uniconta.
    """
    first, last = span
    sums = _Sums(periods)
    lines = [line for line in booked if line.date is not None and first <= line.date <= last]
    for report_id, parts in approved.items():
        for part in parts:
            if first <= part.day <= last:
                sums.approve(report_id, part)
    by_hand = tuple(line for line in lines if not sums.book(line))
    cells, explanations = sums.judged(known)
    return Reconciliation(first, last, cells, explanations, by_hand, _twins(approved, by_hand))


class _Sums:
    """Adds up by report and cell, then judges what differs."""

    def __init__(self, periods: PayPeriods) -> None:
        self._periods = periods
        self._approved: defaultdict[tuple[int, Cell], Decimal] = defaultdict(Decimal)
        self._booked: defaultdict[tuple[int, Cell], Decimal] = defaultdict(Decimal)
        self._due: defaultdict[int, Decimal] = defaultdict(Decimal)
        self._there: defaultdict[int, Decimal] = defaultdict(Decimal)
        self._cells: dict[Cell, ReconciledCell] = {}

    def approve(self, report_id: int, part: Part) -> None:
        cell = self._cell(part.day, part.employee, part.project, part.unit)
        self._approved[report_id, cell] += part.quantity
        self._due[report_id] += part.quantity
        self._cells[cell] = replace(self._cells[cell], approved=self._cells[cell].approved + part.quantity)

    def book(self, line: FoundLine) -> bool:
        """Add a line of ours; return False for one that is none."""
        reference = Reference.parse(line.reference)
        if reference is None or line.date is None:
            return False
        cell = self._cell(line.date, line.employee, line.project, line.unit)
        self._booked[reference.report_id, cell] += line.quantity
        self._there[reference.report_id] += line.quantity
        name = "journal" if line.place is Place.JOURNAL else "posted"
        self._cells[cell] = replace(self._cells[cell], **{name: getattr(self._cells[cell], name) + line.quantity})
        return True

    def judged(self, known: Known) -> tuple[tuple[ReconciledCell, ...], tuple[Explanation, ...]]:
        explanations = [
            self._explained(report_id, cell, known)
            for report_id, cell in sorted(self._approved.keys() | self._booked.keys())
            if self._approved[report_id, cell] != self._booked[report_id, cell]
        ]
        for explanation in explanations:
            if explanation.reason in _PLACES:
                cell, name = self._cells[explanation.cell], explanation.reason.value
                self._cells[explanation.cell] = replace(cell, **{name: getattr(cell, name) + explanation.quantity})
        return tuple(self._cells[cell] for cell in sorted(self._cells)), tuple(explanations)

    def _explained(self, report_id: int, cell: Cell, known: Known) -> Explanation:
        lacking = self._approved[report_id, cell] - self._booked[report_id, cell]
        return Explanation(cell, report_id, self._reason(report_id, known), lacking)

    def _reason(self, report_id: int, known: Known) -> Reason:
        if report_id in known.parked:
            return Reason.PARKED
        if not self._due.get(report_id):
            return Reason.NOT_APPROVED
        if report_id not in self._there:
            return Reason.DELETED_BY_HAND if report_id in known.carried else Reason.WAITING
        moved = self._there[report_id] == self._due[report_id]
        return Reason.MOVED_BY_HAND if moved else Reason.EDITED_BY_HAND

    def _cell(self, day: date, employee: str, project: str, unit: str) -> Cell:
        cell = Cell(self._periods.first_day(day), employee, project, common_unit(unit))
        self._cells.setdefault(cell, ReconciledCell(cell))
        return cell


def _twins(approved: Mapping[int, Sequence[Part]], by_hand: Sequence[FoundLine]) -> dict[int, FoundLine]:
    """Return the reports that somebody seems to have typed as well: same day, employee, project and quantity."""
    typed = {(line.date, line.employee, line.project, line.quantity): line for line in by_hand}
    found: dict[int, FoundLine] = {}
    for report_id, parts in approved.items():
        for part in parts:
            line = typed.get((part.day, part.employee, part.project, part.quantity))
            if line is not None:
                found[report_id] = line
    return found
