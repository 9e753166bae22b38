"""When a link is looked at next, by one call of its own outside any run."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bindeled.domain.gate import CARRIES
from bindeled.domain.states import LinkState

if TYPE_CHECKING:
    from bindeled.domain.accounts import Connection
    from bindeled.domain.links import LookHistory

# Sums of waits grow no further after so many tries.
_MOST_DOUBLINGS = 20


@dataclass(frozen=True, slots=True)
class LookLimits:
    """The waits between looks (connections 3.4, 3.6, P7b)."""

    confirm_after: timedelta = timedelta(seconds=20)
    confirm_within: timedelta = timedelta(seconds=60)
    away_first: timedelta = timedelta(seconds=5)
    away_longest: timedelta = timedelta(seconds=80)
    away_jitter: float = 0.2
    confirm_again: tuple[timedelta, ...] = (timedelta(minutes=20), timedelta(minutes=60))
    throttled: timedelta = timedelta(seconds=60)
    refused: tuple[timedelta, ...] = (timedelta(minutes=15), timedelta(minutes=60))
    refused_then: timedelta = timedelta(hours=6)
    idle_due: timedelta = timedelta(minutes=10)
    idle: timedelta = timedelta(minutes=60)


def next_look(connection: Connection, history: LookHistory, limits: LookLimits, *, is_due: bool) -> datetime | None:
    """Return when the link is to be looked at next, None for one that only a person moves.

    `is_due` says that a run of the tenant's is due or under way, so that a dead login would be missed sooner.
    """
    state, since = connection.link, connection.link_since
    last = max(since, history.looked_at or since)
    if state in CARRIES:
        answered = max(last, history.answered_at or since)
        return answered + (limits.idle_due if is_due else limits.idle)
    if state is LinkState.THROTTLED and history.not_before is not None:
        return history.not_before
    waits = {
        LinkState.SUSPECT: _confirming(since, last, history, limits),
        LinkState.THROTTLED: last + limits.throttled,
        LinkState.UNREACHABLE: last + _away(connection.id, history.tries, limits),
        LinkState.VERIFYING: last + (_away(connection.id, history.tries, limits) if history.tries else timedelta()),
        # A login that comes and goes was tried in its long doubt already, and is to be tried no oftener for that.
        LinkState.ACTION_REQUIRED: since + _refused(history.tries + history.doubts.are_many, limits),
    }
    return waits.get(state)


def _confirming(since: datetime, last: datetime, history: LookHistory, limits: LookLimits) -> datetime:
    """Return when a doubt is looked into: once, or again and again where the login comes and goes."""
    if not history.doubts.are_many:
        return last + limits.confirm_after
    if history.tries == 0:
        return last + limits.confirm_within
    if history.tries <= len(limits.confirm_again):
        return since + limits.confirm_again[history.tries - 1]
    return last + limits.refused[0]


def _away(connection_id: int, tries: int, limits: LookLimits) -> timedelta:
    """Return the wait after so many looks: doubled each time, and shaken once it is longest.

    The same for every worker, so that they agree on the moment; different for each connection, so that those that fell
    together do not rise together.
    """
    wait: timedelta = limits.away_first * 2 ** min(tries, _MOST_DOUBLINGS)
    if wait < limits.away_longest:
        return wait
    shake = random.Random(f"{connection_id}-{tries}").uniform(-1, 1)  # noqa: S311 - spreads looks, keeps no secret
    return limits.away_longest * (1 + limits.away_jitter * shake)


def _refused(tries: int, limits: LookLimits) -> timedelta:
    if tries < len(limits.refused):
        return limits.refused[tries]
    return limits.refused[-1] + limits.refused_then * (tries - len(limits.refused) + 1)
