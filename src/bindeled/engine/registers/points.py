"""The named moments between which a run of a register flow may die; in service nothing happens there."""

from __future__ import annotations

from enum import Enum


class RegisterPoint(Enum):
    """A moment at which a crash must lose nothing and make nothing twice."""

    SETTLED = "what an earlier run left open is settled"
    DECIDED = "the plan is made and nothing has been written"
    LINKED = "matches are kept and nothing has been sent"
    OPENED = "writes are noted down and nothing has been sent"
    SENT = "one write has been answered and the memory does not know it"
    RECORDED = "the memory knows what a list of writes came to"


def no_stop(point: RegisterPoint) -> None:
    """Go on: what a run does at each point in service."""
    del point
