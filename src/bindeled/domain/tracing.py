"""What the two systems tell of one report beside what was carried: who registered and approved it, and its posting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from bindeled.domain.nouns import Place


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval of a report. `level` is Intempus' own word for it, `by` the name of who gave it."""

    at: datetime
    level: str
    by: str


@dataclass(frozen=True, slots=True)
class ReportHistory:
    """What Intempus tells of a report now. `submitted_at` is None where it does not say when."""

    submitted_by: str
    submitted_at: datetime | None
    approvals: tuple[Approval, ...]
    approved: bool


@dataclass(frozen=True, slots=True)
class LyingLine:
    """A line as Uniconta shows it now. `voucher`, `posting` and `invoice` are Uniconta's numbers, empty before posting.

    Who posted it is not told: no field that Uniconta is known to have names them (Uniconta sheet 6.10).
    """

    reference: str
    place: Place
    day: date | None
    quantity: Decimal
    voucher: str = ""
    posting: str = ""
    invoice: str = ""
