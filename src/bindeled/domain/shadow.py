"""What a run would have written: each change as data that can be kept, counted and shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from bindeled.domain.nouns import HOUR_UNITS
from bindeled.domain.planning import Carry, Park, Skip

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
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
class Alike:
    """How many things were kept that count alike. What they do not have is empty; `quantity` is a number as text."""

    step: str
    cause: str = ""
    unit: str = ""
    quantity: str = ""
    is_gone: bool = False
    is_changed: bool = False
    many: int = 1


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


def summary_of(found: Sequence[Alike]) -> ShadowSummary:
    """Return what these come to together; what is gone counts as gone and as nothing else."""
    present = [one for one in found if not one.is_gone]
    carried = [one for one in present if one.step == "carry" and one.unit.casefold() in HOUR_UNITS]
    return ShadowSummary(
        by_step=_counted((one.step, one.many) for one in present),
        by_cause=_counted((one.cause, one.many) for one in present if one.step == PARK),
        hours=sum((Decimal(one.quantity) * one.many for one in carried), Decimal(0)),
        gone=sum(one.many for one in found if one.is_gone),
        changed=sum(one.many for one in present if one.is_changed),
    )


def _counted(found: Iterable[tuple[str, int]]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for name, many in found:
        counts[name] += many
    return dict(sorted(counts.items()))


def _line_facts(line: JournalLine) -> dict[str, str]:
    return {
        "date": line.date.isoformat(),
        "project": line.project,
        "employee": line.employee,
        "quantity": f"{line.quantity.normalize():f}",
        "unit": line.unit,
    }
