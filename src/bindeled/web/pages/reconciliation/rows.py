"""What is shown of a reconciliation: pure, from sums to words and figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.mapping.units import common_unit
from bindeled.domain.reconciliation import Reason
from bindeled.texts import say
from bindeled.web.figures import count_text, hours_text, quantity_text, short_day_text, unit_text
from bindeled.web.pages.today.verdict import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.domain.nouns import FoundLine
    from bindeled.domain.reconciliation import Explanation, ReconciledCell, Reconciliation

# What is accounted for: the inbox and the next run see to it.
_PLACES = frozenset({Reason.PARKED, Reason.WAITING})


@dataclass(frozen=True, slots=True)
class SumRow:
    """One period, employee, project and unit. `differs` where something is unaccounted for."""

    period: str
    employee: str
    project: str
    unit: str
    approved: str
    journal: str
    posted: str
    parked: str
    waiting: str
    difference: str
    differs: bool


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One report's share of what differs. `is_open` where nothing of ours will see to it."""

    number: str
    period: str
    employee: str
    project: str
    quantity: str
    reason: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line in Uniconta that somebody typed; `report` is the one that it looks like, empty where there is none."""

    day: str
    employee: str
    project: str
    quantity: str
    place: str
    report: str


@dataclass(frozen=True, slots=True)
class SumPage:
    """All of it: the verdict and the three lists."""

    tone: str
    mark: str
    headline: str
    sentence: str
    sums: tuple[SumRow, ...]
    reasons: tuple[ReasonRow, ...]
    by_hand: tuple[LineRow, ...]


def sum_page(found: Reconciliation, language: str, *, names: bool) -> SumPage:
    """Return what is shown; employees go by their numbers unless `names` are asked for."""

    def called(employee: str) -> str:
        name = found.names.get(employee, "") if names else ""
        return f"{name} ({employee})" if name else employee

    open_sums = sum(bool(cell.difference) for cell in found.cells)
    tone, code = (Tone.GOOD, "closed") if found.closed else (Tone.ACT, "open")
    if not found.cells:
        code = "nothing"
    # What differs comes first: it is what somebody looks for.
    sums = sorted(found.cells, key=lambda cell: not cell.difference)
    reasons = sorted(found.explanations, key=lambda one: one.reason in _PLACES)
    return SumPage(
        tone=tone.value,
        mark=tone.mark,
        headline=say(f"page.sums.{code}", language),
        sentence=say(
            f"page.sums.{code}.sentence",
            language,
            count=count_text(open_sums, language),
            total=count_text(len(found.cells), language),
        ),
        sums=tuple(_sum_row(cell, called, language) for cell in sums),
        reasons=tuple(_reason_row(one, called, language) for one in reasons),
        by_hand=_by_hand(found, called, language),
    )


def _sum_row(each: ReconciledCell, called: Callable[[str], str], language: str) -> SumRow:
    period, employee, project, unit = each.cell
    return SumRow(
        period=short_day_text(period, language),
        employee=called(employee),
        project=project,
        unit=unit_text(unit, language),
        approved=hours_text(each.approved, language),
        journal=hours_text(each.journal, language),
        posted=hours_text(each.posted, language),
        parked=hours_text(each.parked, language),
        waiting=hours_text(each.waiting, language),
        difference=hours_text(each.difference, language),
        differs=bool(each.difference),
    )


def _reason_row(one: Explanation, called: Callable[[str], str], language: str) -> ReasonRow:
    return ReasonRow(
        number=str(one.report_id),
        period=short_day_text(one.cell.period, language),
        employee=called(one.cell.employee),
        project=one.cell.project,
        quantity=quantity_text(one.quantity, one.cell.unit, language),
        reason=say(f"page.sums.reason.{one.reason.value}", language),
        is_open=one.reason not in _PLACES,
    )


def _by_hand(found: Reconciliation, called: Callable[[str], str], language: str) -> tuple[LineRow, ...]:
    twins = {line.row_id: str(report_id) for report_id, line in found.twins.items()}
    return tuple(_line_row(line, twins.get(line.row_id, ""), called, language) for line in found.by_hand)


def _line_row(line: FoundLine, report: str, called: Callable[[str], str], language: str) -> LineRow:
    return LineRow(
        day=short_day_text(line.date, language) if line.date else "",
        employee=called(line.employee),
        project=line.project,
        quantity=quantity_text(line.quantity, common_unit(line.unit), language),
        place=say(f"page.sums.place.{line.place.value}", language),
        report=report,
    )
