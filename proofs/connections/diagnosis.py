"""P6: what answers mean, over the labelled corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proofs.corpus.asking import hear_all
from proofs.corpus.matrix import Diagnosis
from proofs.corpus.reading import corpus
from proofs.measured import Measured

if TYPE_CHECKING:
    from proofs.measured import Scale


def right_diagnosis(_scale: Scale) -> list[Measured]:
    """Ask every labelled answer of the product's clients, over a real line."""
    diagnosis = Diagnosis(list(hear_all(corpus())))
    blamed, found, overall = (
        diagnosis.outages_blamed_on_the_login,
        diagnosis.rejections_found,
        diagnosis.overall,
    )
    measured = Measured(
        "P6",
        "right diagnosis",
        "outage told as a refused login 0; rejections found >= 99 %; overall >= 98 %",
        f"{blamed}; {found:.1%}; {overall:.1%}",
        blamed == 0 and found >= 0.99 and overall >= 0.98,
        len(diagnosis.heard),
        {"blamed": blamed, "found": found, "overall": overall, "smallest_class": diagnosis.smallest_class},
    )
    return [measured]
