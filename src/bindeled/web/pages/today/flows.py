"""When each flow ran last and runs next, and how long it takes to carry what waits: pure, from facts to words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.texts import say
from bindeled.web.figures import age_text, moment_of
from bindeled.web.flow_names import flow_name
from bindeled.web.pages.runs.rows import run_line

if TYPE_CHECKING:
    from datetime import datetime

    from bindeled.web.figures import Moment
    from bindeled.web.pages.runs.rows import RunLine
    from bindeled.web.pages.today.facts import DayFacts
    from bindeled.web.work import FlowTiming


@dataclass(frozen=True, slots=True)
class FlowTimingRow:
    """One flow. `last` is None before its first run, `next_at` where it runs only when somebody asks."""

    flow: str
    name: str
    last: RunLine | None
    next_at: Moment | None
    in_shadow: bool


def timing_row(timing: FlowTiming, now: datetime, language: str) -> FlowTimingRow:
    """Return the row of one flow."""
    return FlowTimingRow(
        flow=timing.flow,
        name=flow_name(timing.flow, language),
        last=run_line(timing.last, now, language) if timing.last else None,
        next_at=moment_of(timing.next_at, now, language) if timing.next_at else None,
        in_shadow=timing.in_shadow,
    )


def ahead_text(facts: DayFacts, language: str) -> str:
    """Return how long it takes to carry what waits, empty where nothing does."""
    if not facts.flow.waiting.reports:
        return ""
    if facts.minutes_ahead is None:
        return say("page.flow.ahead.never", language)
    return say("page.flow.ahead", language, time=age_text(timedelta(minutes=facts.minutes_ahead), language))
