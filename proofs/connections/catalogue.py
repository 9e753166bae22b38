"""Which properties there are, in the order of the reference; one proof may measure several in the same runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proofs.connections.blast import blast_radius
from proofs.connections.corrected import corrections_told
from proofs.connections.crashing import crashes
from proofs.connections.dead_for_days import dead_for_days
from proofs.connections.dead_login import dead_logins
from proofs.connections.diagnosis import right_diagnosis
from proofs.connections.flapping import flapping_logins
from proofs.connections.holding import catch_ups, held_for_long
from proofs.connections.in_place import replaced_in_place
from proofs.connections.replacement import failed_replacements
from proofs.connections.sleeping import switches_slept_through
from proofs.connections.storm import nothing_lost_or_doubled
from proofs.connections.switching import planned_switches

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from proofs.measured import Measured, Scale

PROOFS: Mapping[tuple[str, ...], Callable[[Scale], list[Measured]]] = {
    ("P1", "P2", "P3"): nothing_lost_or_doubled,
    ("P1c", "P2c", "P3c"): corrections_told,
    ("P4", "P8"): planned_switches,
    ("P5", "P7", "P12"): dead_logins,
    ("P4b",): replaced_in_place,
    ("P8b",): switches_slept_through,
    ("P7b", "P9"): dead_for_days,
    ("P13",): crashes,
    ("P5b",): catch_ups,
    ("P14",): held_for_long,
    ("P15",): flapping_logins,
    ("P16",): blast_radius,
    ("P6",): right_diagnosis,
    ("P10", "P11"): failed_replacements,
}
