"""What a run does about each report: decided from what both sides say and what was done before, touching nothing.

A report that changed after it was carried is undone first and carried anew second. The two are planned apart, so that
a crash between them leaves the report due and never doubled.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from bindeled.domain.causes import Cause, Finding, SkipReason
from bindeled.domain.keys import Reference, content_mark
from bindeled.domain.mapping import GENERATED_ORIGIN, Matcher, ReportRules, map_report
from bindeled.domain.nouns import Place
from bindeled.domain.stakes import stake_of, stake_of_line
from bindeled.domain.states import Effect, EntryState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from bindeled.domain.causes import Caution
    from bindeled.domain.nouns import FoundLine, JournalLine, WorkReport
    from bindeled.domain.stakes import Stake


class Standing(Enum):
    """How the latest generation of a report stands in Uniconta, as far as the ledger knows.

    `PARTLY` has some of its lines there and never had the others; `BEING_UNDONE` has some of its lines taken back.
    `PAST` was carried so long ago that what was sent is no longer kept.
    """

    CARRIED = "carried"
    PARTLY = "partly"
    BEING_UNDONE = "being_undone"
    UNDONE = "undone"
    NOT_CARRIED = "not_carried"
    UNSETTLED = "unsettled"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Trace:
    """One ledger entry, as much of it as a decision needs."""

    report_id: int
    generation: int
    effect: Effect
    state: EntryState
    mark: str
    reference: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was done about a report before: its latest generation, the mark it was carried with, its references.

    `lying` are those of them that lie in Uniconta now. `dismissed` marks the content that a person has chosen not to
    carry, or not to correct.
    """

    generation: int
    standing: Standing
    mark: str
    references: tuple[str, ...]
    lying: frozenset[str] = frozenset()
    dismissed: str = ""


