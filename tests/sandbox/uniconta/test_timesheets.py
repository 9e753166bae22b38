"""Rules 15 and 17 of the Uniconta sheet, section 8: timesheets, their closed weeks, and their approval (sheet 6.9)."""

from typing import Any

import pytest

from sandbox.client import TwinControl
from tests.sandbox.uniconta.caller import Caller, refusal

ROWS = "TMJournalLineClient"
EMPLOYEE = "101"


@pytest.fixture
def week() -> dict[str, Any]:
    """A row of the week from Monday 2 to Sunday 8 November 2026."""
    return {
        "Employee": EMPLOYEE,
        "Date": "2026-11-02",
        "RegistrationType": "Hours",
        "Project": "2001",
        "PayrollCategory": "100",
        "Invoiceable": True,
        "Day1": 7.5,
        "Day2": 3,
    }


def lock(caller: Caller, **days: str) -> None:
    employee = caller.one("EmployeeClient", "Number", EMPLOYEE)
    assert caller.update("EmployeeClient", employee | days).status_code == 200


def settle(control: TwinControl, what: str, until: str) -> dict[str, Any]:
    return control.call("POST", f"{what}-week", {"employee": EMPLOYEE, "until": until})


def closing_error(control: TwinControl) -> str:
    outcome = settle(control, "close", "2026-11-08")
    return str(outcome["lines"][0]["error"] if outcome.get("lines") else outcome.get("error"))


# --- Rows -------------------------------------------------------------------------------------------------------------


def test_rule_17_a_row_holds_a_week_and_its_total(caller: Caller, week: dict[str, Any]) -> None:
    row = caller.insert(ROWS, week | {"Total": 99, "Day7": 0.25}).json()
    assert (row["Date"], row["Day1"], row["Day3"], row["Total"]) == ("2026-11-02T00:00:00", 7.5, 0.0, 10.75)
    assert (row["PayrollCategoryName"], row["InternalType"]) == ("Normaltid", "Ingen")
    assert caller.update(ROWS, row | {"Day1": 1, "PayrollCategory": "300"}).json()["InternalType"] == "Ferie"


def test_rule_17_the_same_week_may_be_there_twice(caller: Caller, week: dict[str, Any]) -> None:
    assert caller.insert_list(ROWS, [week, week]).status_code == 200
    assert len(caller.bare(ROWS)) == 2


@pytest.mark.parametrize(
    ("mode", "date"), [("monday", "2026-11-02T00:00:00"), ("as_sent", "2026-11-05T00:00:00"), ("refuse", None)]
)
def test_a_date_inside_the_week_becomes_its_monday_unless_switched_otherwise(
    caller: Caller, control: TwinControl, week: dict[str, Any], mode: str, date: str | None
) -> None:
    control.switch(timesheet_date=mode)
    answer = caller.insert(ROWS, week | {"Date": "2026-11-05"})
    assert (answer.json()["Date"] if answer.status_code == 200 else None) == date


def test_a_row_hangs_on_an_employee_and_the_rest_is_checked_later(
    caller: Caller, control: TwinControl, week: dict[str, Any]
) -> None:
    assert refusal(caller.insert(ROWS, week | {"Employee": None})) == (400, "FieldCannotBeBlank")
    assert refusal(caller.insert(ROWS, week | {"Employee": "nobody"})) == (400, "CouldNotFind")
    assert caller.insert(ROWS, week | {"Project": None}).status_code == 200
    control.switch(check_line_references=True)
    assert refusal(caller.insert(ROWS, week | {"Project": "nowhere"})) == (400, "ProjectIsMissing")


@pytest.mark.parametrize(
    ("field", "error"), [("TMCloseDate", "PeriodAlreadyClosed"), ("TMApproveDate", "PeriodAlreadyApproved")]
)
def test_rule_17_a_closed_or_approved_week_takes_no_change(
    caller: Caller, week: dict[str, Any], field: str, error: str
) -> None:
    row = caller.insert(ROWS, week).json()
    lock(caller, **{field: "2026-11-08"})
    assert refusal(caller.insert(ROWS, week)) == (400, error)
    assert refusal(caller.update(ROWS, row | {"Text": "ny"})) == (400, error)
    assert refusal(caller.delete(ROWS, row)) == (400, error)
    assert caller.insert(ROWS, week | {"Date": "2026-11-09"}).status_code == 200


