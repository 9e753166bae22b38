"""Writing, with every answer that a write may get and every way in which it may break off."""

from __future__ import annotations

from collections import Counter
from datetime import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.domain.errors import MissingRight, OutcomeUnknown, Refused, Unreachable
from bindeled.domain.nouns import Place
from bindeled.uniconta.client import equals
from bindeled.uniconta.rows import DebtorRow, JournalLineRow
from tests.contract.uniconta.doors import line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bindeled.domain.nouns import JournalLine
    from sandbox.client import TwinControl
    from tests.contract.uniconta.doors import Door

INSERT_LIST = "/InsertList/"
USER_DEBTOR = f"{DebtorRow.ENTITY}User"


def _references(lines: Sequence[JournalLine]) -> list[str]:
    return [each.reference for each in lines]


def _found(twin: Door, lines: Sequence[JournalLine]) -> set[str]:
    return set(twin.journal().find(_references(lines)))


# --- Inserting --------------------------------------------------------------------------------------------------------


def test_lines_are_stored_as_they_were_meant(twin: Door) -> None:
    meant = line(1, time_from=time(7), time_to=time(14, 24), dimensions=("EL", "", "", "", ""), invoiceable=True)
    (row_id,) = twin.journal().insert([meant])
    (row,) = twin.client().read(JournalLineRow.ENTITY, equals("ReferenceNumber", meant.reference))
    assert row.row_id == row_id
    texts = ("Journal", "Project", "PayrollCategory", "PrCategory", "Text", "Unit", "Dimension1", "Dimension2")
    kept = tuple(row.text(name) for name in texts)
    assert kept == ("INTEMPUS", "0900", "0110", "10", meant.text, "Hours", "EL", "")
    assert (row.day("Date"), row.number("Qty"), row.flag("Invoiceable")) == (meant.date, Decimal("7.4"), True)
    assert [row.text(name)[11:] for name in ("TimeFrom", "TimeTo")] == ["07:00:00", "14:24:00"]


@pytest.mark.parametrize("mode", ["rows", "empty", "204"])
def test_each_answer_to_an_insert_is_understood(twin: Door, control: TwinControl, mode: str) -> None:
    control.switch(insert_answer=mode)
    lines = [line(3), line(1), line(2)]
    told = twin.journal().insert(lines)
    found = twin.journal().find(_references(lines))
    stored = [found[reference].row_id for reference in _references(lines)]
    assert told == (stored if mode == "rows" else [None] * 3)


@pytest.mark.parametrize("how", ["atomic", "stop_at_first_error"])
def test_a_refused_list_is_read_back_as_it_really_is(twin: Door, control: TwinControl, how: str) -> None:
    control.switch(insert_list=how)
    lines = [line(1), line(2, project_category=""), line(3)]
    with pytest.raises(Refused, match="FieldCannotBeBlank"):
        twin.journal().insert(lines)
    assert _found(twin, lines) == (set() if how == "atomic" else {lines[0].reference})


@pytest.mark.parametrize(
    "mode", ["status_text", "status_json_string", "status_object", "ok_text", "ok_json_string", "ok_err"]
)
def test_a_refusal_is_heard_in_whatever_form_it_comes(twin: Door, control: TwinControl, mode: str) -> None:
    control.switch(errors=mode)
    with pytest.raises(Refused) as caught:
        twin.journal().insert([line(1, journal="FINDES-IKKE")])
    assert caught.value.code
    assert caught.value.evidence is not None
    assert caught.value.evidence.rule in {"record_refused", "error_number"}
    assert _found(twin, [line(1)]) == set()


def test_a_missing_right_to_insert_is_told_as_one_and_nothing_is_stored(twin: Door, control: TwinControl) -> None:
    control.credentials("change", login=twin.login, denied=[[JournalLineRow.ENTITY, "insert"]])
    with pytest.raises(MissingRight, match="NoRightsToInsert"):
        twin.journal().insert([line(1)])
    assert _found(twin, [line(1)]) == set()


@pytest.mark.parametrize("status", [400, 409, 500])
def test_a_refusal_is_heard_beside_any_status(twin: Door, control: TwinControl, status: int) -> None:
    control.switch(error_status=status)
    with pytest.raises(Refused):
        twin.journal().insert([line(1, journal="FINDES-IKKE")])


# --- Breaking off -----------------------------------------------------------------------------------------------------

_LOST: list[tuple[dict[str, Any], bool]] = [
    ({"fault": "reset_before_commit"}, False),
    ({"fault": "reset_after_commit"}, True),
    ({"fault": "truncate"}, True),
    ({"fault": "status", "status": 503}, False),
    ({"fault": "status", "status": 200, "body": "<html>Log in</html>", "content_type": "text/html"}, False),
]


@pytest.mark.parametrize(("fault", "stored"), _LOST, ids=lambda value: str(value)[:60])
def test_after_a_lost_answer_find_tells_the_truth(
    twin: Door,
    control: TwinControl,
    fault: dict[str, Any],
    stored: bool,
) -> None:
    control.fault(path=INSERT_LIST, **fault)
    lines = [line(1), line(2)]
    with pytest.raises(OutcomeUnknown):
        twin.journal(attempts=3).insert(lines)
    assert _found(twin, lines) == (set(_references(lines)) if stored else set())
    assert len(control.journal(JournalLineRow.ENTITY)) == (2 if stored else 0)


def test_an_answer_that_comes_too_late_is_an_unknown_outcome(twin: Door, control: TwinControl) -> None:
    control.fault("slow", path=INSERT_LIST, seconds=3.0, commit_first=True)
    with pytest.raises(OutcomeUnknown):
        twin.journal(patience=0.5).insert([line(1)])
    assert _found(twin, [line(1)]) == {line(1).reference}


