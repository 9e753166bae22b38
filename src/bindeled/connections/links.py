"""How a link stands after what we met, and whose move it is then: tables, no I/O (connections reference 3.3 to 3.5)."""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.connections.errors import Mistyped, NotConnected
from bindeled.domain.errors import (
    BindeledError,
    Contradiction,
    ForeignCompany,
    Misconfigured,
    MissingRight,
    NeedsSignIn,
    NotSetUp,
    Overtaken,
    Refused,
    Throttled,
    Transient,
    UnsafePlan,
)
from bindeled.domain.states import LinkState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.connections.checking import CheckReport


class Move(Enum):
    """Who has to act. The texts name them: `move.<code>`."""

    NOBODY = "nobody"
    CUSTOMER = "customer"
    PROVIDER = "provider"
    OPERATOR = "operator"


# The first row that fits decides; None leaves the link as it stands.
LINK_AFTER: tuple[tuple[type[BindeledError], LinkState | None], ...] = (
    (NotConnected, LinkState.NOT_CONFIGURED),
    (NotSetUp, None),  # about something else that is not there yet
    (Overtaken, None),  # about two of us
    (Throttled, LinkState.THROTTLED),
    (Transient, LinkState.UNREACHABLE),
    (NeedsSignIn, LinkState.ACTION_REQUIRED),
    (ForeignCompany, LinkState.QUARANTINED),
    (MissingRight, LinkState.LIMITED),
    (Refused, None),  # about one record
    (UnsafePlan, None),  # about the data
    (Misconfigured, None),  # about our installation
    (Mistyped, None),  # about something that never was in use
    (Contradiction, None),  # about us
)

WHOSE_MOVE: Mapping[LinkState, Move] = MappingProxyType(
    {
        LinkState.NOT_CONFIGURED: Move.CUSTOMER,
        LinkState.CONNECTED: Move.NOBODY,
        LinkState.UNREACHABLE: Move.PROVIDER,
        LinkState.THROTTLED: Move.NOBODY,
        LinkState.LIMITED: Move.CUSTOMER,
        LinkState.ACTION_REQUIRED: Move.CUSTOMER,
        LinkState.QUARANTINED: Move.OPERATOR,
        LinkState.PAUSED: Move.OPERATOR,
    }
)

# A person put the link there or must look at it: no answer of a system moves it, only a new login or a person.
_HELD = frozenset({LinkState.PAUSED, LinkState.QUARANTINED})
_PASSES = frozenset({LinkState.UNREACHABLE, LinkState.THROTTLED})
# What a call that succeeded disproves. That one right is there does not prove the missing one, so LIMITED stays.
_DISPROVED_BY_SUCCESS = _PASSES | {LinkState.ACTION_REQUIRED}


def link_after(error: BindeledError) -> LinkState | None:
    """Return how a link stands after this error, None when the error says nothing about it."""
    return next((state for kind, state in LINK_AFTER if isinstance(error, kind)), None)


def move_after_error(now: LinkState, error: BindeledError) -> LinkState:
    """Return where a link goes from `now`. An outage does not hide that a person must act."""
    then = link_after(error)
    if then is None or now in _HELD or (now is LinkState.ACTION_REQUIRED and then in _PASSES):
        return now
    return then


def move_after_success(now: LinkState) -> LinkState:
    """Return where a link goes when a call of the flow succeeded."""
    return LinkState.CONNECTED if now in _DISPROVED_BY_SUCCESS else now


def move_after_check(now: LinkState, report: CheckReport) -> LinkState:
    """Return where a link goes when the login was proved as a whole."""
    if now in _HELD:
        return now
    return LinkState.LIMITED if report.missing else LinkState.CONNECTED
