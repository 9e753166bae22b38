"""P1 to P3 with corrections on: edits, moves, withdrawals, deletions, postings, and lines that are touched by hand."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import TYPE_CHECKING

from proofs.connections.storm import Storm
from proofs.measured import Measured
from proofs.rig import company
from tests.support.corrections import Corrected, Corrections, count_corrected
from tests.support.processes import TENANT

if TYPE_CHECKING:
    from proofs.measured import Scale
    from tests.support.processes import Company

_ROUNDS = 4
_PLACES = frozenset({"parked", "waiting"})


def correct(scale: Scale, seed: int) -> tuple[Corrected, Counter[str]]:
    """Go through one storm with corrections and count, with what disturbed it."""
    with company(scale.reports, seed, BINDELED_SCHEDULE_LOOK_SECONDS="0.3", BINDELED_LIST_SIZE="20") as rig:
        chance = random.Random(f"corrections/{seed}")  # noqa: S311 - to be had again by its seed, nothing secret
        people = Corrections(rig, chance)
        storm = Storm(rig, chance, people)
        storm.begin()
        rounds = _ROUNDS * scale.rounds
        for _ in range(rounds):
            storm.round(max(1, scale.reports * 4 // 5 // rounds))
            storm.lull()  # so that lines lie there, for the bookkeeper to put her hand on
        storm.calm()
        parked = {row[0] for row in rig.cli.rows("SELECT report_id FROM parked_report WHERE released_at IS NULL")}
        return count_corrected(rig, people.touched, parked, _differing(rig)), storm.met


def _differing(rig: Company) -> set[int]:
    """Return the reports that reconciliation names as differing, but for those that wait or are parked."""
    told = json.loads(rig.cli.run("reconcile", "--tenant", TENANT, "--from", "2020-01-01", "--json").out)
    return {int(one["report"]) for one in told["explanations"] if one["reason"] not in _PLACES}


def corrections_told(scale: Scale) -> list[Measured]:
    """Measure P1, P2 and P3 with corrections on, in the same storms."""
    after = [correct(scale, seed) for seed in range(1, scale.rounds + 1)]
    total: Counter[str] = Counter()
    for one, _ in after:
        total.update(
            {name: getattr(one, name) for name in ("carried", "lost", "doubled", "misplaced", "unexplained")},
            inversions=one.inversions,
            touched=one.touched,
        )
    figures = {**total, "disturbances": dict(sum((met for _, met in after), Counter()))}
    said = f"of {total['carried']:,} carried, {total['touched']} touched by hand"
    return [
        _row("P1c", "nothing lost, corrections on", total["lost"] + total["misplaced"], said, len(after), figures),
        _row("P2c", "nothing twice, corrections on", total["doubled"], said, len(after), figures),
        _row(
            "P3c",
            "order and reasons, corrections on",
            total["inversions"] + total["unexplained"],
            said,
            len(after),
            figures,
        ),
    ]


def _row(name: str, what: str, count: int, said: str, runs: int, figures: dict[str, object]) -> Measured:
    return Measured(name, what, "0", f"{count} {said}", count == 0 and figures["carried"] != 0, runs, figures)