def test_rule_17_by_switch_a_closed_week_is_open_to_the_interface(
    caller: Caller, control: TwinControl, week: dict[str, Any]
) -> None:
    lock(caller, TMCloseDate="2026-11-08")
    control.switch(closed_weeks="accept")
    assert caller.insert(ROWS, week).status_code == 200


def test_rule_17_in_a_week_closed_in_part_the_later_days_are_open(caller: Caller, week: dict[str, Any]) -> None:
    row = caller.insert(ROWS, week).json()
    lock(caller, TMCloseDate="2026-11-03")
    assert refusal(caller.update(ROWS, row | {"Day2": 4})) == (400, "PeriodAlreadyClosed")
    assert refusal(caller.delete(ROWS, row)) == (400, "PeriodAlreadyClosed")
    assert caller.update(ROWS, row | {"Day3": 4}).json()["Total"] == 14.5
    assert caller.insert(ROWS, week | {"Day1": 0, "Day2": 0, "Day5": 2}).status_code == 200


def test_the_module_of_timesheets_can_be_off(caller: Caller, control: TwinControl) -> None:
    control.switch(modules_off=["TimeManagement"])
    assert refusal(caller.call("GET", f"/odata/{ROWS}")) == (403, "AddInNotActivated")
    assert "TMCloseDate" not in caller.one("EmployeeClient", "Number", EMPLOYEE)


# --- Closing and approving --------------------------------------------------------------------------------------------


def test_an_approved_week_becomes_one_transaction_for_each_day(
    caller: Caller, control: TwinControl, week: dict[str, Any]
) -> None:
    caller.insert(ROWS, week | {"Text": "Tætnet afløb", "Dimension2": "SYD"})
    assert settle(control, "close", "2026-11-08") == {"closed": "2026-11-08T00:00:00"}
    assert settle(control, "approve", "2026-11-08") == {"posted": 2, "JournalPostedId": 1}
    first, second = caller.bare("ProjectTransClient")
    assert (first["Date"], first["Qty"], second["Date"], second["Qty"]) == (
        "2026-11-02T00:00:00",
        7.5,
        "2026-11-03T00:00:00",
        3.0,
    )
    told = (first["IsTimeJournal"], first["Unit"], first["PrCategory"], first["SalesAmount"], first["CostAmount"])
    assert told == (True, "Hours", "10", 3712.5, 1500.0)
    project = caller.one("ProjectClient", "Number", "2001")
    assert (first["Dimension1"], first["Dimension2"]) == (project["Dimension1"], "SYD")
    assert caller.one("EmployeeClient", "Number", EMPLOYEE)["TMApproveDate"] == "2026-11-08T00:00:00"
    assert caller.bare(ROWS)[0]["JournalPostedId"] == 1


def test_a_week_is_approved_after_it_was_closed_once_and_in_its_turn(
    caller: Caller, control: TwinControl, week: dict[str, Any]
) -> None:
    caller.insert_list(ROWS, [week, week | {"Date": "2026-11-09"}])
    assert settle(control, "approve", "2026-11-08")["error"] == "PeriodAlreadyOpen"
    settle(control, "close", "2026-11-15")
    assert settle(control, "approve", "2026-11-15")["error"] == "PeriodAlreadyOpen"  # the week before is not approved
    assert settle(control, "approve", "2026-11-02")["posted"] == 1
    assert settle(control, "approve", "2026-11-08")["posted"] == 1
    assert settle(control, "approve", "2026-11-08")["error"] == "PeriodAlreadyApproved"
    assert settle(control, "close", "2026-11-15")["error"] == "PeriodAlreadyClosed"
    assert settle(control, "approve", "2026-11-15")["posted"] == 2


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"Project": None}, "ProjectIsMissing"),
        ({"PayrollCategory": None}, "FieldCannotBeBlank"),
        ({"PayrollCategory": "400"}, "CombinationNotAllowed"),  # hours of a kind that is driven
        ({"PayrollCategory": "300"}, "CombinationNotAllowed"),  # absence belongs to its own project
        ({"Project": "0900"}, "CombinationNotAllowed"),  # work that is paid, on a project that is not
        ({"RegistrationType": "Kørsel", "PayrollCategory": "400"}, "FieldCannotBeBlank"),  # no purpose, no car
        ({"WorkSpace": "LUKKET"}, "WorkspaceIsBlocked"),
        ({"Task": "10"}, "CombinationNotAllowed"),  # ended
        ({"PayrollCategory": "UDEN"}, "PrCategoryCannotBeBlank"),
        ({"PayrollCategory": "GRATIS"}, "NoRatesEmployee"),
        ({"PayrollCategory": "USOLGT"}, "NoSalesPrice"),
    ],
)
def test_rule_15_a_row_that_was_stored_can_fail_when_its_week_is_closed(
    caller: Caller, control: TwinControl, week: dict[str, Any], change: dict[str, Any], error: str
) -> None:
    employee = caller.one("EmployeeClient", "Number", EMPLOYEE)
    caller.update("EmployeeClient", employee | {"CostPrice": 0, "SalesPrice": 0})
    control.rows("PrWorkSpaceClient", [{"Number": "LUKKET", "Name": "x", "State": "Blocked"}])
    control.rows("ProjectTaskClient", [{"Project": "2001", "Task": "10", "Name": "x", "Ended": True}])
    pay_types = ({"Number": "UDEN"}, {"Number": "GRATIS", "PrCategory": "10"}, {"Number": "USOLGT", "Rate": 9.0})
    control.rows("EmpPayrollCategoryClient", [{"Name": "x", "PrCategory": "10", **kind} for kind in pay_types[1:]])
    control.rows("EmpPayrollCategoryClient", [{"Name": "x", **pay_types[0]}])
    assert caller.insert(ROWS, week | change).status_code == 200
    assert closing_error(control) == error
    assert caller.one("EmployeeClient", "Number", EMPLOYEE)["TMCloseDate"] == "0001-01-01T00:00:00"


