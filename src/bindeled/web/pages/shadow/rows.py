"""What the pages of shadow show: every word chosen, nothing left to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from bindeled.domain.shadow import PARK
from bindeled.texts import say
from bindeled.web.figures import count_text, hours_text, moment_of, short_day_text
from bindeled.web.flow_names import flow_in_words
from bindeled.web.pages.settings.fields import field_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from bindeled.domain.shadow import KeptWouldDo, Shadow, ShadowSummary
    from bindeled.web.figures import Moment

# What a step of the reports says of a line.
_LINE = frozenset({"date", "project", "employee", "quantity", "unit"})
_LEFT_OUT = frozenset({"grade", "reason", "ids", "lines"})


@dataclass(frozen=True, slots=True)
class ShadowCard:
    """One flow: whether it writes, and what it would have done while it did not."""

    flow: str
    name: str
    tone: str
    mark: str
    standing: str
    runs: str
    would: tuple[str, ...]
    parked: tuple[str, ...]
    more: tuple[str, ...]
    has_shadow: bool


@dataclass(frozen=True, slots=True)
class WouldRow:
    """One thing that a flow would have done."""

    number: str
    name: str
    step: str
    tone: str
    told: str
    at: Moment


def shadow_card(flow: str, language: str) -> ShadowCard:
    """Return a flow that was never in shadow."""
    name = flow_in_words(flow, language)
    return ShadowCard(flow, name, "good", "✓", say("page.shadow.flow.never", language), "", (), (), (), False)


def shadowed_card(
    shadow: Shadow, summary: ShadowSummary, runs: int, meant: timedelta, now: datetime, language: str
) -> ShadowCard:
    """Return a flow that is in shadow or was."""
    is_over = shadow.ended_at is not None
    at = moment_of(shadow.ended_at or shadow.since, now, language).text
    would = {step: count for step, count in summary.by_step.items() if step != PARK}
    return ShadowCard(
        flow=shadow.flow,
        name=flow_in_words(shadow.flow, language),
        tone="good" if is_over else "wait",
        mark="✓" if is_over else "…",
        standing=say(f"page.shadow.flow.{'live' if is_over else 'in'}", language, at=at),
        runs=say("page.shadow.runs", language, count=count_text(runs, language)),
        would=_counted("shadow_step", would, language),
        parked=_counted("help_title", summary.by_cause, language),
        more=tuple(_more(shadow, summary, meant, now, language)),
        has_shadow=True,
    )


def would_row(kept: KeptWouldDo, now: datetime, language: str) -> WouldRow:
    """Return one thing that a flow would have done."""
    would = kept.would
    step = say(f"shadow_step.{would.step}", language)
    if kept.gone_at is not None:
        gone = say("page.shadow.gone", language)
        step = f"{step}, {gone}"
    number = would.number or str(would.about)
    told = _told(would.step, {"number": number, "name": would.name, **would.facts}, language)
    tone = "soft" if kept.gone_at is not None else "act" if would.step == PARK else "good"
    return WouldRow(number, would.name, step, tone, told, moment_of(kept.first_at, now, language))


def _counted(group: str, counts: Mapping[str, int], language: str) -> tuple[str, ...]:
    return tuple(f"{say(f'{group}.{name}', language)}: {count_text(count, language)}" for name, count in counts.items())


def _more(shadow: Shadow, summary: ShadowSummary, meant: timedelta, now: datetime, language: str) -> list[str]:
    told = []
    if summary.hours:
        told.append(say("page.shadow.hours", language, hours=hours_text(summary.hours, language)))
    if summary.gone or summary.changed:
        counts = {"changed": count_text(summary.changed, language), "gone": count_text(summary.gone, language)}
        told.append(say("page.shadow.changed", language, **counts))
    lasted = shadow.lasted(now)
    if shadow.ended_at is None and lasted < meant:
        told.append(say("page.shadow.days", language, days=str(lasted.days), meant=str(meant.days)))
    return told


def _told(step: str, facts: Mapping[str, str], language: str) -> str:
    if step == PARK:
        return say(f"help_title.{facts['cause']}", language)
    if facts.keys() >= _LINE:
        written = {
            "quantity": hours_text(Decimal(facts["quantity"]), language),
            "day": short_day_text(date.fromisoformat(facts["date"]), language),
        }
        return say("page.shadow.report", language, **{**facts, **written})
    own = {name: text for name, text in facts.items() if name not in _LEFT_OUT | {"number", "name"} and text}
    return ", ".join(f"{field_name(name, language)}: {text}" for name, text in own.items() if ":" not in text)
