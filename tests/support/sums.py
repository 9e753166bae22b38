"""The sum after the storm: counted from what both twins hold, never from our ledger."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from bindeled.domain.keys import Reference
from bindeled.domain.mapping import GENERATED_ORIGIN, QUANTITY_STEP
from bindeled.domain.proof import Proof, prove

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sandbox.client import TwinControl
    from tests.support.processes import Company

_TOLD = 3


@dataclass(frozen=True, slots=True)
class Sum:
    """Reports by the proof, and the quantity of each: approved in Intempus, and standing in Uniconta."""

    proof: Proof
    approved: Mapping[int, Decimal]
    standing: Mapping[int, Decimal]

    @property
    def broken(self) -> list[int]:
        """Return the reports whose quantity differs, parked ones too."""
        everybody = self.approved.keys() | self.standing.keys()
        return sorted(key for key in everybody if self.approved.get(key, 0) != self.standing.get(key, 0))


def sum_up(company: Company) -> Sum:
    """Ask both twins; only what is parked is read from the product's database."""
    parked = {row[0] for row in company.cli.rows("SELECT report_id FROM parked_report WHERE released_at IS NULL")}
    return sum_of(company.intempus.control, company.uniconta.control, parked)


def sum_of(intempus: TwinControl, uniconta: TwinControl, parked: Collection[int]) -> Sum:
    """Sum up what both twins hold; `parked` are the reports that are set aside."""
    reports = intempus.truth()["reports"]
    there = uniconta.truth()
    lines = [
        (row["ReferenceNumber"] or "", Decimal(str(row["Qty"]))) for row in (*there["lines"], *there["transactions"])
    ]
    approved = {
        report["id"]: Decimal(report["amount"]).quantize(QUANTITY_STEP, ROUND_HALF_UP)
        for report in reports
        if report["approved"] and report["origin"] != GENERATED_ORIGIN
    }
    return Sum(prove(approved.keys(), [text for text, _ in lines], parked), approved, _by_report(lines))


def _by_report(lines: Iterable[tuple[str, Decimal]]) -> dict[int, Decimal]:
    standing: defaultdict[int, Decimal] = defaultdict(Decimal)
    for text, quantity in lines:
        reference = Reference.parse(text)
        assert reference is not None, f"a line with a reference that is not ours: {text!r}"
        standing[reference.report_id] += quantity
    return {report_id: quantity for report_id, quantity in standing.items() if quantity}


def assert_nothing_lost_or_doubled(company: Company, told: str, tally: Counter[str] | None = None) -> Sum:
    """Fail with `told` and the timelines of broken reports unless both twins agree, report by report and in hours."""
    counted = sum_up(company)
    proof = counted.proof
    if tally is not None:
        tally.update(carried=proof.carried, parked=proof.parked, lost=proof.lost, doubled=proof.doubled)
    if counted.broken or not proof.holds:
        raise AssertionError("\n".join([f"{told}: {proof}", *_timelines(company, counted)]))
    assert sum(counted.approved.values()) == sum(counted.standing.values())
    assert company.cli.number("SELECT count(*) FROM ledger_entry WHERE state = 'sending'") == 0, told
    return counted


def _timelines(company: Company, counted: Sum) -> list[str]:
    broken = counted.broken
    return [
        f"{len(broken)} reports are broken: {broken}",
        *(
            f"approved {counted.approved.get(key)}, in Uniconta {counted.standing.get(key)}\n{company.trace(key)}"
            for key in broken[:_TOLD]
        ),
    ]
