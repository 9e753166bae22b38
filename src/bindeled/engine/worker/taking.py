"""How much a worker takes from the queue of runs, and how soon. A noun, no I/O."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Taking:
    """How much each worker process takes from the queue: the worker that was started last sets it for all.

    `slots` is how many runs it works on at once, `most_resting` how many it keeps open beside those while they wait.
    `look_seconds` is how often it looks for something to take: a run waits this long at most, a look is one cheap read.
    """

    slots: int
    most_resting: int = 12
    look_seconds: float = 0.25

    def room(self, resting: int) -> int:
        """Return how many runs are taken at once while so many wait at one of the workers."""
        return self.slots + min(resting, self.most_resting)
