from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction

from bindeled.domain.causes import Cause, Caution, Finding
from bindeled.domain.errors import Contradiction, Overtaken
from bindeled.domain.planning import Park
from bindeled.domain.states import ENTRY_MOVES, Effect, EntryState
from bindeled.ports import NewEntry, Outcome
from bindeled.store import models
from bindeled.store.ledger import StoredReportLedger
from bindeled.store.tenants import TenantStore
from tests.integration.store.making import A_MONDAY, NOON, a_line, an_entry
from tests.integration.store.racing import at_once

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant


@pytest.fixture
def ledger(tenant: Tenant) -> StoredReportLedger:
    return StoredReportLedger(tenant.id, run_id=7, signed=lambda: (3, 2))


def rows_of(model: Any) -> list[dict[str, Any]]:
    return list(model.objects.order_by("pk").values())


def test_an_entry_tells_under_which_run_and_login_it_was_sent(ledger: StoredReportLedger) -> None:
    cautions = (Caution.PAY_TYPE_BY_NAME, Caution.PROJECT_CLOSED)
    [opened] = ledger.open([NewEntry(901, 1, Effect.INSERT, "mark", a_line(901), cautions)], NOON)
    ledger.settle([Outcome(opened.id, EntryState.DONE, row_id=4711)], NOON + timedelta(seconds=2))
    [row] = rows_of(models.LedgerEntry)
    assert (row["run_id"], row["credential_version"], row["epoch"], row["row_id"]) == (7, 3, 2, 4711)
    assert (row["cautions"], str(row["hours"]), row["date"]) == ("pay_type_by_name,project_closed", "7.5000", A_MONDAY)
    assert (row["created_at"], row["settled_at"]) == (NOON, NOON + timedelta(seconds=2))


def test_an_entry_opened_again_bears_the_login_of_now_and_the_time_it_was_first_written(tenant: Tenant) -> None:
    first = StoredReportLedger(tenant.id, run_id=7, signed=lambda: (3, 2))
    [opened] = first.open([an_entry()], NOON)
    first.settle([Outcome(opened.id, EntryState.REFUSED, code="KeyExists")], NOON)
    later = NOON + timedelta(hours=1)
    StoredReportLedger(tenant.id, run_id=8, signed=lambda: (4, 3)).open([an_entry()], later)
    [row] = rows_of(models.LedgerEntry)
    assert (row["run_id"], row["credential_version"], row["epoch"]) == (8, 4, 3)
    assert (row["code"], row["settled_at"], row["created_at"], row["sent_at"]) == ("", None, NOON, later)


def test_an_entry_is_as_old_as_the_last_call_that_may_have_carried_it(ledger: StoredReportLedger) -> None:
    first, second = ledger.open([an_entry(901), an_entry(902)], NOON)
    ledger.settle([Outcome(first.id, EntryState.DONE)], NOON)
    later = NOON + timedelta(seconds=90)
    ledger.leaving(later)
    assert ledger.unsettled(9) == [replace(second, sent_at=later)]
    assert models.LedgerEntry.objects.get(pk=first.id).left_at is None


def test_the_calls_of_a_later_process_make_an_entry_no_younger(ledger: StoredReportLedger, tenant: Tenant) -> None:
    opened = ledger.open([an_entry()], NOON)
    StoredReportLedger(tenant.id, run_id=7).leaving(NOON + timedelta(seconds=90))
    assert ledger.unsettled(9) == opened


def test_each_batch_leaves_one_event(ledger: StoredReportLedger) -> None:
    opened = ledger.open([an_entry(report_id) for report_id in (901, 902, 903)], NOON)
    ledger.settle([Outcome(entry.id, EntryState.DONE) for entry in opened], NOON)
    found = [(row["kind"], row["run_id"], row["count"], row["first"], row["last"]) for row in rows_of(models.Event)]
    first, last = a_line(901).reference, a_line(903).reference
    assert found == [("entries.opened", 7, 3, first, last), ("entries.settled", 7, 3, first, last)]


def test_settling_what_has_ended_leaves_no_event(ledger: StoredReportLedger) -> None:
    [opened] = ledger.open([an_entry()], NOON)
    ledger.settle([Outcome(opened.id, EntryState.DONE)], NOON)
    before = rows_of(models.Event)
    ledger.settle([Outcome(opened.id, EntryState.REFUSED)], NOON)
    assert rows_of(models.Event) == before


def test_an_entry_cannot_end_as_being_sent(ledger: StoredReportLedger) -> None:
    [opened] = ledger.open([an_entry()], NOON)
    assert EntryState.SENDING not in ENTRY_MOVES[EntryState.SENDING]
    with pytest.raises(Contradiction, match="cannot end as sending"):
        ledger.settle([Outcome(opened.id, EntryState.SENDING)], NOON)


def test_the_same_entry_twice_in_one_list_opens_nothing(ledger: StoredReportLedger) -> None:
    with pytest.raises(Contradiction, match="twice"):
        ledger.open([an_entry(901), an_entry(901)], NOON)
    assert rows_of(models.LedgerEntry) == []


def test_a_line_without_a_reference_of_ours_is_not_sent(ledger: StoredReportLedger) -> None:
    with pytest.raises(Contradiction, match="no reference of ours"):
        ledger.open([an_entry(901), an_entry(902, reference="Faktura 12")], NOON)
    assert (rows_of(models.LedgerEntry), rows_of(models.Event)) == ([], [])


