"""The rows that the page of a day shows: every word chosen, every figure written, nothing left to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bindeled.connections.links import WHOSE_MOVE
from bindeled.domain.accounts import System
from bindeled.domain.calendar import danish_day
from bindeled.domain.states import LinkState
from bindeled.texts import say
from bindeled.web.figures import Moment, count_text, day_text, hours_text, moment_of
from bindeled.web.findings import finding_words
from bindeled.web.pages.runs.rows import RUN_TONES
from bindeled.web.pages.today.chart import Chart, week_chart
from bindeled.web.pages.today.flows import FlowTimingRow, ahead_text, timing_row
from bindeled.web.pages.today.verdict import Verdict, link_tone, verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bindeled.domain.accounts import Connection
    from bindeled.run_ports import RunRecord
    from bindeled.store.views import Amount, FlowToday
    from bindeled.web.pages.today.facts import DayFacts, ParkedGroup

# The largest only: the inbox has them all.
CAUSES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class FlowRow:
    """One step of the day's flow."""

    name: str
    reports: str
    hours: str
    meaning: str


@dataclass(frozen=True, slots=True)
class CauseRow:
    """Reports that are parked for one reason."""

    code: str
    sentence: str
    remedy: str
    whose: str
    reports: str
    since: Moment


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One of the two connections. `since` is None for one that was never made."""

    system: str
    company: str
    tone: str
    mark: str
    headline: str
    sentence: str
    whose: str
    since: Moment | None


@dataclass(frozen=True, slots=True)
class RunRow:
    """The latest run. `carried` is empty where it carried nothing, `again` where it does not try again by itself."""

    tone: str
    mark: str
    state: str
    at: Moment
    sentence: str
    again: str
    carried: str
    reason: str


@dataclass(frozen=True, slots=True)
class DayPage:
    """All of the page. `before` and `after` are the neighbouring days as addresses write them, empty at the ends.

    `address` leads to the page anew; today's names no day, so that a page left open overnight updates to the new day.
    """

    tenant: str
    has_others: bool
    name: str
    address: str
    before: str
    after: str
    is_today: bool
    as_of: Moment
    verdict: Verdict
    flow: tuple[FlowRow, ...]
    causes: tuple[CauseRow, ...]
    more_causes: str
    links: tuple[LinkRow, ...]
    last_run: RunRow | None
    next_run: Moment | None
    ahead: str
    flows: tuple[FlowTimingRow, ...]
    chart: Chart


def day_page(facts: DayFacts, language: str) -> DayPage:
    """Return the page of this day in this language."""
    links = {connection.system: connection for connection in facts.connections}
    states = {system: links[system].link if system in links else LinkState.NOT_CONFIGURED for system in System}
    hidden = len(facts.parked) - CAUSES_SHOWN
    is_today = facts.day == danish_day(facts.now)
    return DayPage(
        tenant=facts.tenant.name,
        has_others=facts.has_others,
        name=day_text(facts.day, language),
        address="?" if is_today else f"?day={facts.day.isoformat()}",
        before=_neighbour(facts.day, -1),
        after=_neighbour(facts.day, 1),
        is_today=is_today,
        as_of=moment_of(facts.now, facts.now, language),
        verdict=verdict_of(facts, states, language),
        flow=_flow_rows(facts.flow, language),
        causes=tuple(_cause_row(group, facts.now, language) for group in facts.parked[:CAUSES_SHOWN]),
        more_causes=count_text(hidden, language) if hidden > 0 else "",
        links=tuple(_link_row(system, states[system], links.get(system), facts.now, language) for system in System),
        last_run=_run_row(facts.last_run, facts.now, language) if facts.last_run else None,
        next_run=moment_of(facts.next_run, facts.now, language) if facts.next_run else None,
        ahead=ahead_text(facts, language),
        flows=tuple(timing_row(timing, facts.now, language) for timing in facts.flows),
        chart=week_chart(facts.weeks, language),
    )


def _neighbour(day: date, step: int) -> str:
    try:
        return (day + timedelta(days=step)).isoformat()
    except OverflowError:  # the first and the last day that can be written
        return ""


def _flow_rows(flow: FlowToday, language: str) -> tuple[FlowRow, ...]:
    parts = {"carried": flow.carried, "waiting": flow.waiting, "parked": flow.parked}
    rows = {"approved": (flow.approved, _sum_of_hours(parts.values()))}
    rows |= {code: (amount.reports, _hours(amount)) for code, amount in parts.items()}
    return tuple(
        FlowRow(
            name=say(f"page.flow.{code}", language),
            reports=count_text(reports, language),
            hours=say("page.flow.hours.unknown", language) if hours is None else hours_text(hours, language),
            meaning=say(f"page.flow.{code}.meaning", language),
        )
        for code, (reports, hours) in rows.items()
    )


def _hours(amount: Amount) -> Decimal | None:
    """Return the hours, None where reports have not been read so far that they are known; no reports have none."""
    return amount.hours if amount.reports else Decimal()


def _sum_of_hours(parts: Iterable[Amount]) -> Decimal | None:
    """Return the hours of all parts, None when those of one are not known: a sum of some would be read as all."""
    hours = [_hours(part) for part in parts]
    known = [some for some in hours if some is not None]
    return sum(known, Decimal()) if len(known) == len(hours) else None


def _cause_row(group: ParkedGroup, now: datetime, language: str) -> CauseRow:
    words = finding_words(group.finding.cause.value, group.finding.facts, language)
    return CauseRow(
        code=group.finding.cause.value,
        sentence=words.sentence,
        remedy=words.remedy,
        whose=words.whose,
        reports=count_text(group.reports, language),
        since=moment_of(group.since, now, language),
    )


def _link_row(system: System, state: LinkState, known: Connection | None, now: datetime, language: str) -> LinkRow:
    tone, name = link_tone(state), {"system": system.title}
    return LinkRow(
        system=system.title,
        company=str(known.company) if known and known.company else "",
        tone=tone.value,
        mark=tone.mark,
        headline=say(f"link.{state.value}", language, **name),
        sentence=say(f"link_told.{state.value}", language, **name),
        whose=say(f"move.{WHOSE_MOVE[state].value}", language, **name),
        since=moment_of(known.link_since, now, language) if known else None,
    )


def _run_row(run: RunRecord, now: datetime, language: str) -> RunRow:
    tone, carried = RUN_TONES[run.state], run.counts.get("carried", 0)
    again = moment_of(run.again_at, now, language).text if run.again_at else ""
    return RunRow(
        tone=tone.value,
        mark=tone.mark,
        state=say(f"run.{run.state.value}", language),
        at=moment_of(run.finished_at or run.started_at or run.queued_at, now, language),
        sentence=say(f"run_told.{run.state.value}", language),
        again=say("page.runs.again", language, moment=again) if again else "",
        carried=count_text(carried, language) if carried else "",
        reason=run.reason,
    )
