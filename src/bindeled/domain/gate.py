"""What the data flow may do now: computed from how both links stand, never stored (connections reference 3.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.states import LinkState

if TYPE_CHECKING:
    from bindeled.domain.accounts import System

# Business calls are made in these; in all others the link is proved first, by one call of its own, or left alone.
CARRIES = frozenset({LinkState.CONNECTED, LinkState.LIMITED, LinkState.RECOVERING})
# These end by themselves: whoever waits for them goes on without anybody's doing.
PASSES = frozenset({LinkState.THROTTLED, LinkState.UNREACHABLE, LinkState.SUSPECT, LinkState.VERIFYING})


@dataclass(frozen=True, slots=True)
class LinkView:
    """One link as the gate sees it."""

    system: System
    state: LinkState

    @property
    def carries(self) -> bool:
        """Return whether business calls may be started."""
        return self.state in CARRIES


@dataclass(frozen=True, slots=True)
class FlowGate:
    """What a flow may do. `closed` is the link that keeps the gate shut.

    A right that is missing shuts no gate: the flow itself holds what needs it (connections reference 3.6). A gate with
    `may_read` and not `may_write` takes in: what is due is noted and waits. `drains` says that what waited goes first
    and slower than usual.
    """

    may_read: bool
    may_write: bool
    drains: bool
    closed: LinkView | None

    @property
    def is_open(self) -> bool:
        """Return whether the flow goes on in full."""
        return self.may_read and self.may_write

    @property
    def takes_in(self) -> bool:
        """Return whether only the source is read, and what is due is noted."""
        return self.may_read and not self.may_write

    @property
    def passes(self) -> bool:
        """Return whether the gate opens by itself; False when it is open or a person must act."""
        return self.closed is not None and self.closed.state in PASSES


def gate_of(source: LinkView, target: LinkView) -> FlowGate:
    """Return what a flow may do that reads from `source` and writes to `target`.

    When both links are shut, the gate names the one that waits for a person.
    """
    shut = [link for link in (source, target) if not link.carries]
    shut.sort(key=lambda link: link.state in PASSES)
    return FlowGate(
        may_read=source.carries,
        may_write=target.carries,
        drains=LinkState.RECOVERING in {source.state, target.state},
        closed=shut[0] if shut else None,
    )
