"""What a run did, counted as it goes, so that a person can watch and a test can compare."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(slots=True)
class RunCounts:
    """Reports by what became of them in one run. `pages` counts pages of reports read from Intempus.

    `held` are due and wait, since the gate was closed.
    """

    pages: int = 0
    read: int = 0
    carried: int = 0
    removed: int = 0
    reversed: int = 0
    forgotten: int = 0
    parked: int = 0
    newly_parked: int = 0
    released: int = 0
    skipped: int = 0
    unsettled: int = 0
    settled: int = 0
    cautions: int = 0
    held: int = 0

    @property
    def writes(self) -> int:
        """Lines written to, or taken out of, Uniconta."""
        return self.carried + self.removed + self.reversed

    def as_dict(self) -> dict[str, int]:
        """Return every count by name, `writes` among them."""
        return {**asdict(self), "writes": self.writes}
