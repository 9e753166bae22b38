"""What a run would have written: each change as data that can be kept, counted and shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from bindeled.domain.nouns import HOUR_UNITS
from bindeled.domain.planning import Carry, Park, Skip

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from bindeled.domain.nouns import JournalLine
    from bindeled.domain.planning import Step

PARK = "park"


@dataclass(frozen=True, slots=True)
class WouldDo:
    """One thing that a run would have done: to which record, which step, and the facts of it as texts.

    `about` is the id of a report in Intempus, or of a record in the system that it would come from.
    """

    about: int
    step: str
    number: str = ""
    name: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeptWouldDo:
    """Such a thing as it was kept: when it was first and last seen, and how often what it says has changed between.

    `gone_at` is when a run no longer found it: withdrawn, corrected or overtaken.
    """

    would: WouldDo
    first_at: datetime
    last_at: datetime
    changes: int = 0
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shadow:
    """A stretch of time in which one flow of a tenant writes nothing; it lasts while `ended_at` is None."""

    id: int
    flow: str
    since: datetime
    author: str
    ended_at: datetime | None = None

    def lasted(self, now: datetime) -> timedelta:
        """Return how long it has lasted."""
        return (self.ended_at or now) - self.since


@dataclass(frozen=True, slots=True)
class ShadowSummary:
    """What a stretch of shadow comes to: things by step, parked records by cause, hours of the reports in it.

    `gone` were found once and no longer are, `changed` say something else than they did at first.
    """

    by_step: Mapping[str, int]
    by_cause: Mapping[str, int]
    hours: Decimal
    gone: int
    changed: int


def would_do(step: Step) -> WouldDo | None:
    """Return what a step of the `reports` flow would have done, None when it would have done nothing."""
    if isinstance(step, Skip):
        return None
    if isinstance(step, Park):
        return WouldDo(step.report_id, PARK, facts={"cause": step.finding.cause.value, **step.finding.facts})
    name = type(step).__name__.lower()
    if isinstance(step, Carry):
        return WouldDo(step.report_id, name, facts={**_line_facts(step.lines[0]), "lines": str(len(step.lines))})
    return WouldDo(step.report_id, name, facts=_line_facts(step.line))


def summary_of(kept: Sequence[KeptWouldDo]) -> ShadowSummary:
    """Return what these come to together; what is gone counts as gone and as nothing else."""
    present = [one for one in kept if one.gone_at is None]
    parked = [one.would for one in present if one.would.step == PARK]
    carried = [one.would.facts for one in present if one.would.step == "carry"]
    return ShadowSummary(
        by_step=_counted([one.would.step for one in present]),
        by_cause=_counted([would.facts.get("cause", "") for would in parked]),
        hours=sum((Decimal(facts["quantity"]) for facts in carried if _is_hours(facts)), Decimal(0)),
        gone=len(kept) - len(present),
        changed=sum(one.changes > 0 for one in present),
    )


def _is_hours(facts: Mapping[str, str]) -> bool:
    return facts.get("unit", "").casefold() in HOUR_UNITS


def _counted(names: Sequence[str]) -> dict[str, int]:
    return {name: names.count(name) for name in sorted(set(names))}


def _line_facts(line: JournalLine) -> dict[str, str]:
    return {
        "date": line.date.isoformat(),
        "project": line.project,
        "employee": line.employee,
        "quantity": f"{line.quantity.normalize():f}",
        "unit": line.unit,
    }
