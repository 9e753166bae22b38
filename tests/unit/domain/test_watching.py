"""What the rules that tell people find, on days that are easy to check on a calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.domain.calendar import COPENHAGEN
from bindeled.domain.pay_periods import PayPeriods, PeriodKind
from bindeled.domain.schedules import DEFAULTS, DayOff
from bindeled.domain.watching.business_days import business_days_between, moved
from bindeled.domain.watching.finding import causes_of, first_report_day, plan_watching
from bindeled.domain.watching.watches import Given, Seen, Watch, WatchCause, WatchedProject, WatchKind
from tests.support.reports import a_report

if TYPE_CHECKING:
    from bindeled.domain.nouns import WorkReport

SCHEDULE = DEFAULTS["reports"]
# A Monday: week 48 of 2026.
MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def at(day: date, hour: int = 20) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=COPENHAGEN)


def seen(day: date = MONDAY, **known: Any) -> Seen:
    return Seen(at(day), SCHEDULE, **known)


def names(watch: Watch, known: Seen) -> list[str]:
    return [cause.name for cause in causes_of([watch], known)]


# a report lacks a field


@pytest.mark.parametrize(
    ("field", "lacking"),
    [
        (Given.REMARKS, {"remarks": " "}),
        (Given.PROJECT, {"case_id": None}),
        (Given.START_TIME, {"start_time": None}),
        (Given.END_TIME, {"end_time": None}),
    ],
)
def test_a_report_that_lacks_the_field_is_found_and_one_that_has_it_is_not(
    field: Given, lacking: dict[str, Any]
) -> None:
    at_work = {"start_time": time(7), "end_time": time(15)}
    whole = a_report(901, remarks="Nyt bad", start_date=MONDAY, end_date=MONDAY, **at_work)
    watch = Watch("w", WatchKind.REPORT_LACKS, field)
    assert names(watch, seen(reports=(whole, replace(whole, id=902, **lacking)))) == ["902"]


def test_a_report_older_than_the_rule_looks_back_is_left_alone() -> None:
    old = a_report(901, remarks="", start_date=MONDAY - 15 * DAY, end_date=MONDAY - 15 * DAY)
    assert names(Watch("w", WatchKind.REPORT_LACKS, days=14), seen(reports=(old,))) == []


# a project is late


def test_a_project_is_late_on_the_day_after_its_last() -> None:
    projects = tuple(WatchedProject(str(n), MONDAY + n * DAY, None) for n in (-1, 0, 1))
    assert names(Watch("w", WatchKind.PAST_END_DATE), seen(projects=projects)) == ["-1"]


def test_a_project_is_over_its_budget_once_more_than_the_share_of_it_was_carried() -> None:
    hours = [("80", Decimal(80)), ("81", Decimal(81)), ("none", Decimal(0))]
    projects = (
        *(WatchedProject(name, None, Decimal(100), carried) for name, carried in hours),
        WatchedProject("without", None, None, Decimal(900)),
    )
    assert names(Watch("w", WatchKind.OVER_BUDGET, percent=Decimal(80)), seen(projects=projects)) == ["81"]


def test_a_project_given_another_budget_that_is_exceeded_too_is_told_anew() -> None:
    watch = Watch("w", WatchKind.OVER_BUDGET)
    project = WatchedProject("1060", None, Decimal(10), Decimal(20))
    first = causes_of([watch], seen(projects=(project,)))
    again = causes_of([watch], seen(projects=(replace(project, budget=Decimal("10.00")),)))
    other = causes_of([watch], seen(projects=(replace(project, budget=Decimal(15)),)))
    assert first[0].subject == again[0].subject != other[0].subject


# approved hours are missing


def hours(employee_id: int, day: date, amount: float, **more: Any) -> WorkReport:
    return a_report(
        employee_id * 1000 + day.day,
        employee_id=employee_id,
        amount=Decimal(str(amount)),
        start_date=day,
        end_date=day,
        unit="Timer",
        **more,
    )


WEEKLY = Watch("w", WatchKind.HOURS_MISSING, cut_off_days=2, ahead_days=1)
LAST_WEEK = MONDAY - 7 * DAY
BEFORE = LAST_WEEK - 7 * DAY


def test_who_had_hours_before_and_has_too_few_now_is_told_the_day_before_payroll_is_closed() -> None:
    reports = (
        *(hours(number, BEFORE, 7.4) for number in (1, 2, 3)),
        *(hours(1, LAST_WEEK + n * DAY, 7.4) for n in range(5)),
        *(hours(2, LAST_WEEK + n * DAY, 7.4) for n in range(4)),
        hours(4, LAST_WEEK, 7.4),
    )
    known = {"reports": reports, "employees": {2: "0002", 3: "0003"}}
    # The week ended on Sunday; payroll is closed on Tuesday, so Monday and Tuesday are the days to tell it.
    assert names(WEEKLY, seen(MONDAY, **known)) == ["0002", "0003"]
    assert names(WEEKLY, seen(MONDAY + DAY, **known)) == ["0002", "0003"]
    assert names(WEEKLY, seen(MONDAY - DAY, **known)) == []
    assert names(WEEKLY, seen(MONDAY + 2 * DAY, **known)) == []


def test_kilometres_and_generated_overtime_are_no_hours() -> None:
    full = [hours(1, LAST_WEEK + n * DAY, 7.4) for n in range(4)]
    driven = replace(full[0], id=1, unit="km", amount=Decimal(400))
    generated = replace(full[0], id=2, origin="intempus:overtime", amount=Decimal(20))
    reports = (hours(1, BEFORE, 7.4), *full, driven, generated)
    assert names(WEEKLY, seen(reports=reports, employees={1: "0001"})) == ["0001"]


def test_a_public_holiday_and_a_day_off_ask_for_no_hours() -> None:
    assert business_days_between(SCHEDULE, date(2026, 12, 21), date(2026, 12, 27)) == 4  # Christmas Day is a Friday
    free = replace(SCHEDULE, days_off=(DayOff(12, 24),))
    assert business_days_between(free, date(2026, 12, 21), date(2026, 12, 27)) == 3


def test_business_days_are_counted_over_a_holiday_in_either_direction() -> None:
    assert moved(SCHEDULE, date(2026, 12, 24), 1) == date(2026, 12, 28)
    assert moved(SCHEDULE, date(2026, 12, 28), -1) == date(2026, 12, 24)
    assert moved(SCHEDULE, date(2026, 12, 27), 0) == date(2026, 12, 27)


def test_reports_are_read_from_the_period_before_the_one_that_is_closed() -> None:
    assert first_report_day([WEEKLY], seen(MONDAY)) == BEFORE
    assert first_report_day([WEEKLY], seen(MONDAY + 3 * DAY)) is None
    assert first_report_day([Watch("w", WatchKind.PAST_END_DATE)], seen()) is None


@pytest.mark.parametrize(
    ("kind", "begins", "day", "following"),
    [
        (PeriodKind.WEEK, date(2024, 1, 1), date(2026, 11, 25), date(2026, 11, 30)),
        (PeriodKind.FORTNIGHT, date(2026, 11, 16), date(2026, 11, 25), date(2026, 11, 30)),
        (PeriodKind.MONTH, date(2024, 1, 1), date(2026, 2, 28), date(2026, 3, 1)),
        (PeriodKind.MONTH, date(2024, 1, 20), date(2026, 12, 31), date(2027, 1, 20)),
        (PeriodKind.MONTH, date(2024, 1, 31), date(2026, 2, 27), date(2026, 2, 28)),
    ],
)
def test_the_next_period_begins_where_this_one_ends(kind: PeriodKind, begins: date, day: date, following: date) -> None:
    periods = PayPeriods(kind, begins)
    assert periods.next_first_day(day) == following
    assert periods.first_day(following) == following
    assert periods.first_day(following - DAY) == periods.first_day(day)


# nothing came through

SILENCE = Watch("w", WatchKind.NOTHING_CAME)


def test_a_business_day_without_anything_is_told_after_its_last_run_had_its_time() -> None:
    friday = at(MONDAY - 3 * DAY)
    assert names(SILENCE, Seen(at(MONDAY, 16), SCHEDULE, last_carried=friday)) == []
    assert names(SILENCE, Seen(at(MONDAY, 17), SCHEDULE, last_carried=friday)) == ["2026-11-23"]
    assert names(SILENCE, Seen(at(MONDAY, 17), SCHEDULE, last_carried=at(MONDAY, 8))) == []


def test_a_silence_that_lasts_is_one_cause() -> None:
    friday = at(MONDAY - 3 * DAY)
    first, later = (
        causes_of([SILENCE], Seen(at(day), SCHEDULE, last_carried=friday)) for day in (MONDAY, MONDAY + 3 * DAY)
    )
    assert first == later


def test_a_weekend_a_holiday_and_a_tenant_that_never_carried_are_no_silence() -> None:
    assert names(SILENCE, Seen(at(MONDAY - DAY), SCHEDULE, last_carried=at(MONDAY - 3 * DAY))) == []
    assert names(SILENCE, Seen(at(date(2026, 12, 25)), SCHEDULE, last_carried=at(date(2026, 12, 24)))) == []
    assert names(SILENCE, Seen(at(MONDAY), SCHEDULE)) == []


# what is new


def test_only_what_is_new_is_told_and_what_is_found_no_more_is_gone() -> None:
    found = [WatchCause("w", WatchKind.NOTHING_CAME, subject, subject) for subject in ("a", "b")]
    plan = plan_watching(found, [("w", "a"), ("w", "c")])
    assert [cause.subject for cause in plan.new] == ["b"]
    assert plan.gone == (("w", "c"),)