def test_driving_is_booked_in_km_with_purpose_and_car(
    caller: Caller, control: TwinControl, week: dict[str, Any]
) -> None:
    driven = {"RegistrationType": "Kørsel", "PayrollCategory": "400", "Text": "Til kunden", "VechicleRegNo": "OP 12345"}
    caller.insert(ROWS, week | driven | {"Day1": 42, "Day2": 0})
    settle(control, "close", "2026-11-08")
    assert settle(control, "approve", "2026-11-08")["posted"] == 1
    (posted,) = caller.bare("ProjectTransClient")
    assert (posted["Qty"], posted["Unit"], posted["PrCategory"]) == (42.0, "km", "20")


def test_overtime_counts_by_its_factor_and_the_price_matrix_sets_the_price(
    caller: Caller, control: TwinControl, week: dict[str, Any]
) -> None:
    pay_type = caller.one("EmpPayrollCategoryClient", "Number", "200")
    changed = {"Factor": 1.5, "InternalProject": "2001"}
    assert caller.update("EmpPayrollCategoryClient", pay_type | changed).status_code == 200
    general = {"PayrollCategory": "200", "CostPrice": 100, "SalesPrice": 200}
    own = general | {"Employee": EMPLOYEE, "SalesPrice": 600, "ValidFrom": "2026-11-01", "ValidTo": "2026-11-02"}
    for row in (general, own):
        assert caller.insert("EmpPayrollCategoryEmployeeClient", row).status_code == 200
    caller.insert(ROWS, week | {"PayrollCategory": "200"})
    settle(control, "close", "2026-11-08")
    settle(control, "approve", "2026-11-08")
    posted = [(row["Qty"], row["SalesPrice"]) for row in caller.bare("ProjectTransClient")]
    assert posted == [(11.25, 600.0), (4.5, 200.0)]


def test_by_switch_a_week_must_reach_its_norm_before_it_is_closed(
    caller: Caller, control: TwinControl, week: dict[str, Any]
) -> None:
    control.switch(norm_hours=True)
    caller.insert(ROWS, week)
    assert closing_error(control) == "EmployeeNormHoursMissing"
    control.rows("TMEmpCalendarClient", [{"Calendar": "STD", "Name": "Fuld tid"}])
    control.rows("TMEmpCalendarSetupClient", [{"Calendar": "STD", "Employee": EMPLOYEE, "ValidFrom": "2026-01-01"}])
    control.rows(
        "TMEmpCalendarLineClient", [{"Calendar": "STD", "Date": f"2026-11-0{day}", "Hours": 7.5} for day in (2, 3)]
    )
    assert closing_error(control) == "NormHoursNotFulfilled"
    caller.insert(ROWS, week | {"Day1": 0, "Day2": 4.5})
    assert settle(control, "close", "2026-11-08") == {"closed": "2026-11-08T00:00:00"}
