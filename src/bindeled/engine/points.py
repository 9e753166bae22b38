"""The named moments between which a run may die. Tests stop a run at each of them; in service nothing happens there."""

from __future__ import annotations

from enum import Enum


class Point(Enum):
    """A moment at which a crash must lose nothing and double nothing."""

    SETTLED = "what an earlier run left open is settled"
    GATHERED = "a page has been read"
    DECIDED = "a page has been planned and none of its lines has been written"
    OPENED = "ledger entries are written and nothing has been sent"
    SENT = "Uniconta has answered and the ledger does not know it"
    RECORDED = "the ledger knows what Uniconta answered"
    UNDONE = "earlier lines are taken back and the new ones have not been sent"
    READ_OUT = "every page is done and the checkpoint has not moved"
    FINISHED = "the checkpoint has moved"


def no_stop(point: Point) -> None:
    """Go on: what a run does at each point in service."""
    del point
