"""How a link moves: one table of state, what happened, and what must be true, to the state after it.

What happened is a `Trigger`. What must be true is a guard over `LinkFacts`, which the store reads. The first row that
fits decides; where none fits, the link stays as it is (connections reference 3.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from bindeled.domain.accounts import SwitchVariant
from bindeled.domain.states import LinkState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bindeled.domain.accounts import Connection


class Trigger(Enum):
    """What can happen to a link."""

    ACCESS_ORDERED = "access_ordered"
    PROOF_BEGUN = "proof_begun"
    PROOF_FAILED = "proof_failed"
    SWITCHED = "switched"
    WORKS = "works"
    DRAINED = "drained"
    RIGHT_MISSING = "right_missing"
    UNANSWERED = "unanswered"
    ASKED_TO_WAIT = "asked_to_wait"
    REJECTED = "rejected"
    REJECTED_FOR_GOOD = "rejected_for_good"
    NOT_OURS = "not_ours"
    PAUSED = "paused"
    RESUMED = "resumed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """What is true beside the state: work waits for this link, a right is missing, a login is in use.

    `comes_and_goes` says that the login was refused and worked again so often lately that one more refusal, which is
    met before the doubt has lasted long enough, is no verdict (`Doubts`).
    """

    work_waits: bool = False
    right_missing: bool = False
    has_login: bool = True
    comes_and_goes: bool = False


class Guard(NamedTuple):
    """What must be true for a move, with a name for the documentation and the tests."""

    name: str
    holds: Callable[[LinkFacts], bool]


@dataclass(frozen=True, slots=True)
class Pause:
    """Who paused a link, why, and when it goes on by itself; None means when somebody resumes it."""

    by: str
    reason: str
    ends: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the moment of sending must know of a connection, read anew many times a run.

    `is_refused` says that the version in use was refused and has not worked since. `barrier_until` is until when
    nothing may be started, since a login is replaced behind a barrier; None when no barrier stands. `slowed_until` is
    when calls go at their full rate again after a wait that the system asked for, `calls_today` how many were made on
    this Danish day by every process.
    """

    connection: Connection
    variant: SwitchVariant = SwitchVariant.OVERLAP
    is_refused: bool = False
    barrier_until: datetime | None = None
    slowed_until: datetime | None = None
    calls_today: int = 0


@dataclass(frozen=True, slots=True)
class Doubts:
    """What came of earlier doubts of the login in use: `false_alarms` of the last hour came to nothing by themselves.

    `asked_in_vain` is how often lately a person was asked for a new login while the old one came to work again.
    """

    false_alarms: int = 0
    asked_in_vain: int = 0

    @property
    def are_many(self) -> bool:
        """Tell whether the login comes and goes, so that two refusals close to each other say little."""
        return self.asked_in_vain > 0 or self.false_alarms >= _FALSE_ALARMS


@dataclass(frozen=True, slots=True)
class DoubtLimits:
    """How long a doubt lasts of a login that comes and goes before a person is asked, and how long that is remembered.

    The first is also the least time between two such questions (T15 of the connections reference).
    """

    lasts: timedelta = timedelta(hours=1)
    remembered: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class LookHistory:
    """What is known of the looks at one connection since it came to stand as it does.

    `answered_at` is when the system last answered any call as it should, `not_before` when it asked us to come again,
    `doubts` what came of the doubts before this one.
    """

    tries: int = 0
    looked_at: datetime | None = None
    answered_at: datetime | None = None
    not_before: datetime | None = None
    doubts: Doubts = Doubts()


class LinkMove(NamedTuple):
    """One row of the table."""

    before: frozenset[LinkState]
    trigger: Trigger
    guard: Guard
    after: LinkState


ALWAYS = Guard("always", lambda _facts: True)
WORK_WAITS = Guard("work waits", lambda facts: facts.work_waits)
RIGHT_MISSING = Guard("a right is missing", lambda facts: facts.right_missing)
HAS_LOGIN = Guard("a login is in use", lambda facts: facts.has_login)
COMES_AND_GOES = Guard("the login comes and goes", lambda facts: facts.comes_and_goes)

