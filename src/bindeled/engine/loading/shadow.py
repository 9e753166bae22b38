"""Runs a flow without writing anything, and keeps what it would have written."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Protocol

from bindeled.domain.shadow import PARK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from bindeled.domain.shadow import WouldDo
    from bindeled.ports import Clock


class ShadowKeeper(Protocol):
    """Keeps what one flow of one tenant would have done, over every run of its shadow."""

    def hold(self, found: Sequence[WouldDo], at: datetime) -> None:
        """Make what is kept say what this run found; what it no longer found is marked as gone."""


@dataclass(slots=True)
class ShadowCounts:
    """What one run in shadow came to."""

    would_write: int = 0
    would_park: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return every count by name."""
        return asdict(self)


class ShadowFlow:
    """Stands in for a flow while it is in shadow. `look` yields what the flow would do, and writes nothing."""

    def __init__(self, look: Callable[[], Iterable[WouldDo]], keeper: ShadowKeeper, clock: Clock) -> None:
        self._look = look
        self._keeper = keeper
        self._clock = clock
        self.counts = ShadowCounts()

    def run(self) -> ShadowCounts:
        """Look, and keep what was seen. Raises what the flow raises; then what was kept before stands."""
        found = list(self._look())
        self.counts.would_park = sum(would.step == PARK for would in found)
        self.counts.would_write = len(found) - self.counts.would_park
        self._keeper.hold(found, self._clock())
        return self.counts
