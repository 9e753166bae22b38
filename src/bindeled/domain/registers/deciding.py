"""One field at a time: whether it agrees, is written or left, and whether both systems have changed it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bindeled.domain.registers.records import Seen


class Verdict(Enum):
    """What is to be done about one field."""

    AGREES = "agrees"
    WRITE = "write"
    LEAVE = "leave"
    OVERWRITE = "overwrite"
    CONFLICT = "conflict"


def judge(wanted: str, held: str, seen: Seen | None, *, pinned: bool) -> Verdict:
    """Decide from what the master wants, what the follower holds, and how both stood at the last run.

    A field that stands just as our last write left it is left, though it differs: the follower keeps it in its own
    way, and writing it again would go on for ever. An empty field of the master takes nothing from the follower
    unless it held something at the last run: what was never there cannot have been taken away.
    """
    if wanted == held:
        return Verdict.AGREES
    if not wanted and (seen is None or not seen.wanted):
        return Verdict.LEAVE
    if pinned or seen == (wanted, held):
        return Verdict.LEAVE
    if seen is None or held == seen.held:
        return Verdict.WRITE
    return Verdict.OVERWRITE if wanted == seen.wanted else Verdict.CONFLICT
