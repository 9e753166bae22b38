"""What the two systems tell of a report when they are asked, in words: pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.texts import keys, say
from bindeled.web.figures import age_text
from bindeled.web.refusals import refusal_code, refusal_facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.domain.errors import BindeledError
    from bindeled.store.views import Moment, ReportTimeline
    from bindeled.web.pages.settings.reading import Read

_OF_INTEMPUS = frozenset({"report.submitted", "report.approved", "report.not_approved", "report.deleted"})
_OF_UNICONTA = frozenset({"line.posted", "line.unposted", "line.on_timesheet", "line.gone"})
# Uniconta's own numbers, in the order in which they come about.
_NUMBERS = ("voucher", "posting", "invoice")


@dataclass(frozen=True, slots=True)
class Asked:
    """How far the systems are asked. `tone` is empty where all is well; `goes_on` where more comes by itself."""

    told: str
    tone: str = ""
    goes_on: bool = False


def asked_of(read: Read | None, kept_seconds: float, language: str) -> Asked:
    """Return how far the systems are asked; `read` is None where somebody looks who may not make us ask them."""
    if read is None:
        return Asked(say("page.hour.asked.not_yours", language))
    if read.found is not None:
        return _answered(read.found.unasked, kept_seconds, language)
    if read.tone == "wait":
        return Asked(say("page.hour.asked.coming", language), "wait", goes_on=True)
    return Asked(say("page.hour.asked.refused", language, why=read.told), "act")


def together(kept: ReportTimeline, asked: ReportTimeline | None) -> ReportTimeline:
    """Return what we kept by now with what the systems told when they were asked, in the order of time."""
    told = [moment for moment in asked.moments if is_told(moment.kind)] if asked else []
    return replace(kept, moments=tuple(sorted((*kept.moments, *told), key=lambda moment: moment.at)))


def is_told(kind: str) -> bool:
    """Tell whether something of this kind is what a system tells, and nothing that we keep."""
    return kind in _OF_INTEMPUS or kind in _OF_UNICONTA


def told_sentence(moment: Moment, language: str) -> str:
    """Return what a system tells, in plain words."""
    if moment.kind in _OF_UNICONTA:
        return _of_line(moment.kind.removeprefix("line."), moment.facts, language)
    facts = {name: str(fact) for name, fact in moment.facts.items() if fact}
    if "level" in facts:
        facts["level"] = _level(facts["level"], language)
    # Whoever it was, and on which level, is named where Intempus names them.
    known = [name for name in ("by", "level") if name in facts]
    told = "_".join([moment.kind.removeprefix("report."), *known])
    return say(f"page.hour.{told}", language, **facts)


def where_lying(timeline: ReportTimeline) -> str:
    """Return where all lines of the report lie, as the last part of a kind; empty where that is not known of all.

    That a line is gone is told also where others are there.
    """
    told = [moment for moment in timeline.moments if moment.kind in _OF_UNICONTA]
    if not told:
        return ""
    newest = timeline.entries[-1].generation if timeline.entries else 0
    references = {entry.line.reference for entry in timeline.entries if entry.generation == newest}
    kinds = {moment.facts["reference"]: moment.kind for moment in told if moment.facts["reference"] in references}
    if "line.gone" in kinds.values():
        return "gone"
    found = set(kinds.values())
    return found.pop().removeprefix("line.") if len(found) == 1 and kinds.keys() == references else ""


def _answered(unasked: BindeledError | None, kept_seconds: float, language: str) -> Asked:
    if unasked is None:
        return Asked(say("page.hour.asked", language, age=age_text(timedelta(seconds=kept_seconds), language)))
    code, facts = refusal_code(unasked), refusal_facts(unasked)
    if code == "not_now":
        return Asked(say("page.hour.asked.silent", language, **facts), "wait", goes_on=True)
    why = say(f"page.refusal.{code}", language, **facts)
    return Asked(say("page.hour.asked.refused", language, why=why), "act", goes_on=True)


def _of_line(place: str, facts: Mapping[str, object], language: str) -> str:
    told = say(f"page.hour.line.{place}", language, reference=str(facts["reference"]))
    numbers = [say(f"page.hour.{name}", language, number=str(facts[name])) for name in _NUMBERS if facts.get(name)]
    return f"{told} {', '.join(numbers)}." if numbers else told


def _level(level: str, language: str) -> str:
    """Return what a level of approval is called: as Intempus labels it, else in our words where it has only a code."""
    key = f"page.hour.level.{level}"
    return say(key, language) if key in keys(language) else level
