"""The confusion matrix: what a person said down the side, what the product says along the top."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.errors import Meaning

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from proofs.corpus.asking import Heard

# What must never be taken for a refused login (connections reference 4.1, P6).
PASSING = frozenset({Meaning.NETWORK, Meaning.OUTAGE, Meaning.RATE})


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The figures of P6 over a corpus."""

    heard: Sequence[Heard]

    @property
    def overall(self) -> float:
        """Return the share of cases in which the product says what the person said."""
        return sum(case.right for case in self.heard) / len(self.heard)

    @property
    def rejections_found(self) -> float:
        """Return the share of real rejections of a login that are known as such."""
        real = [case for case in self.heard if case.labelled.meaning is Meaning.AUTH]
        return sum(case.right for case in real) / len(real)

    @property
    def outages_blamed_on_the_login(self) -> int:
        """Return how many outages, limits and broken lines would be told as a refused login."""
        return sum(case.labelled.meaning in PASSING and case.meaning is Meaning.AUTH for case in self.heard)

    @property
    def wrong(self) -> list[Heard]:
        """Return the cases in which the product says something else."""
        return [case for case in self.heard if not case.right]

    @property
    def smallest_class(self) -> int:
        """Return how many cases the class with the fewest has."""
        counts = Counter(case.labelled.meaning for case in self.heard)
        return min(counts[meaning] for meaning in Meaning)


def matrix_lines(heard: Iterable[Heard]) -> list[str]:
    """Return the matrix as lines of text, `-` standing for an answer that was taken for a good one."""
    counts = Counter((case.labelled.meaning.value, case.meaning.value if case.meaning else "-") for case in heard)
    columns = [*(meaning.value for meaning in Meaning), "-"]
    lines = ["said \\ heard".ljust(13) + "".join(name.rjust(12) for name in columns)]
    for meaning in Meaning:
        cells = "".join(str(counts[meaning.value, column] or ".").rjust(12) for column in columns)
        lines.append(meaning.value.ljust(13) + cells)
    return lines
