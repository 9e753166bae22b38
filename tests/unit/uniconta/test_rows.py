from datetime import date
from decimal import Decimal

from bindeled.uniconta.rows import (
    CategoryRow,
    CompanyRow,
    DebtorRow,
    EmployeeRow,
    ItemRow,
    JournalLineRow,
    JournalRow,
    PayTypeRow,
    ProjectRow,
    TransRow,
)
from bindeled.uniconta.wire import CategoryType, ProjectPhase, Row

_NO_DIMENSIONS = ("", "", "", "", "")

NOTHING = ("", "", "", "", "")


def test_a_company_is_known_by_its_primary_key_and_else_by_its_row_number() -> None:
    assert CompanyRow.of(Row("CompanyClient", {"PrimaryKeyId": 10, "RowId": 3, "Name": "A"})) == CompanyRow(10, "A")
    assert CompanyRow.of(Row("CompanyClient", {"RowId": 3, "CompanyName": "B"})) == CompanyRow(3, "B")


def test_rows_with_nothing_but_a_key_are_understood() -> None:
    assert DebtorRow.of(Row("DebtorClient", {"Account": "01"})) == DebtorRow("01", "", "", "", blocked=False)
    assert ItemRow.of(Row("InvItemClient", {"Item": "01"})) == ItemRow(
        "01", "", "", False, "", "", "", NOTHING, Decimal(0)
    )
    assert EmployeeRow.of(Row("EmployeeClient", {"Number": "01"})) == EmployeeRow("01", "", "", False, None, NOTHING)
    assert JournalRow.of(Row("ProjectJournalClient", {"Journal": "J"})) == JournalRow("J", False, False, "")


def test_a_project_row_is_read_with_phase_and_dimensions() -> None:
    values = {"Number": "0042", "Name": "Bad", "Account": "7", "Phase": "Godkendt", "Dimension2": "VVS"}
    row = ProjectRow.of(Row("ProjectClient", values))
    assert row == ProjectRow("0042", "Bad", "7", ProjectPhase.ACCEPTED, False, ("", "VVS", "", "", ""))


def test_an_employee_who_left_has_a_last_day() -> None:
    row = EmployeeRow.of(Row("EmployeeClient", {"Number": "7", "Terminated": "2026-01-31T00:00:00"}))
    assert row.terminated == date(2026, 1, 31)


def test_a_category_and_a_pay_type_are_read() -> None:
    category = CategoryRow.of(Row("PrCategoryClient", {"Number": "10", "CatType": "Labour", "Invoiceable": True}))
    assert category == CategoryRow("10", "", CategoryType.LABOUR, invoiceable=True)
    values = {"Number": "0110", "Unit": "Timer", "PrCategory": "10", "InternalProject": "0900", "Item": "T1"}
    pay_type = PayTypeRow.of(Row("EmpPayrollCategoryClient", values))
    assert (pay_type.unit, pay_type.project_category, pay_type.item) == ("Timer", "10", "T1")
    assert (pay_type.internal_project, pay_type.dimensions) == ("0900", _NO_DIMENSIONS)


def test_journal_lines_and_posted_lines_tell_whose_they_are() -> None:
    values = {"RowId": 5, "ReferenceNumber": "R", "Journal": "J", "Project": "P", "Employee": "E", "Qty": 1.5}
    assert JournalLineRow.of(Row("", values)) == JournalLineRow(5, "R", "J", "P", "E", Decimal("1.5"))
    assert TransRow.of(Row("", values)) == TransRow(5, "R", "P", "E", Decimal("1.5"))
