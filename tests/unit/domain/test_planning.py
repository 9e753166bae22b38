from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.domain.causes import Cause, SkipReason
from bindeled.domain.keys import Reference, content_mark
from bindeled.domain.mapping import GENERATED_ORIGIN, Mapped, Matcher, ReportRules, map_report
from bindeled.domain.nouns import FoundLine, JournalLine, Place
from bindeled.domain.planning import (
    Carry,
    Forget,
    Park,
    Remembered,
    Remove,
    Reverse,
    Standing,
    Trace,
    needs_undoing,
    plan_carrying,
    plan_undoing,
    remember,
    sift,
    undone,
)
from bindeled.domain.states import Effect, EntryState
from tests.support.reports import A_MONDAY, a_report, here, there

if TYPE_CHECKING:
    from bindeled.domain.nouns import WorkReport

RULES = ReportRules()


def carried(report: WorkReport, standing: Standing = Standing.CARRIED, generation: int = 1) -> Remembered:
    reference = str(Reference(report.id, generation))
    return Remembered(generation, standing, content_mark(report), (reference,))


def sent_line() -> JournalLine:
    result = map_report(a_report(), Reference(901, 1), Matcher(here(), there(), RULES), RULES)
    assert isinstance(result, Mapped)
    return result.lines[0]


def found(line: JournalLine, place: Place = Place.JOURNAL, **changes: Any) -> dict[str, FoundLine]:
    facts = {"quantity": line.quantity, "project": line.project, "employee": line.employee, **changes}
    return {line.reference: FoundLine(reference=line.reference, row_id=7, place=place, **facts)}


@pytest.mark.parametrize(
    ("report", "remembered", "reason"),
    [
        (a_report(approved=False), None, SkipReason.NOT_APPROVED),
        (a_report(origin=GENERATED_ORIGIN), None, SkipReason.GENERATED),
        (a_report(), carried(a_report()), SkipReason.CARRIED),
        (a_report(), carried(a_report(), Standing.UNSETTLED), SkipReason.UNSETTLED),
    ],
)
def test_a_report_needs_nothing_because(report: WorkReport, remembered: Remembered | None, reason: SkipReason) -> None:
    due, skips = sift([report], {} if remembered is None else {report.id: remembered}, RULES, A_MONDAY)
    assert (due, [skip.reason for skip in skips]) == ([], [reason])


def test_a_report_from_before_the_first_day_is_left_alone() -> None:
    _, skips = sift([a_report()], {}, RULES, A_MONDAY.replace(day=17))
    assert [skip.reason for skip in skips] == [SkipReason.BEFORE_START]


@pytest.mark.parametrize(
    ("standing", "generation"),
    [(Standing.NOT_CARRIED, 1), (Standing.UNDONE, 2)],
    ids=["refused before: the same reference again", "taken back before: a new generation"],
)
def test_a_due_report_with_a_past_is_carried_as(standing: Standing, generation: int) -> None:
    report = a_report()
    steps = plan_carrying([report], {report.id: carried(report, standing)}, Matcher(here(), there(), RULES), RULES)
    assert [step.generation for step in steps if isinstance(step, Carry)] == [generation]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (a_report(), False),
        (a_report(amount=Decimal(8)), True),
        (a_report(approved=False), True),
        (None, True),
    ],
    ids=["unchanged", "edited", "approval withdrawn", "deleted"],
)
def test_a_carried_report_is_taken_back_when(now: WorkReport | None, expected: bool) -> None:
    assert needs_undoing(now, carried(a_report())) is expected


def test_an_unposted_line_is_removed() -> None:
    line = sent_line()
    steps = plan_undoing(901, a_report(amount=Decimal(8)), 1, [line], found(line))
    assert isinstance(steps[0], Remove)


def test_a_posted_line_is_reversed_by_a_line_of_its_own() -> None:
    line = sent_line()
    (step,) = plan_undoing(901, None, 1, [line], found(line, Place.POSTED))
    assert isinstance(step, Reverse)
    assert (step.line.reference, step.line.quantity) == ("IM0000000901R01L01", Decimal("-7.5"))


def test_a_line_that_a_bookkeeper_changed_is_left_to_her() -> None:
    line = sent_line()
    (step,) = plan_undoing(901, None, 1, [line], found(line, quantity=Decimal(6)))
    assert isinstance(step, Park)
    assert step.finding.cause is Cause.LINE_CHANGED


def test_a_line_that_a_bookkeeper_deleted_is_not_written_again_for_an_edit() -> None:
    (step,) = plan_undoing(901, a_report(amount=Decimal(8)), 1, [sent_line()], {})
    assert isinstance(step, Park)
    assert step.finding.cause is Cause.LINE_GONE


