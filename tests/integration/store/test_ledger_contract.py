"""What every ledger must do: the one in memory, and the stored one on both databases."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.causes import Cause, Finding
from bindeled.domain.errors import Overtaken
from bindeled.domain.planning import Park, Standing
from bindeled.domain.states import ENTRY_MOVES, Effect, EntryState
from bindeled.ports import Outcome
from bindeled.store.ledger import StoredReportLedger
from bindeled.store.tenants import TenantStore
from tests.fakes.ledger import MemoryLedger
from tests.integration.store.making import A_MONDAY, NOON, a_line, an_entry, settle
from tests.support.database import KINDS, database_of_kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bindeled.ports import ReportLedger

DONE, REFUSED, NOT_THERE, SENDING = EntryState.DONE, EntryState.REFUSED, EntryState.NOT_THERE, EntryState.SENDING


@pytest.fixture(params=["memory", *KINDS])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ReportLedger]:
    if request.param == "memory":
        yield MemoryLedger()
        return
    with database_of_kind(request.param, tmp_path):
        tenant = TenantStore().add("Nordlys", first_day=date(2026, 10, 1))
        yield StoredReportLedger(tenant.id, run_id=1)


def test_an_unknown_report_is_not_remembered(ledger: ReportLedger) -> None:
    assert ledger.remembered([901, 902]) == {}


def test_entries_are_opened_in_the_order_given(ledger: ReportLedger) -> None:
    entries = [an_entry(report_id) for report_id in (905, 901, 903)]
    opened = ledger.open(entries, NOON)
    assert [entry.line for entry in opened] == [entry.line for entry in entries]
    assert [entry.id for entry in opened] == sorted(entry.id for entry in opened)


def test_what_is_being_sent_is_told_exactly_as_it_was_opened(ledger: ReportLedger) -> None:
    lines: dict[str, Any] = {
        "quantity": Decimal("-0.2500"),
        "time_from": time(22, 30),
        "dimensions": ("A", "", "ø", "", "5"),
    }
    opened = ledger.open([an_entry(901, **lines)], NOON)
    assert ledger.unsettled(10) == opened


def test_an_entry_that_is_being_sent_cannot_be_opened_by_another(ledger: ReportLedger) -> None:
    ledger.open([an_entry(901)], NOON)
    with pytest.raises(Overtaken):
        ledger.open([an_entry(900), an_entry(901)], NOON)
    assert ledger.remembered([900]) == {}


def test_an_entry_that_is_done_is_never_opened_again(ledger: ReportLedger) -> None:
    settle(ledger, an_entry(901))
    with pytest.raises(Overtaken):
        ledger.open([an_entry(901)], NOON)


@pytest.mark.parametrize("ended", [REFUSED, NOT_THERE])
def test_an_entry_without_effect_is_opened_again_with_the_line_of_now(ledger: ReportLedger, ended: EntryState) -> None:
    [first] = ledger.open([an_entry(901)], NOON)
    ledger.settle([Outcome(first.id, ended, code="KeyExists")], NOON)
    later = NOON + timedelta(hours=1)
    [again] = ledger.open([an_entry(901, project="1061")], later)
    assert (again.id, again.line.project, again.sent_at) == (first.id, "1061", later)
    assert ledger.unsettled(10) == [again]


def test_new_entries_and_those_opened_again_come_back_in_the_order_given(ledger: ReportLedger) -> None:
    settle(ledger, an_entry(902), REFUSED)
    opened = ledger.open([an_entry(901), an_entry(902), an_entry(903)], NOON)
    assert [entry.line.reference for entry in opened] == [a_line(key).reference for key in (901, 902, 903)]


@pytest.mark.parametrize("ended", [DONE, REFUSED, NOT_THERE])
def test_an_entry_that_has_ended_stays_as_it_ended(ledger: ReportLedger, ended: EntryState) -> None:
    [opened] = ledger.open([an_entry(901)], NOON)
    ledger.settle([Outcome(opened.id, ended)], NOON)
    before = ledger.remembered([901])
    for state in ENTRY_MOVES[SENDING] - {ended}:
        ledger.settle([Outcome(opened.id, state)], NOON)
    assert ledger.remembered([901]) == before


@pytest.mark.parametrize(
    ("steps", "standing"),
    [
        ([(1, Effect.INSERT, SENDING)], Standing.UNSETTLED),
        ([(1, Effect.INSERT, DONE)], Standing.CARRIED),
        ([(1, Effect.INSERT, REFUSED)], Standing.NOT_CARRIED),
        ([(1, Effect.INSERT, DONE), (1, Effect.REMOVE, SENDING)], Standing.UNSETTLED),
        ([(1, Effect.INSERT, DONE), (1, Effect.REMOVE, REFUSED)], Standing.CARRIED),
        ([(1, Effect.INSERT, DONE), (1, Effect.REMOVE, DONE)], Standing.UNDONE),
        ([(1, Effect.INSERT, DONE), (1, Effect.FORGET, DONE)], Standing.UNDONE),
        ([(1, Effect.INSERT, DONE), (1, Effect.REMOVE, DONE), (2, Effect.INSERT, DONE)], Standing.CARRIED),
        ([(1, Effect.INSERT, DONE), (1, Effect.REMOVE, DONE), (2, Effect.INSERT, NOT_THERE)], Standing.NOT_CARRIED),
    ],
)
def test_how_a_report_stands_is_remembered_and_counted_alike(
    ledger: ReportLedger, steps: list[tuple[int, Effect, EntryState]], standing: Standing
) -> None:
    for generation, effect, state in steps:
        [opened] = ledger.open([an_entry(901, generation, effect)], NOON)
        if state is not SENDING:
            ledger.settle([Outcome(opened.id, state)], NOON)
    known = ledger.remembered([901])[901]
    assert (known.standing, known.generation) == (standing, steps[-1][0])
    assert ledger.carried_ids(A_MONDAY) == ({901} if standing is Standing.CARRIED else set())


def test_reports_before_the_first_day_are_not_among_the_carried(ledger: ReportLedger) -> None:
    settle(ledger, an_entry(901, date=A_MONDAY - timedelta(days=1)))
    settle(ledger, an_entry(902))
    assert ledger.carried_ids(A_MONDAY) == {902}


def test_the_carried_lines_are_those_of_the_latest_generation(ledger: ReportLedger) -> None:
    settle(ledger, an_entry(901, 1))
    settle(ledger, an_entry(901, 1, Effect.REMOVE))
    settle(ledger, an_entry(901, 2, project="1061"))
    assert ledger.carried_lines([901, 902]) == {901: [a_line(901, 2, project="1061")]}


def test_more_reports_than_fit_into_one_question_are_all_remembered(ledger: ReportLedger) -> None:
    ids = list(range(1, 2501))
    opened = ledger.open([an_entry(report_id) for report_id in ids], NOON)
    ledger.settle([Outcome(entry.id, DONE, row_id=7) for entry in opened], NOON)
    assert set(ledger.remembered(ids)) == set(ids) == ledger.carried_ids(A_MONDAY)
    assert set(ledger.carried_lines(ids)) == set(ids)


def test_what_is_unsettled_comes_page_by_page(ledger: ReportLedger) -> None:
    ledger.open([an_entry(report_id) for report_id in (903, 901, 902)], NOON)
    first = ledger.unsettled(2)
    assert [entry.line for entry in first] == [a_line(901), a_line(902)]
    assert [entry.line for entry in ledger.unsettled(2, first[-1].reference)] == [a_line(903)]


def test_a_report_is_parked_anew_only_when_its_cause_has_changed(ledger: ReportLedger) -> None:
    blocked = Park(901, A_MONDAY, Finding(Cause.PROJECT_BLOCKED, {"number": "1060"}))
    unknown = Park(901, A_MONDAY, Finding(Cause.PROJECT_UNKNOWN, {"number": "1060"}))
    other = Park(902, None, Finding(Cause.UNREADABLE, {"reason": "no amount"}))
    assert ledger.park([blocked], NOON) == 1
    assert ledger.park([blocked], NOON) == 0
    assert ledger.park([unknown, other], NOON) == 2
    assert ledger.parked_ids() == {901, 902}


def test_a_released_report_leaves_the_inbox_and_may_come_back(ledger: ReportLedger) -> None:
    park = Park(901, A_MONDAY, Finding(Cause.QUANTITY_ZERO))
    ledger.park([park], NOON)
    assert ledger.release([901, 902], NOON) == 1
    assert ledger.parked_ids() == set()
    assert ledger.park([park], NOON) == 1


def test_the_checkpoint_never_goes_back(ledger: ReportLedger) -> None:
    assert ledger.checkpoint() is None
    for version in (5, 9_150_000_001, 7):
        ledger.move_checkpoint(version, NOON)
    assert ledger.checkpoint() == 9_150_000_001


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from(Effect), st.sampled_from(EntryState)),
        max_size=12,
    )
)
def test_any_history_is_judged_alike_by_the_database_and_by_the_domain(
    history: list[tuple[int, Effect, EntryState]],
) -> None:
    memory, stored = MemoryLedger(), _emptied()
    for generation, effect, state in history:
        for ledger in (memory, stored):
            _try(ledger, generation, effect, state)
    assert stored.remembered([901]) == memory.remembered([901])
    assert stored.carried_ids(A_MONDAY) == memory.carried_ids(A_MONDAY)


@pytest.fixture(autouse=True, scope="module")
def _one_database_for_all_histories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with database_of_kind("sqlite", tmp_path_factory.mktemp("histories")):
        yield


def _emptied() -> StoredReportLedger:
    tenant = TenantStore().add("Nordlys", first_day=date(2026, 10, 1))
    return StoredReportLedger(tenant.id, run_id=1)


def _try(ledger: ReportLedger, generation: int, effect: Effect, state: EntryState) -> None:
    try:
        [opened] = ledger.open([an_entry(901, generation, effect)], NOON)
    except Overtaken:
        return
    if state is not SENDING:
        ledger.settle([Outcome(opened.id, state)], NOON)
