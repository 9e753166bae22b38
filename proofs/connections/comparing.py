"""Turns in which a neighbour is broken, each beside the turns before and after it: how much longer others take in it.

A machine gets slower and faster by itself over minutes, by more than what is looked for. So a broken turn is compared
with its own two neighbours only, and how sure the middle of those comparisons is, is told by drawing among them anew.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from statistics import mean, median
from typing import TYPE_CHECKING, NamedTuple

from proofs.measured import percentile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from proofs.connections.crowd import Call

SLOWER = 0.05
_DRAWN = 1000
# Of the figures drawn, so many lie below the range that is told and as many above it: nine in ten lie in it.
_BEYOND = 0.05


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of time: what the others began in it, and the runs of the neighbour that were under way in it.

    `seconds` is how long it lasted.
    """

    seconds: float
    runs: Sequence[Call]
    calls: Sequence[Call]
    neighbours: Sequence[Call]

    def all_went_as_when(self, longest: float) -> bool:
        """Tell whether each run of the neighbour ended well, within `longest` seconds, as when all is well."""
        return not any(run.error or run.took >= longest for run in self.neighbours)


MEASURES: Mapping[str, Callable[[Turn], Sequence[Call]]] = {
    "runs": lambda turn: turn.runs,
    "calls": lambda turn: turn.calls,
}


class Between(NamedTuple):
    """A broken turn and the turns with everything well around it."""

    before: Turn
    broken: Turn
    after: Turn

    def longer(self, measure: str) -> float:
        """Return by what share the others' p99 is longer in the broken turn."""
        return _slow(self.broken, measure) / mean((_slow(self.before, measure), _slow(self.after, measure))) - 1


@dataclass(frozen=True, slots=True)
class Figure:
    """By what share the others' p99 is longer, and between which two shares that lies with nine chances in ten."""

    longer: float
    least: float
    most: float

    @property
    def is_met(self) -> bool:
        """Tell whether it is less than what is promised."""
        return self.longer < SLOWER

    @property
    def is_decided(self) -> bool:
        """Tell whether chance can hardly have made it less, or not less, than what is promised."""
        return self.most < SLOWER or self.least >= SLOWER


def compared(turns: Sequence[Between], measure: str) -> Figure:
    """Return how much longer the others take in the broken turns: the middle one of all that were measured."""
    longer = [one.longer(measure) for one in turns]
    chance = random.Random(1)  # noqa: S311 - the same turns give the same figure
    drawn = [median(chance.choices(longer, k=len(longer))) for _ in range(_DRAWN)]
    return Figure(median(longer), percentile(drawn, _BEYOND), percentile(drawn, 1 - _BEYOND))


def between(turns: Sequence[Turn]) -> list[Between]:
    """Return the broken turns of a sequence that begins and ends with everything well and alternates."""
    return [Between(*turns[place - 1 : place + 2]) for place in range(1, len(turns) - 1, 2)]


def p99(turns: Sequence[Turn], measure: str) -> float:
    """Return the p99 of the middle turn, in seconds."""
    return median(_slow(turn, measure) for turn in turns)


def _slow(turn: Turn, measure: str) -> float:
    # In a turn in which nothing was begun, what was begun before it lasted all the time.
    return percentile([one.took for one in MEASURES[measure](turn)] or [turn.seconds], 0.99)
