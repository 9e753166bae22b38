"""How fast a system may be called: never beyond its allowance, and slower while something is caught up. No I/O.

Intempus counts calls by the minute (Intempus sheet 2.1), Uniconta by the day (Uniconta sheet 2.4).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.states import LinkState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_MINUTE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many calls may be made within any `span` seconds, and on one day; None where that is not counted."""

    calls: int | None = None
    span: float = _MINUTE_SECONDS
    daily: int | None = None


@dataclass(frozen=True, slots=True)
class Shares:
    """Which share of an allowance is used: while catching up, and after a wait that a system asked for.

    After such a wait it is `slowed` at first, and `step` more each minute (connections 3.4).
    """

    catching_up: float = 0.8
    slowed: float = 0.5
    step: float = 0.1


def share_of(state: LinkState, slowed_until: datetime | None, now: datetime, shares: Shares) -> float:
    """Return the share of the allowance that may be used now; `slowed_until` is when calls go at their full rate."""
    share = shares.catching_up if state is LinkState.RECOVERING else 1.0
    if slowed_until is None or slowed_until <= now:
        return share
    minutes_left = math.ceil((slowed_until - now).total_seconds() / _MINUTE_SECONDS)
    return min(share, max(shares.slowed, 1.0 - shares.step * minutes_left))


def most(calls: int, share: float) -> int:
    """Return how many calls a share of an allowance is, one at least: nothing stands still for ever."""
    return max(1, int(calls * share + 1e-9))


def wait_before(begun: Sequence[float], now: float, calls: int, span: float) -> float:
    """Return how many seconds to wait before one more call, so that no `span` seconds hold more than `calls`.

    `begun` is when earlier calls were begun, in order, by the same clock as `now`.
    """
    if len(begun) < calls:
        return 0.0
    return max(0.0, begun[-calls] + span - now)
