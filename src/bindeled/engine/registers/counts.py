"""What a run of a register flow did, counted as it goes."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(slots=True)
class RegisterCounts:
    """Records by what became of them in one run. `also_created` are groups, phases and customers made on the way."""

    read: int = 0
    created: int = 0
    updated: int = 0
    deactivated: int = 0
    reactivated: int = 0
    linked: int = 0
    also_created: int = 0
    parked: int = 0
    newly_parked: int = 0
    released: int = 0
    suggested: int = 0
    noticed: int = 0
    conflicts: int = 0
    skipped: int = 0
    settled: int = 0
    unsettled: int = 0

    @property
    def writes(self) -> int:
        """Records written in the follower."""
        return self.created + self.updated + self.deactivated + self.reactivated + self.also_created

    def as_dict(self) -> dict[str, int]:
        """Return every count by name, `writes` among them."""
        return {**asdict(self), "writes": self.writes}