def test_a_withdrawn_report_whose_line_is_gone_is_forgotten() -> None:
    (step,) = plan_undoing(901, None, 1, [sent_line()], {})
    assert isinstance(step, Forget)


def test_after_undoing_a_report_is_remembered_as_undone_unless_it_was_parked() -> None:
    line = sent_line()
    before = {901: carried(a_report())}
    assert undone(plan_undoing(901, None, 1, [line], found(line)), before)[901].standing is Standing.UNDONE
    assert undone(plan_undoing(901, None, 1, [line], found(line, quantity=Decimal(6))), before) == {}


def trace(effect: Effect, state: EntryState, generation: int = 1) -> Trace:
    return Trace(901, generation, effect, state, "mark", str(Reference(901, generation)))


@pytest.mark.parametrize(
    ("traces", "standing", "generation"),
    [
        ([trace(Effect.INSERT, EntryState.DONE)], Standing.CARRIED, 1),
        ([trace(Effect.INSERT, EntryState.SENDING)], Standing.UNSETTLED, 1),
        ([trace(Effect.INSERT, EntryState.REFUSED)], Standing.NOT_CARRIED, 1),
        ([trace(Effect.INSERT, EntryState.NOT_THERE)], Standing.NOT_CARRIED, 1),
        ([trace(Effect.INSERT, EntryState.DONE), trace(Effect.REMOVE, EntryState.SENDING)], Standing.UNSETTLED, 1),
        ([trace(Effect.INSERT, EntryState.DONE), trace(Effect.REMOVE, EntryState.NOT_THERE)], Standing.CARRIED, 1),
        ([trace(Effect.INSERT, EntryState.DONE), trace(Effect.REVERSE, EntryState.DONE)], Standing.UNDONE, 1),
        (
            [
                trace(Effect.INSERT, EntryState.DONE),
                trace(Effect.REMOVE, EntryState.DONE),
                trace(Effect.INSERT, EntryState.DONE, generation=2),
            ],
            Standing.CARRIED,
            2,
        ),
    ],
)
def test_the_latest_generation_decides_how_a_report_stands(
    traces: list[Trace], standing: Standing, generation: int
) -> None:
    remembered = remember(traces)[901]
    assert (remembered.standing, remembered.generation) == (standing, generation)


# reports of several lines


def entry_of(line: int, effect: Effect = Effect.INSERT, state: EntryState = EntryState.DONE) -> Trace:
    reference = Reference(901, 1, line)
    text = str(reference.reversed() if effect is Effect.REVERSE else reference)
    return Trace(901, 1, effect, state, content_mark(a_report()), text)


@pytest.mark.parametrize(
    ("traces", "standing", "lying"),
    [
        ((entry_of(1), entry_of(2)), Standing.CARRIED, 2),
        ((entry_of(1), entry_of(2, state=EntryState.REFUSED)), Standing.PARTLY, 1),
        ((entry_of(1), entry_of(2), entry_of(1, Effect.REMOVE)), Standing.BEING_UNDONE, 1),
        ((entry_of(1), entry_of(2), entry_of(1, Effect.REVERSE), entry_of(2, Effect.REMOVE)), Standing.UNDONE, 0),
        ((entry_of(1), entry_of(2, Effect.INSERT, EntryState.SENDING)), Standing.UNSETTLED, 1),
        ((entry_of(1, state=EntryState.REFUSED), entry_of(2, state=EntryState.REFUSED)), Standing.NOT_CARRIED, 0),
    ],
    ids=["both lie there", "one was refused", "one is taken back", "both are taken back", "one is on its way", "none"],
)
def test_a_report_of_two_lines_stands_so_when(traces: tuple[Trace, ...], standing: Standing, lying: int) -> None:
    remembered = remember(traces)[901]
    assert (remembered.standing, len(remembered.lying)) == (standing, lying)


def test_the_rest_of_a_report_is_carried_without_the_lines_that_lie_there() -> None:
    holiday = a_report(work_type_id=53, end_date=A_MONDAY.replace(day=17))
    partly = Remembered(1, Standing.PARTLY, content_mark(holiday), (), frozenset({str(Reference(901, 1, 1))}))
    (step,) = plan_carrying([holiday], {901: partly}, Matcher(here(), there(), RULES), RULES)
    assert isinstance(step, Carry)
    assert ([line.reference for line in step.lines], step.tried_before) == ([str(Reference(901, 1, 2))], True)


def test_what_is_taken_back_halfway_is_taken_back_to_its_end_though_the_report_is_as_it_was() -> None:
    halfway = carried(a_report(), Standing.BEING_UNDONE)
    assert needs_undoing(a_report(), halfway)
    assert not needs_undoing(a_report(), carried(a_report(), Standing.PARTLY))
    assert needs_undoing(None, carried(a_report(), Standing.PARTLY))