def test_a_read_outlives_what_passes(twin: Door, control: TwinControl) -> None:
    whole = twin.client().read(DebtorRow.ENTITY)
    for fault in ("reset_before_commit", "truncate", "status"):
        control.fault(fault, path=DebtorRow.ENTITY)
    assert twin.client(attempts=4).read(DebtorRow.ENTITY) == whole


def test_a_read_gives_up_after_its_attempts(twin: Door, control: TwinControl) -> None:
    control.fault("status", path=DebtorRow.ENTITY, count=None)
    control.zero_calls()
    with pytest.raises(Unreachable):
        twin.client(attempts=3).read(DebtorRow.ENTITY)
    assert control.calls()["total"] == 3


# --- Finding and removing ---------------------------------------------------------------------------------------------


def test_lines_that_a_bookkeeper_posted_are_found_where_they_went(twin: Door, control: TwinControl) -> None:
    early, late = [line(1), line(2)], [line(3)]
    twin.journal().insert(early)
    control.post_journal("INTEMPUS")
    twin.journal().insert(late)
    found = twin.journal().find(_references(early + late))
    assert [found[reference].place for reference in _references(early + late)] == [
        Place.POSTED,
        Place.POSTED,
        Place.JOURNAL,
    ]
    assert found[early[0].reference].quantity == Decimal("7.4")


def test_lines_that_a_journal_keeps_when_it_is_posted_are_found_as_posted(twin: Door, control: TwinControl) -> None:
    client = twin.client()
    (journal,) = client.read("ProjectJournalClient", equals("Journal", "INTEMPUS"))
    client.update(journal.changed(DeleteLines=False))
    twin.journal().insert([line(1)])
    control.post_journal("INTEMPUS")
    assert twin.journal().find([line(1).reference])[line(1).reference].place is Place.POSTED


def test_only_the_references_asked_for_are_found(twin: Door) -> None:
    lines = [line(number) for number in (1, 2, 3, 2_000_000)]
    twin.journal().insert(lines)
    assert _found(twin, [lines[0], lines[2], lines[3]]) == set(_references([lines[0], lines[2], lines[3]]))


def test_a_removed_line_is_gone_and_its_neighbours_stay(twin: Door) -> None:
    lines = [line(1), line(2)]
    journal = twin.journal()
    journal.insert(lines)
    found = journal.find(_references(lines))[lines[0].reference]
    assert journal.remove([found]) == {}
    assert _found(twin, lines) == {lines[1].reference}
    assert journal.remove([found]) == {}
    assert _found(twin, lines) == {lines[1].reference}


def test_lines_are_looked_at_together_before_they_are_deleted_one_by_one(twin: Door, control: TwinControl) -> None:
    lines = [line(number) for number in range(1, 41)]
    journal = twin.journal()
    journal.insert(lines)
    found = journal.find(_references(lines))
    before = len(control.requests())
    assert journal.remove(list(found.values())) == {}
    calls = Counter(request["method"] for request in control.requests()[before:])
    assert calls == {"DELETE": 40, "GET": 2}
    assert _found(twin, lines) == set()


@pytest.mark.parametrize(("fault", "gone"), [("reset_before_commit", False), ("reset_after_commit", True)])
def test_a_lost_answer_to_a_deletion_is_an_unknown_outcome(
    twin: Door,
    control: TwinControl,
    fault: str,
    gone: bool,
) -> None:
    journal = twin.journal()
    journal.insert([line(1)])
    found = journal.find([line(1).reference])[line(1).reference]
    control.fault(fault, method="DELETE")
    troubles = journal.remove([found])
    assert [type(trouble) for trouble in troubles.values()] == [OutcomeUnknown]
    assert _found(twin, [line(1)]) == (set() if gone else {line(1).reference})


# --- Masters ----------------------------------------------------------------------------------------------------------


def test_an_update_keeps_user_defined_fields_and_everything_else(twin: Door) -> None:
    client = twin.client()
    (before,) = client.read(USER_DEBTOR, equals("Account", _some_account(twin)))
    client.update(before.changed(Phone="00 00 00 00"))
    (after,) = client.read(USER_DEBTOR, equals("Account", before.text("Account")))
    assert after.flag("xIntempus")
    changed = {name for name, value in after.values.items() if value != before.values.get(name)}
    assert changed <= {"Phone", "UpdatedAt"}
    assert after.text("Phone") == "00 00 00 00"


def test_a_customer_is_inserted_shown_and_not_taken_twice(twin: Door) -> None:
    client = twin.client()
    values = {"Account": "PRØVE-07", "Name": "Opdigtet Bageri", "Group": "1"}
    row = client.insert(DebtorRow.ENTITY, values)
    assert row is not None
    assert DebtorRow.of(row).account == "PRØVE-07"
    with pytest.raises(Refused) as caught:
        client.insert(DebtorRow.ENTITY, values)
    assert caught.value.code == "KeyExists"


def test_an_update_of_a_row_that_is_gone_is_refused_by_name(twin: Door) -> None:
    client = twin.client()
    row = client.insert(DebtorRow.ENTITY, {"Account": "PRØVE-07", "Name": "Opdigtet Bageri", "Group": "1"})
    assert row is not None
    client.delete(row)
    with pytest.raises(Refused) as caught:
        client.update(row)
    assert caught.value.code == "CouldNotLoadOriginal"


def _some_account(twin: Door) -> str:
    return next(row.text("Account") for row in twin.client().read(USER_DEBTOR) if row.flag("xIntempus"))
