"""What is shown of reports that were looked for: pure, from what is known of them to words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bindeled.domain.mapping.units import common_unit
from bindeled.store.found_reports import Whereabouts
from bindeled.texts import say
from bindeled.web.figures import moment_of, quantity_text, short_day_text
from bindeled.web.findings import finding_words
from bindeled.web.pages.hour.asked import is_told, told_sentence, where_lying
from bindeled.web.pages.today.verdict import Tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bindeled.store.found_reports import FoundReport
    from bindeled.store.views import Moment as Happened
    from bindeled.store.views import ReportTimeline
    from bindeled.web.figures import Moment
    from bindeled.web.findings import FindingWords

_TONES = {
    Whereabouts.CARRIED: Tone.GOOD,
    Whereabouts.TAKEN_BACK: Tone.GOOD,
    Whereabouts.WAITING: Tone.WAIT,
    Whereabouts.PARKED: Tone.ACT,
    Whereabouts.DISMISSED: Tone.WAIT,
}
# What happens to a run is told where it kept the report waiting; that one began and ended well is plain.
_TOLD_OF_RUNS = frozenset({"run.waiting", "run.held", "run.failed"})


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report that was found, and where it is."""

    number: str
    day: str
    employee: str
    project: str
    quantity: str
    where: str
    tone: str
    mark: str


@dataclass(frozen=True, slots=True)
class MomentRow:
    """Something that happened to a report; `run` is the number of the run that did it, empty where none did."""

    at: Moment
    sentence: str
    run: str


@dataclass(frozen=True, slots=True)
class HourPage:
    """One report. `trouble` is why it is parked now, None when it is not; `notes` are what to know about it."""

    now: ReportRow
    told: str
    trouble: FindingWords | None
    notes: tuple[str, ...]
    moments: tuple[MomentRow, ...]


@dataclass(frozen=True, slots=True)
class UnknownPage:
    """A report that we have nothing of, and what Intempus tells of it: nothing where it does not know it either."""

    headline: str
    why: str
    moments: tuple[MomentRow, ...]


def report_rows(
    found: Iterable[FoundReport], names: Mapping[str, str], wanted: str, language: str
) -> tuple[tuple[ReportRow, ...], tuple[ReportRow, ...]]:
    """Return the reports of the employee that is wanted, by number or a part of the name, and those of nobody known.

    Everything counts as wanted where nobody is named.
    """
    theirs, unknown = [], []
    for report in found:
        if not wanted or _is_of(report, names, wanted.casefold()):
            theirs.append(report_row(report, names, language))
        elif not report.employee:
            unknown.append(report_row(report, names, language))
    return tuple(theirs), tuple(unknown)


def report_row(report: FoundReport, names: Mapping[str, str], language: str) -> ReportRow:
    """Return one report."""
    tone = _TONES[report.where]
    quantity = report.quantity
    return ReportRow(
        number=str(report.report_id),
        day=short_day_text(report.day, language) if report.day else "",
        employee=_called(report.employee, names),
        project=report.project,
        quantity="" if quantity is None else quantity_text(quantity, common_unit(report.unit), language),
        where=say(f"page.hour.where.{report.where.value}", language),
        tone=tone.value,
        mark=tone.mark,
    )


def hour_page(
    report: FoundReport, timeline: ReportTimeline, names: Mapping[str, str], now: datetime, language: str
) -> HourPage:
    """Return the page of one report."""
    cautions = timeline.entries[-1].cautions if timeline.entries else ()
    now_there, told = _whereabouts(report, timeline, names, language)
    return HourPage(
        now=now_there,
        told=told,
        trouble=_trouble(report, timeline, language),
        notes=tuple(say(f"caution.{caution}", language) for caution in cautions),
        moments=moment_rows(timeline.moments, now, language),
    )


def unknown_page(timeline: ReportTimeline, now: datetime, language: str) -> UnknownPage:
    """Return the page of a report that was never carried, parked or seen waiting."""
    kinds = {moment.kind for moment in timeline.moments}
    state = "unknown" if not kinds else "not_approved" if "report.not_approved" in kinds else "not_carried"
    return UnknownPage(
        headline=say(f"page.hour.{state}.headline", language),
        why=say(f"page.hour.{state}.why", language),
        moments=moment_rows(timeline.moments, now, language),
    )


def moment_rows(moments: Iterable[Happened], now: datetime, language: str) -> tuple[MomentRow, ...]:
    """Return what happened, in the order of time, without what tells a bookkeeper nothing."""
    return tuple(
        MomentRow(moment_of(moment.at, now, language), sentence, str(moment.run_id or ""))
        for moment in moments
        if (sentence := _sentence(moment, language))
    )


def _is_of(report: FoundReport, names: Mapping[str, str], wanted: str) -> bool:
    return bool(report.employee) and (
        report.employee.casefold() == wanted or wanted in names.get(report.employee, "").casefold()
    )


def _called(employee: str, names: Mapping[str, str]) -> str:
    name = names.get(employee, "")
    return f"{name} ({employee})" if name else employee


def _whereabouts(
    report: FoundReport, timeline: ReportTimeline, names: Mapping[str, str], language: str
) -> tuple[ReportRow, str]:
    """Return the report, and where it is in a sentence: as exactly as Uniconta has told, where it was asked."""
    row = report_row(report, names, language)
    lying = where_lying(timeline) if report.where is Whereabouts.CARRIED else ""
    if not lying:
        return row, say(f"page.hour.told.{report.where.value}", language)
    if lying == "gone":
        row = replace(row, tone=Tone.WAIT.value, mark=Tone.WAIT.mark)
    return row, say(f"page.hour.told.{lying}", language)


def _trouble(report: FoundReport, timeline: ReportTimeline, language: str) -> FindingWords | None:
    stays = [moment for moment in timeline.moments if moment.kind == "report.parked"]
    if report.where is not Whereabouts.PARKED or not stays:
        return None
    return _words(stays[-1].facts, language)


def _words(facts: Mapping[str, object], language: str) -> FindingWords:
    told = {name: str(fact) for name, fact in facts.items() if name != "cause"}
    return finding_words(str(facts["cause"]), told, language)


def _sentence(moment: Happened, language: str) -> str:
    """Return what happened in plain words, empty for what is not told."""
    kind, facts = moment.kind, moment.facts
    if is_told(kind):
        return told_sentence(moment, language)
    if kind.startswith("entry."):
        return _of_entry(kind.removeprefix("entry."), facts, language)
    if kind == "report.parked":
        return say("page.hour.parked", language, cause=_words(facts, language).sentence)
    if kind == "report.released":
        return say("page.hour.released", language)
    if kind in _TOLD_OF_RUNS:
        return say(f"page.hour.run.{kind.removeprefix('run.')}", language)
    return ""


def _of_entry(state: str, facts: Mapping[str, object], language: str) -> str:
    """Return what happened to a line that was sent, or was to be taken back."""
    told = {"reference": str(facts["reference"]), "row": str(facts.get("row_id") or "")}
    if state in {"refused", "not_there"}:
        return say(f"page.hour.{state}", language, **told)
    step = "done" if state == "done" else "sending"
    sentence = say(f"page.hour.{step}.{facts['effect']}", language, **told)
    version = facts.get("credential_version") if state == "sending" else None
    return f"{sentence} {say('page.hour.version', language, version=str(version))}" if version else sentence
