"""P16: one tenant's broken connection slows nobody else down; measured beside its baseline, turn by turn (T22).

Two tenants share one worker. While the connection of one breaks and is mended by turns, runs of the other are asked for
again and again and another process calls for it. Turns with everything well alternate with broken ones, so that
whatever else the machine does hits both alike.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from bindeled.bootstrap.flow_names import FLOWS
from proofs.connections.comparing import MEASURES, Between, Turn, between, compared, p99
from proofs.connections.crowd import ask_for_runs, gather
from proofs.connections.neighbours import OTHER, SLOW_SECONDS, SYSTEM, Neighbour, flows_done, neighbours
from proofs.measured import Measured
from tests.support.processes import TENANT, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from proofs.connections.comparing import Figure
    from proofs.connections.crowd import Call, Crowd
    from proofs.measured import Scale
    from tests.support.processes import Company

REPORTS = ("reports",)
_TURN_SECONDS = 4.0
_SELDOM_SECONDS, _OFTEN_SECONDS = 1.0, 0.02
# A run that just misses a look of the worker waits for the next: of one in twenty that would be most of what it takes.
_SOON = {"BINDELED_WORKER_LOOK_SECONDS": "0.02"}
# With fewer broken turns even an idle machine's own doing is more than what is looked for.
_FEWEST_TURNS = 20
# Where what is looked for cannot be told from chance yet, as many turns again are measured, so many times in all.
_MOST_BATCHES = 4

WAYS: Mapping[str, Callable[[Neighbour], None]] = {
    "dead login": Neighbour.die,
    "outage": Neighbour.go_away,
    "slow answers": Neighbour.answer_slowly,
}


def blast_radius(scale: Scale) -> list[Measured]:
    """Break one tenant's connection in each way and mend it, turn by turn, beside a baseline in the same minutes."""
    with neighbours(**_SOON) as (rig, neighbour):
        worker = rig.cli.start("worker")
        many = max(2 * scale.rounds, _FEWEST_TURNS)
        found = {name: _broken(rig, neighbour, name, many) for name in WAYS}
        worker.ask_to_end()
    return [_measured(found)]


def _broken(rig: Company, neighbour: Neighbour, way: str, many: int) -> list[Between]:
    """Measure so many broken turns, and more where they are too few to tell."""
    found: list[Between] = []
    for _ in range(_MOST_BATCHES):
        found += _batch(rig, neighbour, WAYS[way], many)
        figures = {measure: compared(found, measure) for measure in MEASURES}
        _tell(way, len(found), figures)
        if all(figure.is_decided for figure in figures.values()):
            break
    return found


def _tell(way: str, turns: int, figures: Mapping[str, Figure]) -> None:
    """Tell whoever waits how far it is."""
    told = ", ".join(f"{measure} {one.longer:+.1%} ({_range(one)})" for measure, one in figures.items())
    print(f"{way}, {turns} turns: {told}", file=sys.stderr, flush=True)


def _range(figure: Figure) -> str:
    return f"{figure.least:+.1%} to {figure.most:+.1%}"


def _batch(rig: Company, neighbour: Neighbour, way: Callable[[Neighbour], None], many: int) -> list[Between]:
    crowds = (
        ask_for_runs(rig, TENANT, REPORTS, _OFTEN_SECONDS),
        gather(rig, SYSTEM, 1),
        ask_for_runs(rig, OTHER, REPORTS, _SELDOM_SECONDS),
    )
    # What either has to carry at first, in each flow, is no part of the baseline.
    wait_for(lambda: all(flows_done(rig, tenant) == len(FLOWS) for tenant in (TENANT, OTHER)), "every flow has run")
    spans = [_a_turn()]
    for _ in range(many):
        way(neighbour)
        spans.append(_a_turn())
        neighbour.mend()
        # Until what was under way has ended, the baseline does not begin.
        time.sleep(SLOW_SECONDS)
        spans.append(_a_turn())
    return between(_turns(crowds, spans))


def _a_turn() -> tuple[float, float]:
    began = time.time()
    time.sleep(_TURN_SECONDS)
    return began, time.time()


def _turns(crowds: Sequence[Crowd], spans: Sequence[tuple[float, float]]) -> list[Turn]:
    made = [crowd.end()[0] for crowd in crowds]
    return [_turn(made, span) for span in spans]


def _turn(made: Sequence[list[Call]], span: tuple[float, float]) -> Turn:
    begin, end = span
    runs, calls = ([one for one in ones if begin <= one.began < end] for ones in made[:2])
    under_way = [one for one in made[2] if one.began < end and one.began + one.took > begin]
    return Turn(end - begin, runs, calls, under_way)


def _measured(found: Mapping[str, Sequence[Between]]) -> Measured:
    figures = {f"{measure}, {way}": compared(turns, measure) for way, turns in found.items() for measure in MEASURES}
    failed = _failed(turn for turns in found.values() for one in turns for turn in one)
    met_well = [way for way, turns in found.items() if any(one.broken.all_went_as_when(SLOW_SECONDS) for one in turns)]
    where, worst = max(figures.items(), key=lambda item: item[1].longer)
    return Measured(
        "P16",
        "blast radius",
        "others' p99 < 5 % longer than without; 0 fail",
        f"{worst.longer:+.1%} at most ({where}, {_range(worst)}); {len(failed)} failed",
        all(figure.is_met for figure in figures.values()) and not failed and not met_well,
        sum(map(len, found.values())),
        {"longer": _told(figures), "failed": failed, "not_broken": met_well, **_p99s(found)},
    )


def _failed(turns: Iterable[Turn]) -> list[str]:
    """Return what went wrong for the others."""
    return [one.error for turn in turns for one in (*turn.runs, *turn.calls) if one.error]


def _told(figures: Mapping[str, Figure]) -> dict[str, list[float]]:
    return {where: [one.least, one.longer, one.most] for where, one in figures.items()}


def _p99s(found: Mapping[str, Sequence[Between]]) -> dict[str, dict[str, float]]:
    ways = {f"{measure}, {way}": (measure, turns) for way, turns in found.items() for measure in MEASURES}
    return {
        "p99_well_seconds": {name: p99([one.before for one in turns], what) for name, (what, turns) in ways.items()},
        "p99_broken_seconds": {name: p99([one.broken for one in turns], what) for name, (what, turns) in ways.items()},
    }
