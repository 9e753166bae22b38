"""A process that is stopped across a switch and goes on later: it signs nothing with the login that was replaced."""

from __future__ import annotations

import random

from proofs.connections.sleeping import slept_through
from proofs.rig import company


def test_a_process_that_slept_across_a_switch_begins_no_call_with_the_old_login() -> None:
    with company(reports=1) as rig:
        chance = random.Random(1)  # noqa: S311 - the same each time, nothing secret
        slept = slept_through(rig, "intempus", 1.0, chance, callers=3)
    assert (slept.by_old, slept.failed) == (0, [])
    assert slept.before > 0
    assert slept.after > 0
