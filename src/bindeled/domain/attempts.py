"""How often a login that was refused may be tried again: seldom enough that no system locks the user out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class AttemptLimits:
    """At most `a_day` attempts in any 24 hours, and fewer than `crowd` within `crowd_time` (connections P9)."""

    a_day: int = 8
    crowd: int = 3
    crowd_time: timedelta = timedelta(minutes=5)


def next_attempt(attempts: Sequence[datetime], limits: AttemptLimits) -> datetime | None:
    """Return the first moment at which one more attempt is allowed, None when it always is.

    `attempts` are those since the first refusal, that one included, in any order.
    """
    ordered = sorted(attempts)
    ends = [
        ordered[-count] + span
        for count, span in ((limits.a_day, timedelta(days=1)), (limits.crowd - 1, limits.crowd_time))
        if len(ordered) >= count
    ]
    return max(ends, default=None)
