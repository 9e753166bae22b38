"""What becomes of a field of a linked record when a person pins it, or lets it go again. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from bindeled.domain.registers.fields import Kind, kind_of
from bindeled.domain.registers.trying import outcome_of

if TYPE_CHECKING:
    from bindeled.domain.registers.records import Link, Record
    from bindeled.domain.registers.setup import FlowSetup


class Turned(Enum):
    """What pinning a field, or letting it go, would come to at the next run."""

    STAYS = "stays"
    KEPT = "kept"
    WRITTEN = "written"
    FOLLOWS = "follows"


@dataclass(frozen=True, slots=True)
class PinnableField:
    """One field of a linked record: what the master wants there and what the follower holds.

    `turned` is what would come of it were it pinned, or let go where it is. Both values are None while the systems have
    not been read, where a field only says which other record is meant, and where nothing can be carried to it.
    """

    target: str
    pinned: bool
    turned: Turned
    wanted: str | None = None
    held: str | None = None


def pinnable(link: Link, setup: FlowSetup, master: Record | None, follower: Record | None) -> tuple[PinnableField, ...]:
    """Return the fields that are carried to this record, with what pinning each would come to."""
    return tuple(_field(link, target, setup, master, follower) for target in setup.targets())


def _field(link: Link, target: str, setup: FlowSetup, master: Record | None, follower: Record | None) -> PinnableField:
    pinned = target in link.pins
    nothing_told = PinnableField(target, pinned, Turned.FOLLOWS if pinned else Turned.STAYS)
    if master is None or follower is None or kind_of(link.register, target) is Kind.POINTER:
        return nothing_told
    outcome = outcome_of(master, setup, link.register, target)
    if outcome.left or outcome.finding is not None:
        return nothing_told
    wanted, held = outcome.value, follower.text(target)
    differs = wanted != held
    if pinned:
        # What the master leaves empty was never there, as far as is remembered, so it takes nothing.
        turned = Turned.WRITTEN if differs and wanted else Turned.FOLLOWS
    else:
        turned = Turned.KEPT if differs else Turned.STAYS
    return PinnableField(target, pinned, turned, wanted, held)
