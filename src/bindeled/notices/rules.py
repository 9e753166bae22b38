"""What is to be told now of links that do not work, and of those that work again. Pure: a plan as data.

A trouble is told once when it begins and once when it is over, and is told again meanwhile as `AGAIN` says. It is over
only when the link works: a link that goes from one trouble into another keeps the first one open, untold.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bindeled.domain.notices import AGAIN, TROUBLE_OF, Matter, Side, Told
from bindeled.domain.states import LinkState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime, timedelta

    from bindeled.domain.notices import NoticeLimits, Standing

_WORKS = frozenset({LinkState.CONNECTED, LinkState.LIMITED})


@dataclass(frozen=True, slots=True)
class Telling:
    """One step: the trouble as it is after it was told, and as what it is told.

    `before` is how often it had been told, by which two who plan the same at once are told apart; 0 when it begins.
    """

    told: Told
    side: Side
    before: int


def plan_tellings(
    standings: Iterable[Standing], known: Iterable[Told], now: datetime, limits: NoticeLimits
) -> tuple[Telling, ...]:
    """Return what is to be told now. `known` are the troubles that are open, and those closed lately."""
    by_connection: Mapping[int, list[Told]] = defaultdict(list)
    for told in known:
        by_connection[told.connection_id].append(told)
    return tuple(
        step
        for standing in standings
        for step in _plan_link(standing, by_connection.get(standing.connection_id, []), now, limits)
    )


def _plan_link(standing: Standing, known: Sequence[Told], now: datetime, limits: NoticeLimits) -> Iterator[Telling]:
    trouble = TROUBLE_OF.get(standing.state)
    if _is_over(standing, now, limits):
        for told in known:
            if told.closed_at is None and told.matter is not trouble and _may_close(told, known, now, limits):
                yield Telling(replace(told, last_at=now, times=told.times + 1, closed_at=now), Side.UP, told.times)
    if trouble is None:
        return
    still = next((told for told in known if told.closed_at is None and told.matter is trouble), None)
    if still is not None:
        due = _due_by(trouble, now - still.first_at)
        if due > still.times:
            yield Telling(replace(still, last_at=now, times=due), Side.DOWN, still.times)
    elif _may_open(trouble, standing, known, now, limits):
        yield Telling(Told(standing.connection_id, trouble, standing.since, now, now, 1), Side.DOWN, 0)


def _is_over(standing: Standing, now: datetime, limits: NoticeLimits) -> bool:
    """Tell whether what was wrong is over: the link works, and what waited is carried or has had its time to be."""
    if standing.state is LinkState.RECOVERING:
        return standing.since + limits.catching_up <= now
    # A closed link is nobody's trouble any more.
    return standing.state in _WORKS or standing.state is LinkState.CLOSED


def _may_open(trouble: Matter, standing: Standing, known: Sequence[Told], now: datetime, limits: NoticeLimits) -> bool:
    if standing.since + limits.patience(trouble) > now:
        return False
    return all(told.last_at + limits.apart <= now for told in known if told.matter is trouble)


def _may_close(told: Told, known: Sequence[Told], now: datetime, limits: NoticeLimits) -> bool:
    """Tell whether the good news may be told at once. Of a link that comes and goes it waits its hour."""
    came_before = any(
        other.matter is told.matter
        and other.closed_at is not None
        and other.closed_at + limits.remembered > told.first_at
        for other in known
    )
    return not came_before or told.last_at + limits.apart <= now


def _due_by(matter: Matter, passed: timedelta) -> int:
    """Return how many notices are due by now; several that were missed are made up for by one."""
    waits, then = AGAIN[matter]
    due = sum(wait <= passed for wait in waits)
    return due + (passed - waits[-1]) // then if then is not None and passed > waits[-1] else due
