"""What an error says of a link, and whose move it is in each state: tables, no I/O (connections reference 3.3, 3.5)."""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.connections.errors import (
    AlreadyInUse,
    LinkNotGood,
    LinkShut,
    Mistyped,
    NotPossible,
    RefusedBefore,
    WentBack,
)
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
    SessionEnded,
    Throttled,
    Transient,
    UnsafePlan,
)
from bindeled.domain.links import Trigger
from bindeled.domain.states import LinkState

if TYPE_CHECKING:
    from collections.abc import Mapping


class Move(Enum):
    """Who has to act. The texts name them: `move.<code>`."""

    NOBODY = "nobody"
    CUSTOMER = "customer"
    PROVIDER = "provider"
    OPERATOR = "operator"


# What an error says has happened to the link. The first row that fits decides; None says nothing about it.
TRIGGER_OF: tuple[tuple[type[BindeledError], Trigger | None], ...] = (
    (LinkShut, None),  # how it stands is why we said so
    (NotSetUp, None),  # about something that is not there yet
    (Overtaken, None),  # about two of us
    (WentBack, None),  # about a login that is no longer in use
    (SessionEnded, None),  # about two of us at one user
    (Throttled, Trigger.ASKED_TO_WAIT),
    (Transient, Trigger.UNANSWERED),
    (NeedsSignIn, Trigger.REJECTED),
    (ForeignCompany, Trigger.NOT_OURS),
    (MissingRight, Trigger.RIGHT_MISSING),
    (Refused, None),  # about one record
    (UnsafePlan, None),  # about the data
    (Misconfigured, None),  # about our installation
    (Mistyped, None),  # about something that never was in use
    (AlreadyInUse, None),  # the same
    (RefusedBefore, None),  # the same
    (NotPossible, None),  # about what was asked of us
    (LinkNotGood, None),  # about somebody who was sent a link
    (Contradiction, None),  # about us
)

WHOSE_MOVE: Mapping[LinkState, Move] = MappingProxyType(
    {
        LinkState.NOT_CONFIGURED: Move.CUSTOMER,
        LinkState.AWAITING_PROVIDER: Move.PROVIDER,
        LinkState.VERIFYING: Move.NOBODY,
        LinkState.CONNECTED: Move.NOBODY,
        LinkState.LIMITED: Move.CUSTOMER,
        LinkState.THROTTLED: Move.NOBODY,
        LinkState.UNREACHABLE: Move.PROVIDER,
        LinkState.SUSPECT: Move.NOBODY,
        LinkState.ACTION_REQUIRED: Move.CUSTOMER,
        LinkState.RECOVERING: Move.NOBODY,
        LinkState.PAUSED: Move.OPERATOR,
        LinkState.QUARANTINED: Move.OPERATOR,
        LinkState.CLOSED: Move.NOBODY,
    }
)


def trigger_of(error: BindeledError) -> Trigger | None:
    """Return what this error says has happened to its link, None when it says nothing about it."""
    found = next((trigger for kind, trigger in TRIGGER_OF if isinstance(error, kind)), None)
    if isinstance(error, NeedsSignIn) and error.is_definite:
        return Trigger.REJECTED_FOR_GOOD
    return found
