"""What the pages of schedules show of each flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.schedules import next_ticks
from bindeled.texts import say
from bindeled.web.figures import moment_of
from bindeled.web.flow_names import flow_name
from bindeled.web.pages.schedules.words import days_off_words, schedule_words
from bindeled.web.pages.settings.rows import author_name, version_row

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bindeled.domain.schedules import KeptSchedule, Schedule
    from bindeled.run_ports import RunRecord
    from bindeled.web.figures import Moment
    from bindeled.web.pages.settings.rows import VersionRow

_NEXT_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ScheduleCard:
    """One flow: when it runs, when it ran last, and when it runs next."""

    name: str
    flow: str
    windows: tuple[str, ...]
    days_off: str
    coming: tuple[Moment, ...]
    last: Moment | None
    last_state: str
    by: str
    in_shadow: bool


def schedule_card(
    flow: str, kept: KeptSchedule, last: RunRecord | None, now: datetime, language: str, *, in_shadow: bool
) -> ScheduleCard:
    """Return the card of a flow."""
    return ScheduleCard(
        name=flow_name(flow, language),
        flow=flow,
        windows=schedule_words(kept.schedule, language),
        days_off=", ".join(days_off_words(kept.schedule, language)),
        coming=coming_runs(kept.schedule, now, language),
        last=moment_of(last.queued_at, now, language) if last else None,
        last_state=say(f"run.{last.state.value}", language) if last else "",
        by=author_name(kept.author, language),
        in_shadow=in_shadow,
    )


def coming_runs(schedule: Schedule, now: datetime, language: str) -> tuple[Moment, ...]:
    """Return the next runs of a schedule."""
    return tuple(moment_of(tick, now, language) for tick in next_ticks(schedule, now, _NEXT_SHOWN))


def schedule_versions(history: Iterable[KeptSchedule], now: datetime, language: str) -> tuple[VersionRow, ...]:
    """Return every schedule that a flow has had, the newest first."""
    return tuple(
        version_row(
            kept.number, kept.author, kept.at, "; ".join(schedule_words(kept.schedule, language)), now, language
        )
        for kept in history
    )
