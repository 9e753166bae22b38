from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from structlog.testing import capture_logs

from bindeled.domain.errors import ForeignCompany, MissingRight, OutcomeUnknown, Refused, Unreachable
from bindeled.domain.keys import Reference
from bindeled.domain.nouns import Company, FoundLine, JournalLine, Phase, Place, Task
from bindeled.ports import ProjectJournal
from bindeled.uniconta.adapter import (
    LOOKED_AT_TOGETHER,
    MOST_LOOKS,
    MOST_RANGES,
    UnicontaProjectJournal,
    reference_ranges,
)
from bindeled.uniconta.client import Filter, between
from bindeled.uniconta.wire import Row

LINES = "ProjectJournalLineClient"
TRANS = "ProjectTransClient"


@dataclass
class MemoryClient:
    """Stands in for `UnicontaClient`: rows in memory. A filter is noted and lets everything through, as it may."""

    company: str = "10523"
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    reads: list[tuple[str, Filter | None]] = field(default_factory=list)
    inserted: list[Mapping[str, Any]] = field(default_factory=list)
    stored: list[dict[str, Any]] = field(default_factory=list)
    deleted: list[Row] = field(default_factory=list)
    refusal: Exception | None = None

    def read(self, entity: str, where: Filter | None = None, order_by: str | None = None) -> list[Row]:
        del order_by
        self.reads.append((entity, where))
        return [Row.read(entity, values) for values in self.tables.get(entity, [])]

    def insert_list(self, entity: str, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
        self.inserted += rows
        return [Row(entity, values) for values in self.stored]

    def delete(self, row: Row) -> None:
        if self.refusal:
            raise self.refusal
        self.deleted.append(row)


def _journal(client: MemoryClient) -> ProjectJournal:
    return UnicontaProjectJournal(client)  # type: ignore[arg-type] # a stand-in with the calls that are used


def _reference(report_id: int) -> str:
    return str(Reference(report_id, 1))


def _line(report_id: int = 1, **changes: Any) -> JournalLine:
    line = JournalLine(
        reference=_reference(report_id),
        journal="INTEMPUS",
        date=date(2026, 3, 2),
        project="0042",
        employee="007",
        pay_type="0110",
        project_category="10",
        item="",
        text="Tætnet afløb",
        quantity=Decimal("7.4000"),
        unit="Timer",
        invoiceable=False,
    )
    return replace(line, **changes)


def _row(report_id: int, row_id: int | None = 1, **values: Any) -> dict[str, Any]:
    reference = _reference(report_id)
    return {
        "RowId": row_id,
        "ReferenceNumber": reference,
        "Journal": "INTEMPUS",
        "Qty": 7.4,
        "Project": "0042",
    } | values


# --- identify ---------------------------------------------------------------------------------------------------------


def test_the_company_of_the_connection_is_found_among_those_that_the_login_sees() -> None:
    companies = [{"PrimaryKeyId": 10777, "Name": "En anden"}, {"PrimaryKeyId": 10523, "Name": "Opdigtet ApS"}]
    assert _journal(MemoryClient(tables={"CompanyClient": companies})).identify() == Company("10523", "Opdigtet ApS")


def test_a_login_that_opens_another_company_is_told_with_both() -> None:
    client = MemoryClient(tables={"CompanyClient": [{"PrimaryKeyId": 10777, "Name": "En anden"}]})
    with pytest.raises(ForeignCompany, match=r"opens En anden \(10777\), but the connection belongs to company 10523"):
        _journal(client).identify()


def test_a_login_that_sees_no_company_is_told() -> None:
    with pytest.raises(MissingRight, match="company 10523"):
        _journal(MemoryClient()).identify()


# --- registers --------------------------------------------------------------------------------------------------------


def test_the_registers_are_read_in_one_call_each() -> None:
    client = MemoryClient()
    _journal(client).registers()
    entities = [entity for entity, _ in client.reads]
    assert sorted(entities) == [
        "EmpPayrollCategoryClient",
        "EmployeeClient",
        "InvItemClient",
        "PrCategoryClient",
        "ProjectClient",
        "ProjectJournalClient",
    ]


def test_the_registers_are_said_in_our_words_by_uniconta_key() -> None:
    client = MemoryClient(
        tables={
            "ProjectClient": [
                {"Number": "0042", "Phase": "Igangværende"},
                {"Number": "43", "Phase": "Ny"},
                {"Name": "A"},
            ],
            "EmployeeClient": [{"Number": "007", "Name": "Prøve", "PersonalId": "invented"}],
            "InvItemClient": [{"Item": "R1", "PrCategory": "40", "PayrollCategory": "9"}],
            "EmpPayrollCategoryClient": [{"Number": "0110", "InternalProject": "0900", "Dimension1": "EL"}],
            "PrCategoryClient": [
                {"Number": "1", "CatType": "Header"},
                {"Number": "2", "CatType": "Sum"},
                {"Number": "10", "CatType": "Labour", "Invoiceable": True},
                {"Number": "11", "CatType": "Noget nyt"},
            ],
            "ProjectJournalClient": [{"Journal": "INTEMPUS", "DeleteLines": True}, {"Journal": "DAGLIG"}],
        }
    )
    registers = _journal(client).registers()
    assert {number: project.phase for number, project in registers.projects.items()} == {
        "0042": Phase.IN_PROGRESS,
        "43": Phase.UNKNOWN,
    }
    assert registers.employees["007"].name == "Prøve"
    assert (registers.items["R1"].project_category, registers.items["R1"].pay_type) == ("40", "9")
    assert registers.pay_types["0110"].internal_project == "0900"
    assert registers.pay_types["0110"].dimensions == ("EL", "", "", "", "")
    bookable = {number: category.bookable for number, category in registers.project_categories.items()}
    assert bookable == {"1": False, "2": False, "10": True, "11": True}
    assert registers.journals == {"INTEMPUS", "DAGLIG"}


def test_one_row_that_cannot_be_read_is_left_out_of_a_register_and_told() -> None:
    employees: list[dict[str, Any]] = [{"Number": "1", "RowId": 8, "Terminated": "snart"}, {"Number": "2"}]
    with capture_logs() as logs:
        registers = _journal(MemoryClient(tables={"EmployeeClient": employees})).registers()
    assert list(registers.employees) == ["2"]
    assert [(log["event"], log["reason"], log["row_id"]) for log in logs] == [
        ("row_left_out", "EmployeeClient.Terminated does not hold a date", 8)
    ]


# --- insert -----------------------------------------------------------------------------------------------------------


def test_a_line_is_written_with_its_keys_and_without_what_is_empty() -> None:
    client = MemoryClient()
    line = _line(1, time_from=time(7), time_to=time(14, 24), dimensions=("EL", "", "", "", "X"))
    assert _journal(client).insert([line]) == [None]
    assert client.inserted == [
        {
            "Journal": "INTEMPUS",
            "Date": "2026-03-02",
            "Project": "0042",
            "PrCategory": "10",
            "Employee": "007",
            "PayrollCategory": "0110",
            "Text": "Tætnet afløb",
            "TimeFrom": "2026-03-02T07:00:00",
            "TimeTo": "2026-03-02T14:24:00",
            "Qty": 7.4,
            "Unit": "Timer",
            "Invoiceable": False,
            "ReferenceNumber": "IM0000000001G01L01",
            "Dimension1": "EL",
            "Dimension5": "X",
        }
    ]


def test_row_numbers_come_back_in_the_order_of_the_lines_whatever_the_order_told() -> None:
    client = MemoryClient(stored=[_row(2, 12), _row(1, 11), {"RowId": 13}])
    assert _journal(client).insert([_line(1), _line(2), _line(3)]) == [11, 12, None]


def test_no_lines_are_no_call() -> None:
    client = MemoryClient()
    assert _journal(client).insert([]) == []
    assert client.inserted == []


# --- find -------------------------------------------------------------------------------------------------------------


def _clearing(**tables: list[dict[str, Any]]) -> MemoryClient:
    return MemoryClient(tables={"ProjectJournalClient": [{"Journal": "INTEMPUS", "DeleteLines": True}], **tables})


def test_the_journal_is_asked_first_and_what_is_posted_only_for_the_rest() -> None:
    client = _clearing(**{LINES: [_row(1), _row(2)], TRANS: [_row(3, 30), _row(1, 10), _row(99)]})
    found = _journal(client).find([_reference(1), _reference(3), _reference(4)])
    assert {line.reference: (line.place, line.row_id) for line in found.values()} == {
        _reference(1): (Place.JOURNAL, 1),
        _reference(3): (Place.POSTED, 30),
    }
    asked = [(entity, where) for entity, where in client.reads if entity != "ProjectJournalClient"]
    assert asked == [
        (LINES, "ReferenceNumber ge 'IM0000000001G01L01' and ReferenceNumber le 'IM0000000004G01L01'"),
        (TRANS, "ReferenceNumber ge 'IM0000000003G01L01' and ReferenceNumber le 'IM0000000004G01L01'"),
    ]


def test_everything_found_in_the_journal_spares_the_second_table() -> None:
    client = _clearing(**{LINES: [_row(1)]})
    found = _journal(client).find([_reference(1)])
    assert found == {_reference(1): FoundLine(_reference(1), 1, Place.JOURNAL, Decimal("7.4"), "0042", "")}
    assert TRANS not in [entity for entity, _ in client.reads]


def test_a_line_that_its_journal_kept_when_it_was_posted_is_found_as_posted() -> None:
    client = MemoryClient(tables={LINES: [_row(1), _row(2)], TRANS: [_row(1, 10)]})
    found = _journal(client).find([_reference(1), _reference(2)])
    assert {reference: line.place for reference, line in found.items()} == {
        _reference(1): Place.POSTED,
        _reference(2): Place.JOURNAL,
    }


def test_nothing_to_find_is_no_call() -> None:
    client = MemoryClient()
    assert _journal(client).find([]) == {}
    assert client.reads == []


def test_a_found_line_that_cannot_be_read_does_not_pass_for_one_that_is_not_there() -> None:
    with pytest.raises(Unreachable, match="Qty does not hold a number"):
        _journal(_clearing(**{LINES: [_row(1, Qty="mange")]})).find([_reference(1)])


def test_references_are_looked_up_in_ranges_that_leave_wide_gaps_out() -> None:
    near = [_reference(report_id) for report_id in (5, 3, 900)]
    far = [_reference(report_id) for report_id in (5_000_000, 5_000_001)]
    assert reference_ranges(near + far) == [(_reference(3), _reference(900)), (far[0], far[1])]
    assert reference_ranges([_reference(1), "bilag 7"]) == [(_reference(1),) * 2, ("bilag 7",) * 2]
    assert reference_ranges([]) == []


def test_the_most_sparse_references_take_a_bounded_number_of_calls_and_cover_all() -> None:
    references = [_reference(report_id * 10_000) for report_id in range(500)]
    ranges = reference_ranges(references)
    assert len(ranges) == MOST_RANGES
    assert all(any(first <= reference <= last for first, last in ranges) for reference in references)


# --- remove -----------------------------------------------------------------------------------------------------------


def _found(report_id: int, row_id: int | None) -> FoundLine:
    return FoundLine(_reference(report_id), row_id, Place.JOURNAL, Decimal("7.4"), "0042", "")


@pytest.mark.parametrize("row_id", [2, None])
def test_a_line_is_deleted_with_everything_in_it(row_id: int | None) -> None:
    client = MemoryClient(tables={LINES: [_row(9, 1), _row(1, 2, xFelt="æ")]})
    assert _journal(client).remove([_found(1, row_id)]) == {}
    assert [row.values for row in client.deleted] == [_row(1, 2, xFelt="æ")]
    assert client.reads == [(LINES, between("ReferenceNumber", _reference(1), _reference(1)))]


def test_a_line_that_is_gone_counts_as_deleted() -> None:
    client = MemoryClient(tables={LINES: [_row(1, 3)]})
    assert _journal(client).remove([_found(1, 2)]) == {}
    assert client.deleted == []


@pytest.mark.parametrize("change", [{"Qty": 6}, {"Project": "0043"}, {"Employee": "009"}])
def test_a_line_that_a_person_changed_since_it_was_found_is_left_alone(change: dict[str, Any]) -> None:
    client = MemoryClient(tables={LINES: [_row(1, 1, **change), _row(2, 2)]})
    assert _journal(client).remove([_found(1, 1), _found(2, 2)]) == {}
    assert [row.row_id for row in client.deleted] == [2]


def test_scattered_lines_take_few_looks_before_they_are_deleted() -> None:
    ids = [number * 100_000 for number in range(1, 2 * LOOKED_AT_TOGETHER + 1)]
    client = MemoryClient(tables={LINES: [_row(report_id, report_id) for report_id in ids]})
    _journal(client).remove([_found(report_id, report_id) for report_id in ids])
    assert len(client.reads) == 2 * MOST_LOOKS
    assert sorted(row.row_id or 0 for row in client.deleted) == ids


@pytest.mark.parametrize("trouble", [Refused("Uniconta", "CannotDeleteRecord"), OutcomeUnknown("Uniconta", "deleting")])
def test_what_stands_against_a_deletion_is_told_and_the_others_are_gone_on_with(
    trouble: Refused | OutcomeUnknown,
) -> None:
    client = MemoryClient(tables={LINES: [_row(1, 1), _row(2, 2)]}, refusal=trouble)
    assert _journal(client).remove([_found(1, 1), _found(2, 2)]) == {_reference(1): trouble, _reference(2): trouble}


# --- tasks ------------------------------------------------------------------------------------------------------------


def test_tasks_are_read_only_for_those_who_use_them() -> None:
    tasks = [{"RowId": 1, "Project": "0042", "Task": "7", "WorkSpace": "BAD", "PayrollCategory": "110", "Ended": True}]
    client = MemoryClient(tables={"ProjectTaskClient": tasks})
    assert _journal(client).registers().tasks is None
    asked = UnicontaProjectJournal(client, with_tasks=True)  # type: ignore[arg-type] # as above
    assert asked.registers().tasks == {("0042", "7"): Task("0042", "7", "BAD", "110", ended=True)}
