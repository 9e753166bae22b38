"""The legal moves of everything that has a state. The store changes a state only along these, by compare-and-set."""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

State = TypeVar("State", bound=Enum)


class Effect(Enum):
    """What a ledger entry does in Uniconta. `FORGET` sends nothing: a person had already removed the line."""

    INSERT = "insert"
    REMOVE = "remove"
    REVERSE = "reverse"
    FORGET = "forget"


class EntryState(Enum):
    """How a ledger entry stands. `SENDING` is written before anything leaves; a crash leaves it so."""

    SENDING = "sending"
    DONE = "done"
    REFUSED = "refused"
    NOT_THERE = "not_there"


class RunState(Enum):
    """How a run stands. `WAITING` goes on by itself at a set time; `HELD` goes on when a person has acted."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    WAITING = "waiting"
    HELD = "held"
    FAILED = "failed"


class VersionState(Enum):
    """The life of a credential version (connections reference 3.2)."""

    STAGED = "staged"
    VERIFIED = "verified"
    ACTIVE = "active"
    RETIRING = "retiring"
    RETIRED = "retired"
    DESTROYED = "destroyed"
    REJECTED = "rejected"
    REVOKED = "revoked"


# Handed over and never in use: still to be taken into use, or put away.
HALF_WAY = frozenset({VersionState.STAGED, VersionState.VERIFIED})


class LinkState(Enum):
    """Does a connection work now, and if not, whose move is it (connections reference 3.3).

    It is moved along `domain.links.LINK_MOVES` only. That a login expires soon and that a new one is being taken into
    use are no states: both can be true beside any of these, and are computed from the credential versions.
    """

    NOT_CONFIGURED = "not_configured"
    AWAITING_PROVIDER = "awaiting_provider"
    VERIFYING = "verifying"
    CONNECTED = "connected"
    LIMITED = "limited"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    SUSPECT = "suspect"
    ACTION_REQUIRED = "action_required"
    RECOVERING = "recovering"
    PAUSED = "paused"
    QUARANTINED = "quarantined"
    CLOSED = "closed"


ENTRY_MOVES: Mapping[EntryState, frozenset[EntryState]] = MappingProxyType(
    {
        EntryState.SENDING: frozenset({EntryState.DONE, EntryState.REFUSED, EntryState.NOT_THERE}),
        EntryState.REFUSED: frozenset({EntryState.SENDING}),
        EntryState.NOT_THERE: frozenset({EntryState.SENDING}),
        EntryState.DONE: frozenset(),
    }
)

RUN_MOVES: Mapping[RunState, frozenset[RunState]] = MappingProxyType(
    {
        RunState.QUEUED: frozenset({RunState.RUNNING, RunState.FAILED}),
        # Running to running: another worker takes over from one that died.
        RunState.RUNNING: frozenset(
            {RunState.RUNNING, RunState.DONE, RunState.WAITING, RunState.HELD, RunState.FAILED}
        ),
        RunState.WAITING: frozenset({RunState.QUEUED, RunState.RUNNING}),
        RunState.HELD: frozenset({RunState.QUEUED, RunState.RUNNING}),
        RunState.DONE: frozenset(),
        RunState.FAILED: frozenset(),
    }
)

VERSION_MOVES: Mapping[VersionState, frozenset[VersionState]] = MappingProxyType(
    {
        VersionState.STAGED: frozenset({VersionState.VERIFIED, VersionState.REJECTED}),
        # Verified to verified: proved anew, since the proof had grown old.
        VersionState.VERIFIED: frozenset({VersionState.VERIFIED, VersionState.ACTIVE, VersionState.REJECTED}),
        VersionState.ACTIVE: frozenset({VersionState.RETIRING, VersionState.REVOKED}),
        VersionState.RETIRING: frozenset({VersionState.RETIRED, VersionState.ACTIVE, VersionState.REVOKED}),
        VersionState.RETIRED: frozenset({VersionState.DESTROYED}),
        VersionState.REJECTED: frozenset({VersionState.DESTROYED}),
        VersionState.REVOKED: frozenset({VersionState.DESTROYED}),
        VersionState.DESTROYED: frozenset(),
    }
)


class DataKeyState(Enum):
    """How a tenant's data key stands. `NEW` does nothing yet; `PRIMARY` seals; `FORMER` opens what it sealed before."""

    NEW = "new"
    PRIMARY = "primary"
    FORMER = "former"
    DESTROYED = "destroyed"


DATA_KEY_MOVES: Mapping[DataKeyState, frozenset[DataKeyState]] = MappingProxyType(
    {
        DataKeyState.NEW: frozenset({DataKeyState.PRIMARY, DataKeyState.DESTROYED}),
        DataKeyState.PRIMARY: frozenset({DataKeyState.FORMER, DataKeyState.DESTROYED}),
        DataKeyState.FORMER: frozenset({DataKeyState.DESTROYED}),
        DataKeyState.DESTROYED: frozenset(),
    }
)


def may_become(moves: Mapping[State, frozenset[State]], state: State) -> list[str]:
    """Return the values of the states from which a table of moves leads to this one."""
    return [before.value for before, after in moves.items() if state in after]