@dataclass(frozen=True, slots=True)
class Carry:
    """Insert these lines: the report as it stands now.

    Lines of it that lie in Uniconta already are left out. `tried_before` marks one that Uniconta did not take earlier;
    it travels apart, so that it cannot hold up the others.
    """

    report_id: int
    generation: int
    mark: str
    date: date
    lines: tuple[JournalLine, ...]
    cautions: tuple[Caution, ...]
    tried_before: bool = False


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete the unposted line that was carried before."""

    report_id: int
    generation: int
    line: JournalLine
    found: FoundLine


@dataclass(frozen=True, slots=True)
class Reverse:
    """Take back a posted line with a line of its own; posted lines are never changed."""

    report_id: int
    generation: int
    line: JournalLine


@dataclass(frozen=True, slots=True)
class Forget:
    """Note that a person has already removed the line of a report that was withdrawn; nothing is sent."""

    report_id: int
    generation: int
    line: JournalLine


@dataclass(frozen=True, slots=True)
class Park:
    """Set the report aside with its cause; it is tried again on each run.

    `mark` is that of the report as it was then, and what a person dismisses; empty where it cannot be told.
    """

    report_id: int
    date: date | None
    finding: Finding
    mark: str = ""
    stake: Stake | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """Nothing to do, and why."""

    report_id: int
    reason: SkipReason


_SOMETHING_LIES = frozenset({Standing.CARRIED, Standing.PARTLY, Standing.BEING_UNDONE})

Step = Carry | Remove | Reverse | Forget | Park | Skip
Undo = Remove | Reverse | Forget | Park


@dataclass(frozen=True, slots=True)
class Plan:
    """What one page of reports comes to: printable, and nothing has happened yet."""

    steps: tuple[Step, ...]

    def of(self, *kinds: type[Step]) -> list[Step]:
        """Return the steps of these kinds, in order."""
        return [step for step in self.steps if isinstance(step, kinds)]


def remember(traces: Iterable[Trace]) -> dict[int, Remembered]:
    """Fold ledger entries into what is remembered of each report: its latest generation decides."""
    by_report: dict[int, list[Trace]] = {}
    for trace in traces:
        by_report.setdefault(trace.report_id, []).append(trace)
    return {report_id: _remembered(entries) for report_id, entries in by_report.items()}


def _remembered(entries: Sequence[Trace]) -> Remembered:
    generation = max(entry.generation for entry in entries)
    latest = [entry for entry in entries if entry.generation == generation]
    inserts = [entry for entry in latest if entry.effect is Effect.INSERT]
    undoings = [entry for entry in latest if entry.effect is not Effect.INSERT]
    lying = _lying(inserts, undoings)
    return Remembered(
        generation=generation,
        standing=_standing(inserts, undoings, lying),
        mark=inserts[0].mark if inserts else "",
        references=tuple(entry.reference for entry in inserts),
        lying=lying,
    )


def _lying(inserts: Sequence[Trace], undoings: Sequence[Trace]) -> frozenset[str]:
    """Return the references of the lines that were inserted and not taken back."""
    undone = {_line_number(entry) for entry in undoings if entry.state is EntryState.DONE}
    done = (entry for entry in inserts if entry.state is EntryState.DONE)
    return frozenset(entry.reference for entry in done if _line_number(entry) not in undone)


def _line_number(entry: Trace) -> int:
    reference = Reference.parse(entry.reference)
    return reference.line if reference is not None else 0


def _standing(inserts: Sequence[Trace], undoings: Sequence[Trace], lying: frozenset[str]) -> Standing:
    if any(entry.state is EntryState.SENDING for entry in (*inserts, *undoings)):
        return Standing.UNSETTLED
    if any(entry.state is EntryState.DONE for entry in undoings):
        return Standing.BEING_UNDONE if lying else Standing.UNDONE
    if not lying:
        return Standing.NOT_CARRIED
    return Standing.CARRIED if len(lying) == len(inserts) else Standing.PARTLY


def needs_undoing(report: WorkReport | None, remembered: Remembered | None) -> bool:
    """Tell whether lines in Uniconta no longer say what Intempus says; None stands for a deleted report."""
    if (
        remembered is None
        or remembered.standing not in _SOMETHING_LIES
        or dismissal_mark(report) == remembered.dismissed
    ):
        return False
    changed = report is None or not report.approved or content_mark(report) != remembered.mark
    return changed or remembered.standing is Standing.BEING_UNDONE


def to_undo(
    reports: Mapping[int, WorkReport | None], remembered: Mapping[int, Remembered]
) -> dict[int, WorkReport | None]:
    """Return those of these reports, by id, whose lines have to be taken back before anything else."""
    return {key: report for key, report in reports.items() if needs_undoing(report, remembered.get(key))}


def dismissal_mark(report: WorkReport | None) -> str:
    """Return what a dismissal holds for: this content with or without approval; None stands for a deleted report."""
    if report is None:
        return "deleted"
    return content_mark(report) if report.approved else f"{content_mark(report)}-"


def plan_undoing(
    report_id: int,
    report: WorkReport | None,
    generation: int,
    lines: Sequence[JournalLine],
    existing: Mapping[str, FoundLine],
) -> list[Undo]:
    """Return how the lines of an earlier generation are taken back.

    `lines` are what we sent, `existing` what Uniconta has now, by reference. Where a bookkeeper has changed or deleted
    a line, hers stands: a changed report is parked for her to decide, a withdrawn one is forgotten if its line is gone.
    A report of several lines is taken back as a whole or, where she has to decide about one of them, not at all.
    """
    steps = [_undo_line(report_id, report, generation, line, existing.get(line.reference)) for line in lines]
    parked = next((step for step in steps if isinstance(step, Park)), None)
    return steps if parked is None else [parked]


def _undo_line(
    report_id: int, report: WorkReport | None, generation: int, line: JournalLine, found: FoundLine | None
) -> Undo:
    withdrawn = report is None or not report.approved
    if found is None and withdrawn:
        return Forget(report_id, generation, line)
    if found is None:
        return Park(report_id, line.date, _about(Cause.LINE_GONE, line), dismissal_mark(report), stake_of_line(line))
    if found.place is Place.POSTED:
        return Reverse(report_id, generation, reversal_of(line))
    if found.place is Place.SHUT:
        facts = {"day": line.date.isoformat(), "employee": line.employee}
        return Park(report_id, line.date, Finding(Cause.WEEK_SHUT, facts), dismissal_mark(report), stake_of_line(line))
    if (found.quantity, found.project, found.employee) != (line.quantity, line.project, line.employee):
        return Park(report_id, line.date, _about(Cause.LINE_CHANGED, line), dismissal_mark(report), stake_of_line(line))
    return Remove(report_id, generation, line, found)


def undone(steps: Iterable[Undo], remembered: Mapping[int, Remembered]) -> dict[int, Remembered]:
    """Return what will be remembered of these reports once the steps are done; a parked one stays as it is."""
    steps = list(steps)
    parked = {step.report_id for step in steps if isinstance(step, Park)}
    reports = {step.report_id for step in steps} - parked
    return {report_id: replace(remembered[report_id], standing=Standing.UNDONE) for report_id in reports}


def reversal_of(line: JournalLine) -> JournalLine:
    """Return the line that takes another back: the same with its quantity negated, and a reference of its own.

    It is a line of the project journal, also where the other was a share of a row of the weekly timesheet.

    Raises ValueError when the line does not carry one of our references.
    """
    reference = Reference.parse(line.reference)
    if reference is None:
        raise ValueError(line.reference)
    return replace(
        line, reference=str(reference.reversed()), quantity=-line.quantity, time_from=None, time_to=None, row=""
    )


def _about(cause: Cause, line: JournalLine) -> Finding:
    return Finding(cause, {"reference": line.reference, "project": line.project, "employee": line.employee})


def sift(
    reports: Iterable[WorkReport], remembered: Mapping[int, Remembered], rules: ReportRules, first_day: date
) -> tuple[list[WorkReport], list[Skip]]:
    """Part the reports that are due from those that need nothing; `first_day` is the first day the tenant carries.

    Apart from `plan_carrying`, so that a run with nothing due need not read a single look-up table.
    """
    due: list[WorkReport] = []
    skips: list[Skip] = []
    for report in reports:
        reason = _why_not(report, remembered.get(report.id), rules, first_day)
        if reason is None:
            due.append(report)
        else:
            skips.append(Skip(report.id, reason))
    return due, skips


def _why_not(
    report: WorkReport, remembered: Remembered | None, rules: ReportRules, first_day: date
) -> SkipReason | None:
    if remembered is not None and remembered.standing is Standing.UNSETTLED:
        return SkipReason.UNSETTLED
    if remembered is not None and _lies_there(report, remembered):
        return SkipReason.CARRIED
    if not report.approved:
        return SkipReason.NOT_APPROVED
    if remembered is not None and remembered.dismissed == content_mark(report):
        return SkipReason.DISMISSED
    if report.origin == GENERATED_ORIGIN and not rules.carry_generated:
        return SkipReason.GENERATED
    return SkipReason.BEFORE_START if report.start_date < first_day else None


def _lies_there(report: WorkReport, remembered: Remembered) -> bool:
    if remembered.standing is Standing.PAST:
        return remembered.mark == content_mark(report)
    return remembered.standing in {Standing.CARRIED, Standing.BEING_UNDONE}


def plan_carrying(
    due: Iterable[WorkReport], remembered: Mapping[int, Remembered], matcher: Matcher, rules: ReportRules
) -> list[Carry | Park]:
    """Return how each due report is carried, or why it is parked."""
    return [_carry(report, remembered.get(report.id), matcher, rules) for report in due]


def _carry(report: WorkReport, remembered: Remembered | None, matcher: Matcher, rules: ReportRules) -> Carry | Park:
    generation = _next_generation(remembered)
    mapped = map_report(report, Reference(report.id, generation), matcher, rules)
    if remembered is not None and remembered.standing is Standing.PAST:
        # What would have to be taken back first is no longer known: carried as it is now, it would be there twice.
        mapped = Finding(Cause.CARRIED_LONG_AGO, {"reference": str(Reference(report.id, remembered.generation))})
    if isinstance(mapped, Finding):
        stake = stake_of(report, matcher.price(report))
        return Park(report.id, report.start_date, mapped, content_mark(report), stake)
    return Carry(
        report_id=report.id,
        generation=generation,
        mark=content_mark(report),
        date=report.start_date,
        lines=tuple(line for line in mapped.lines if remembered is None or line.reference not in remembered.lying),
        cautions=mapped.cautions,
        tried_before=remembered is not None and remembered.standing in {Standing.NOT_CARRIED, Standing.PARTLY},
    )


def _next_generation(remembered: Remembered | None) -> int:
    if remembered is None:
        return 1
    return remembered.generation + (remembered.standing is Standing.UNDONE)
