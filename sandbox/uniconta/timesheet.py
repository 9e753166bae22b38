"""Weeks of a timesheet: where a row belongs, and which weeks are closed to it (Uniconta sheet 6.9, 8.17)."""

import datetime as dt

from sandbox.uniconta.refusal import Refusal
from sandbox.uniconta.state import Company, Row
from sandbox.uniconta.switches import Switches
from sandbox.uniconta.time_entities import DAYS

NO_DAY = dt.date.min

# The field of the employee that closes days, and what the server says about them; the later step first.
_LOCKS = (("TMApproveDate", "PeriodAlreadyApproved"), ("TMCloseDate", "PeriodAlreadyClosed"))
_WEEK = dt.timedelta(days=6)


def placed(row: Row, switches: Switches) -> Row:
    """Return `row` dated on the Monday of its week; whether the server does so is a switch. Raises `Refusal`."""
    monday = monday_of(day_of(row["Date"]))
    if switches.timesheet_date == "as_sent" or monday == day_of(row["Date"]):
        return row
    if switches.timesheet_date == "refuse":
        raise Refusal("InvalidValue", field="Date")
    return row | {"Date": f"{monday.isoformat()}T00:00:00"}


def refuse_closed(company: Company, switches: Switches, before: Row | None, after: Row | None) -> None:
    """Refuse a change of days that are closed; in a week that is closed in part, later days are open."""
    if switches.closed_weeks == "accept":
        return
    for row in (before, after):
        if row is not None:
            _refuse_in_week(company, row, before, after)


def _refuse_in_week(company: Company, row: Row, before: Row | None, after: Row | None) -> None:
    employee = company.table("EmployeeClient").by_key(row["Employee"])
    monday = monday_of(day_of(row["Date"]))
    for field, name in _LOCKS:
        until = day_of(employee[field]) if employee else NO_DAY
        if monday + _WEEK <= until or _closed_days(before, monday, until) != _closed_days(after, monday, until):
            raise Refusal(name, field="Date")


def _closed_days(row: Row | None, monday: dt.date, until: dt.date) -> list[float]:
    """Return what `row` says of the days up to `until` in the week of `monday`."""
    if row is None or monday_of(day_of(row["Date"])) != monday:
        return [0.0 for day, _ in days_of(monday) if day <= until]
    return [row[name] for day, name in days_of(monday) if day <= until]


def days_of(monday: dt.date) -> list[tuple[dt.date, str]]:
    """Return the seven days of a week with the fields that hold them."""
    return [(monday + dt.timedelta(days=number), name) for number, name in enumerate(DAYS)]


def monday_of(day: dt.date) -> dt.date:
    """Return the Monday of the week that `day` is in."""
    return day - dt.timedelta(days=day.weekday())


def day_of(moment: str) -> dt.date:
    """Return the calendar day of a date as it is kept."""
    return dt.date.fromisoformat(moment[:10])
