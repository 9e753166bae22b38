"""What is at stake while a report waits: how much of what, and for about how many kroner."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bindeled.domain.mapping.lines import quantity_of
from bindeled.domain.mapping.units import common_unit

if TYPE_CHECKING:
    from bindeled.domain.nouns import JournalLine, WorkReport

_OERE = Decimal("0.01")
# What would come to more was typed wrong, and no figure helps.
_TOO_MUCH_TO_MEAN_IT = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Stake:
    """A quantity in a unit that is written alike in every language, and its value where Uniconta has a sales price."""

    quantity: Decimal
    unit: str
    kroner: Decimal | None = None


def stake_of(report: WorkReport, price: Decimal | None) -> Stake:
    """Return what is at stake with a report; `price` is that of one unit, None where it is not known."""
    quantity = quantity_of(report)
    worth = quantity * price if price else None
    kroner = worth.quantize(_OERE) if worth is not None and abs(worth) < _TOO_MUCH_TO_MEAN_IT else None
    return Stake(quantity, common_unit(report.unit), kroner)


def stake_of_line(line: JournalLine) -> Stake:
    """Return what is at stake with one line."""
    return Stake(line.quantity, common_unit(line.unit))
