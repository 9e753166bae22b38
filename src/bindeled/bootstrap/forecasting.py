"""Forecasts how long it takes to carry what waits, from how fast the systems may be called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.holding import CatchUp, forecast
from bindeled.domain.pacing import most

if TYPE_CHECKING:
    from bindeled.settings import Settings

# Once a run: who we are, and the look-up tables.
_INTEMPUS_CALLS = 6
_UNICONTA_CALLS = 7


def minutes_ahead(settings: Settings, held: int, arrivals: float = 0.0) -> float | None:
    """Return in how many minutes so many waiting reports are carried once both links work; None when never.

    `arrivals` are the new ones a minute. The slower of the two systems decides: Intempus is read by the page while
    Uniconta is written by the list.
    """
    minutes = 60 / settings.allowance_span_seconds
    parts = (
        (settings.intempus_calls_a_minute, settings.page_size, _INTEMPUS_CALLS),
        (settings.uniconta_calls_a_minute, settings.list_size, _UNICONTA_CALLS),
    )
    found = [
        forecast(CatchUp(held, 1 / size, most(calls, settings.catching_up_share) * minutes, arrivals, fixed))
        for calls, size, fixed in parts
    ]
    known = [ahead for ahead in found if ahead is not None]
    return max(known) if len(known) == len(found) else None
