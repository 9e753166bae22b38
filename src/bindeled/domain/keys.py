"""Keys of our own: the reference that every line in Uniconta carries, and the mark of a report's content."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bindeled.domain.nouns import WorkReport

_PATTERN = re.compile(r"IM(\d{10,})([GR])(\d{2,})L(\d{2,})")


@dataclass(frozen=True, slots=True)
class Reference:
    """Which report, which generation of it, which of its lines, and whether the line takes an earlier one back.

    Written `IM0000901234G01L01`: letters and digits only and of one width, so that a range of references reads the
    same under every collation. Reversals carry `R` in place of `G` and the generation that they take back.
    """

    report_id: int
    generation: int
    line: int = 1
    reversal: bool = False

    def __str__(self) -> str:
        letter = "R" if self.reversal else "G"
        return f"IM{self.report_id:010d}{letter}{self.generation:02d}L{self.line:02d}"

    def reversed(self) -> Reference:
        """Return the reference of the line that takes this one back."""
        return Reference(self.report_id, self.generation, self.line, reversal=True)

    @classmethod
    def parse(cls, text: str) -> Reference | None:
        """Read a reference; None when the text is not one of ours (a bookkeeper may write her own)."""
        match = _PATTERN.fullmatch(text)
        if match is None:
            return None
        report_id, letter, generation, line = match.groups()
        return cls(int(report_id), int(generation), int(line), reversal=letter == "R")


def content_mark(report: WorkReport) -> str:
    """Return a short mark that changes when anything in the report changes that a journal line shows.

    Built from the report and not from the line: a renamed project category must not rewrite what was carried.
    Approval is left out, since it decides whether a line is due and not what it says.
    """
    content = (
        f"{report.employee_id}\x1f{report.case_id}\x1f{report.work_type_id}\x1f{report.product_id}\x1f"
        f"{report.amount.normalize()}\x1f{report.start_date}\x1f{report.end_date}\x1f"
        f"{report.start_time}\x1f{report.end_time}\x1f{report.remarks}"
    )
    return hashlib.blake2b(content.encode(), digest_size=8).hexdigest()
