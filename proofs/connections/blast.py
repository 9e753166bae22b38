"""P16: one tenant's broken connection slows nobody else down; measured beside its baseline, turn by turn (T22).

Two tenants share one worker. While the connection of one breaks and is mended by turns, runs of the other are asked for
again and again and another process calls for it. Turns with everything well alternate with broken ones, so that
whatever else the machine does hits both alike.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from proofs.connections.crowd import ask_for_runs, gather
from proofs.connections.neighbours import OTHER, SLOW_SECONDS, SYSTEM, Neighbour, neighbours, runs_of
from proofs.measured import Measured, percentile
from tests.support.processes import TENANT, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from proofs.connections.crowd import Call
    from proofs.measured import Scale
    from tests.support.processes import Company

REPORTS = ("reports",)
_SLOWER = 0.05
_TURN_SECONDS = 4.0
_SELDOM_SECONDS, _OFTEN_SECONDS = 1.0, 0.02
# With fewer pairs of turns even an idle machine's own doing is more than what is looked for.
_FEWEST_PAIRS = 20
# Where two halves of the baseline differ by as much as is looked for, more turns are measured, so many times in all.
_MOST_BATCHES = 3

WAYS: Mapping[str, Callable[[Neighbour], None]] = {
    "dead login": Neighbour.die,
    "outage": Neighbour.go_away,
    "slow answers": Neighbour.answer_slowly,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """A few seconds: what the others began in them, and the runs of the neighbour that were under way in them."""

    runs: list[Call]
    calls: list[Call]
    neighbours: list[Call]

    @property
    def was_broken(self) -> bool:
        """Tell whether a run of the neighbour did not go as it does when all is well."""
        return any(run.error or run.took >= SLOW_SECONDS for run in self.neighbours)


@dataclass(frozen=True, slots=True)
class Beside:
    """Turns with everything well and turns with one way of being broken, in turn."""

    well: list[Turn]
    broken: list[Turn]

    def slower(self, what: Callable[[Turn], list[Call]]) -> float:
        """Return by what share the others' p99 is longer while the neighbour is broken: of medians over the turns."""
        return _slow(self.broken, what) / _slow(self.well, what) - 1

    def noise(self, what: Callable[[Turn], list[Call]]) -> float:
        """Return by what share two halves of the baseline differ, which is the machine's doing alone."""
        return abs(_slow(self.well[::2], what) / _slow(self.well[1::2], what) - 1)

    def is_decided(self) -> bool:
        """Tell whether the machine was quiet enough to see what is looked for."""
        return all(self.noise(what) < _SLOWER for what in MEASURES.values())

    def failed(self) -> list[str]:
        """Return what went wrong for the others."""
        return [one.error for turn in (*self.well, *self.broken) for one in (*turn.runs, *turn.calls) if one.error]


MEASURES: Mapping[str, Callable[[Turn], list[Call]]] = {
    "runs": lambda turn: turn.runs,
    "calls": lambda turn: turn.calls,
}


def _slow(turns: Sequence[Turn], what: Callable[[Turn], list[Call]]) -> float:
    # In a turn in which nothing was begun, what was begun before it lasted all the time.
    return median(percentile([one.took for one in what(turn)] or [_TURN_SECONDS], 0.99) for turn in turns)


def blast_radius(scale: Scale) -> list[Measured]:
    """Break one tenant's connection in each way and mend it, turn by turn, beside a baseline in the same minutes."""
    with neighbours() as (rig, neighbour):
        worker = rig.cli.start("worker")
        found = {name: _beside(rig, neighbour, way, max(2 * scale.rounds, _FEWEST_PAIRS)) for name, way in WAYS.items()}
        worker.ask_to_end()
    return [_measured(found)]


def _beside(rig: Company, neighbour: Neighbour, way: Callable[[Neighbour], None], pairs: int) -> Beside:
    """Measure so many pairs of turns, and more where the machine is too noisy to tell."""
    found = Beside([], [])
    for _ in range(_MOST_BATCHES):
        _batch(rig, neighbour, way, pairs, found)
        if found.is_decided():
            break
    return found


def _batch(rig: Company, neighbour: Neighbour, way: Callable[[Neighbour], None], pairs: int, found: Beside) -> None:
    crowds = (
        ask_for_runs(rig, TENANT, REPORTS, _OFTEN_SECONDS),
        gather(rig, SYSTEM, 1),
        ask_for_runs(rig, OTHER, REPORTS, _SELDOM_SECONDS),
    )
    # What either has to carry at first is no part of the baseline.
    wait_for(lambda: all(runs_of(rig, tenant, "done") for tenant in (TENANT, OTHER)), "both tenants' runs end")
    well, broken = [], []
    for _ in range(pairs):
        well.append(_a_turn())
        way(neighbour)
        broken.append(_a_turn())
        neighbour.mend()
        # Until what was under way has ended, the baseline does not begin.
        time.sleep(SLOW_SECONDS)
    made = [crowd.end()[0] for crowd in crowds]
    found.well.extend(_turn(made, span) for span in well)
    found.broken.extend(_turn(made, span) for span in broken)


def _a_turn() -> tuple[float, float]:
    began = time.time()
    time.sleep(_TURN_SECONDS)
    return began, time.time()


def _turn(made: Sequence[list[Call]], span: tuple[float, float]) -> Turn:
    begin, end = span
    runs, calls = ([one for one in ones if begin <= one.began < end] for ones in made[:2])
    return Turn(runs, calls, [one for one in made[2] if one.began < end and one.began + one.took > begin])


def _measured(found: Mapping[str, Beside]) -> Measured:
    slower = {(way, name): one.slower(what) for way, one in found.items() for name, what in MEASURES.items()}
    noise = max(one.noise(what) for one in found.values() for what in MEASURES.values())
    failed = [error for one in found.values() for error in one.failed()]
    met_well = [way for way, one in found.items() if not all(turn.was_broken for turn in one.broken)]
    (way, name), worst = max(slower.items(), key=lambda item: item[1])
    return Measured(
        "P16",
        "blast radius",
        "others' p99 < 5 % longer than without; 0 fail",
        f"{worst:+.1%} at most ({name}, {way}), the machine's own doing {noise:.1%}; {len(failed)} failed",
        worst < _SLOWER and not failed and not met_well,
        sum(len(one.broken) for one in found.values()),
        {
            "slower": {f"{way}, {name}": share for (way, name), share in slower.items()},
            "noise": noise,
            "failed": failed,
            "not_broken": met_well,
            "p99_well_seconds": _p99s({way: one.well for way, one in found.items()}),
            "p99_broken_seconds": _p99s({way: one.broken for way, one in found.items()}),
        },
    )


def _p99s(turns: Mapping[str, Sequence[Turn]]) -> dict[str, float]:
    return {f"{way}, {name}": _slow(some, what) for way, some in turns.items() for name, what in MEASURES.items()}