_S, _T = LinkState, Trigger
_BEFORE_FIRST_LOGIN = frozenset({_S.NOT_CONFIGURED, _S.AWAITING_PROVIDER, _S.VERIFYING})
_WORKING = frozenset({_S.CONNECTED, _S.LIMITED, _S.RECOVERING})
_SLOWED = frozenset({_S.THROTTLED, _S.UNREACHABLE})
_IN_DOUBT = frozenset({_S.SUSPECT, _S.ACTION_REQUIRED})
_ANSWERED = _WORKING | _SLOWED | _IN_DOUBT | {_S.VERIFYING}
OPEN = frozenset(LinkState) - {_S.CLOSED}
# So many doubts in an hour that came to nothing make us slower to believe the next.
_FALSE_ALARMS = 3
# A person put the link there or must look at it: no answer of a system moves it, only a new login or a person.
HELD_BY_PEOPLE = frozenset({_S.PAUSED, _S.QUARANTINED, _S.CLOSED})


def _rows(before: frozenset[LinkState], trigger: Trigger, *ends: tuple[Guard, LinkState]) -> tuple[LinkMove, ...]:
    return tuple(LinkMove(before, trigger, guard, after) for guard, after in ends)


_WHERE_IT_WORKS = ((WORK_WAITS, _S.RECOVERING), (RIGHT_MISSING, _S.LIMITED), (ALWAYS, _S.CONNECTED))
_WHERE_NOTHING_WAITS = _WHERE_IT_WORKS[1:]

LINK_MOVES: tuple[LinkMove, ...] = (
    *_rows(frozenset({_S.NOT_CONFIGURED}), _T.ACCESS_ORDERED, (ALWAYS, _S.AWAITING_PROVIDER)),
    *_rows(_BEFORE_FIRST_LOGIN, _T.PROOF_BEGUN, (ALWAYS, _S.VERIFYING)),
    *_rows(frozenset({_S.VERIFYING}), _T.PROOF_FAILED, (ALWAYS, _S.NOT_CONFIGURED)),
    *_rows(OPEN - {_S.PAUSED}, _T.SWITCHED, *_WHERE_IT_WORKS),
    # What was slowed, in doubt or refused and works again catches up first; what always worked has nothing to catch up.
    *_rows(_SLOWED | _IN_DOUBT | {_S.VERIFYING}, _T.WORKS, *_WHERE_IT_WORKS),
    *_rows(frozenset({_S.CONNECTED, _S.LIMITED}), _T.WORKS, *_WHERE_NOTHING_WAITS),
    *_rows(frozenset({_S.RECOVERING}), _T.DRAINED, *_WHERE_NOTHING_WAITS),
    *_rows(frozenset({_S.CONNECTED, _S.VERIFYING}) | _SLOWED, _T.RIGHT_MISSING, (ALWAYS, _S.LIMITED)),
    # An outage does not hide that a person must act, and it is never itself a reason to ask for a login.
    *_rows(_WORKING | {_S.THROTTLED, _S.SUSPECT, _S.VERIFYING}, _T.UNANSWERED, (ALWAYS, _S.UNREACHABLE)),
    *_rows(_WORKING | {_S.UNREACHABLE, _S.SUSPECT, _S.VERIFYING}, _T.ASKED_TO_WAIT, (ALWAYS, _S.THROTTLED)),
    *_rows(_WORKING | _SLOWED | {_S.VERIFYING}, _T.REJECTED, (ALWAYS, _S.SUSPECT)),
    *_rows(
        _ANSWERED - {_S.ACTION_REQUIRED},
        _T.REJECTED_FOR_GOOD,
        (COMES_AND_GOES, _S.SUSPECT),
        (ALWAYS, _S.ACTION_REQUIRED),
    ),
    *_rows(OPEN, _T.NOT_OURS, (ALWAYS, _S.QUARANTINED)),
    *_rows(OPEN - {_S.QUARANTINED}, _T.PAUSED, (ALWAYS, _S.PAUSED)),
    # How it stood before the pause says little by now: it is proved anew.
    *_rows(frozenset({_S.PAUSED}), _T.RESUMED, (HAS_LOGIN, _S.VERIFYING), (ALWAYS, _S.NOT_CONFIGURED)),
    *_rows(OPEN, _T.ENDED, (ALWAYS, _S.CLOSED)),
)

LEGAL_LINK_MOVES = frozenset((before, move.after) for move in LINK_MOVES for before in move.before)


def link_after(now: LinkState, trigger: Trigger, facts: LinkFacts) -> LinkState:
    """Return how the link stands after this happened; as before where the table has no row for it."""
    return next(
        (
            move.after
            for move in LINK_MOVES
            if now in move.before and move.trigger is trigger and move.guard.holds(facts)
        ),
        now,
    )