def test_the_database_itself_refuses_a_second_entry_of_one_kind(ledger: StoredReportLedger) -> None:
    ledger.open([an_entry()], NOON)
    row = models.LedgerEntry.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_ledger_of_no_tenant_writes_nothing(ledger: StoredReportLedger) -> None:
    del ledger
    with pytest.raises(Contradiction, match="no tenant"):
        StoredReportLedger(9_999, run_id=1).open([an_entry()], NOON)


def test_one_tenants_ledger_knows_nothing_of_anothers(ledger: StoredReportLedger) -> None:
    other = StoredReportLedger(TenantStore().add("Sydlys", first_day=A_MONDAY).id, run_id=1)
    [opened] = ledger.open([an_entry()], NOON)
    ledger.park([Park(902, A_MONDAY, Finding(Cause.QUANTITY_ZERO))], NOON)
    other.settle([Outcome(opened.id, EntryState.DONE)], NOON)
    assert (other.remembered([901]), other.unsettled(9), other.parked_ids()) == ({}, [], set())
    assert ledger.unsettled(9) == [opened]
    assert len(other.open([an_entry()], NOON)) == 1


def test_a_transaction_that_dies_leaves_nothing(ledger: StoredReportLedger) -> None:
    class Died(BaseException):
        pass

    @transaction.atomic
    def write_and_die() -> None:
        ledger.open([an_entry()], NOON)
        ledger.park([Park(902, A_MONDAY, Finding(Cause.QUANTITY_ZERO))], NOON)
        ledger.move_checkpoint(9, NOON)
        raise Died

    with pytest.raises(Died):
        write_and_die()
    assert all(rows_of(model) == [] for model in (models.LedgerEntry, models.ParkedReport, models.Event))
    assert ledger.checkpoint() is None


def test_a_report_parked_for_another_reason_keeps_the_time_since_when(ledger: StoredReportLedger) -> None:
    later = NOON + timedelta(hours=3)
    ledger.park([Park(901, A_MONDAY, Finding(Cause.PROJECT_BLOCKED, {"number": "1060"}))], NOON)
    ledger.park([Park(901, A_MONDAY, Finding(Cause.PROJECT_BLOCKED, {"number": "1061"}))], later)
    [row] = rows_of(models.ParkedReport)
    assert (row["since"], row["changed_at"], row["facts"]) == (NOON, later, {"number": "1061"})


def test_a_second_run_that_parks_the_same_writes_nothing(ledger: StoredReportLedger) -> None:
    park = Park(901, A_MONDAY, Finding(Cause.PROJECT_BLOCKED, {"number": "1060"}))
    ledger.park([park], NOON)
    before = rows_of(models.ParkedReport), rows_of(models.Event)
    ledger.park([park], NOON + timedelta(hours=3))
    assert (rows_of(models.ParkedReport), rows_of(models.Event)) == before


def test_each_stay_in_the_inbox_is_kept(ledger: StoredReportLedger) -> None:
    park = Park(901, A_MONDAY, Finding(Cause.QUANTITY_ZERO))
    later = NOON + timedelta(hours=3)
    ledger.park([park], NOON)
    ledger.release([901], later)
    ledger.park([park], later)
    stays = [(row["since"], row["released_at"]) for row in rows_of(models.ParkedReport)]
    assert stays == [(NOON, later), (later, None)]


def test_of_two_who_open_one_entry_at_once_one_wins(tenant: Tenant) -> None:
    def opener(run_id: int) -> Any:
        # The second list overlaps the first in one entry and must leave no trace of the others.
        mine = [an_entry(901), an_entry(1000 + run_id)]
        return lambda: StoredReportLedger(tenant.id, run_id).open(mine, NOON)

    answers = at_once([opener(1), opener(2)])
    assert sorted(isinstance(answer, Overtaken) for answer in answers) == [False, True]
    assert models.LedgerEntry.objects.count() == 2


def test_of_two_who_open_a_refused_entry_again_at_once_one_wins(tenant: Tenant) -> None:
    ledger = StoredReportLedger(tenant.id, 1)
    [opened] = ledger.open([an_entry()], NOON)
    ledger.settle([Outcome(opened.id, EntryState.REFUSED)], NOON)
    answers = at_once([lambda: StoredReportLedger(tenant.id, 2).open([an_entry()], NOON)] * 2)
    assert sorted(isinstance(answer, Overtaken) for answer in answers) == [False, True]


def test_of_two_who_settle_one_entry_at_once_the_first_ending_stands(tenant: Tenant) -> None:
    ledger = StoredReportLedger(tenant.id, 1)
    [opened] = ledger.open([an_entry()], NOON)
    endings = (EntryState.DONE, EntryState.NOT_THERE)
    at_once([lambda end=end: ledger.settle([Outcome(opened.id, end)], NOON) for end in endings])  # type: ignore[misc] # mypy cannot type a default that holds a loop's value
    told = models.Event.objects.filter(kind="entries.settled").values_list("facts", flat=True)
    assert list(told) == [{models.LedgerEntry.objects.get().state: 1}]


def test_of_two_processes_that_open_the_same_list_one_wins(database: str, tenant: Tenant) -> None:
    command = [sys.executable, "-m", "tests.integration.store.opener", database, str(tenant.id)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert sorted(process.communicate(timeout=60)[0] for process in both) == ["lost\n", "won\n"]
    assert models.LedgerEntry.objects.count() == 50
