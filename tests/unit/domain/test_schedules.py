from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.calendar import COPENHAGEN, danish_day
from bindeled.domain.schedule_words import read_day_off, read_window
from bindeled.domain.schedules import (
    DEFAULTS,
    FLOW_ORDER,
    AtTimes,
    DayOff,
    EveryMinutes,
    KeptSchedule,
    Schedule,
    due_tick,
    in_order,
    is_off,
    latest_tick,
    next_tick,
    ticks_of,
)

weekdays = st.frozensets(st.integers(1, 7), min_size=1)
wall_times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
at_times = st.builds(AtTimes, weekdays, st.lists(wall_times, min_size=1, max_size=5).map(tuple))
every_minutes = st.builds(
    lambda days, minutes, ends: EveryMinutes(days, minutes, *sorted(ends)),
    weekdays,
    st.integers(1, 600),
    st.tuples(wall_times, wall_times),
)
days_off = st.builds(DayOff, st.integers(1, 12), st.integers(1, 28), st.none() | st.just(2026))
schedules = st.builds(
    Schedule,
    st.lists(at_times | every_minutes, max_size=3).map(tuple),
    st.booleans(),
    st.lists(days_off, max_size=3).map(tuple),
)
# Both clock changes, Easter and New Year are among them.
moments = st.datetimes(datetime(2025, 12, 20), datetime(2027, 1, 10), timezones=st.just(UTC))  # noqa: DTZ001 - given by `timezones`


def danish(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN).astimezone(UTC)


def walls(ticks: list[datetime]) -> list[str]:
    """What Danish clocks show at these moments, with summer or winter time."""
    return [f"{tick.astimezone(COPENHAGEN):%H:%M %Z}" for tick in ticks]


REPORTS = DEFAULTS["reports"]


@pytest.mark.parametrize(
    ("now", "latest", "following"),
    [
        ("2026-11-20T12:00", "2026-11-20T10:00", "2026-11-20T13:00"),
        ("2026-11-20T10:00", "2026-11-20T10:00", "2026-11-20T13:00"),
        ("2026-11-20T18:00", "2026-11-20T16:00", "2026-11-23T07:00"),
        ("2026-11-22T12:00", "2026-11-20T16:00", "2026-11-23T07:00"),
        ("2026-03-30T07:00", "2026-03-30T07:00", "2026-03-30T10:00"),
        ("2026-10-26T06:59", "2026-10-23T16:00", "2026-10-26T07:00"),
    ],
    ids=[
        "in the middle of a day",
        "on the hour",
        "a Friday evening waits for Monday",
        "a Sunday",
        "the Monday after the clocks went forward",
        "the Monday after the clocks went back",
    ],
)
def test_reports_run_every_third_hour_of_a_working_day(now: str, latest: str, following: str) -> None:
    assert (latest_tick(REPORTS, danish(now)), next_tick(REPORTS, danish(now))) == (danish(latest), danish(following))


@pytest.mark.parametrize(
    ("window", "day", "expected"),
    [
        ("mon-sun 02:30", "2026-03-28", ["02:30 CET"]),
        ("mon-sun 02:30", "2026-03-29", ["03:30 CEST"]),
        ("mon-sun 02:30", "2026-03-30", ["02:30 CEST"]),
        ("mon-sun 02:30", "2026-10-24", ["02:30 CEST"]),
        ("mon-sun 02:30", "2026-10-25", ["02:30 CEST"]),
        ("mon-sun 02:30", "2026-10-26", ["02:30 CET"]),
        (
            "sun every 30 minutes 01:30-04:00",
            "2026-03-29",
            ["01:30 CET", "03:00 CEST", "03:30 CEST", "04:00 CEST"],
        ),
        (
            "sun every 30 minutes 01:30-03:30",
            "2026-10-25",
            ["01:30 CEST", "02:00 CEST", "02:30 CEST", "03:00 CET", "03:30 CET"],
        ),
        ("mon-fri 07:00,16:00", "2026-03-30", ["07:00 CEST", "16:00 CEST"]),
        ("mon-fri 07:00,16:00", "2026-10-26", ["07:00 CET", "16:00 CET"]),
        ("sun 00:00,23:59", "2026-10-25", ["00:00 CEST", "23:59 CET"]),
    ],
    ids=[
        "the night before spring",
        "the hour that spring skips comes an hour later, once",
        "the night after",
        "the night before autumn",
        "the hour that autumn repeats comes once",
        "the night after autumn",
        "every half hour over the skipped hour, none twice",
        "every half hour over the repeated hour, each time once",
        "working hours follow the clocks in spring",
        "working hours follow the clocks in autumn",
        "the ends of a day of 25 hours",
    ],
)
def test_both_clock_changes_leave_each_time_its_one_run(window: str, day: str, expected: list[str]) -> None:
    assert walls(ticks_of(Schedule((read_window(window),)), date.fromisoformat(day))) == expected


@pytest.mark.parametrize(
    ("day", "runs", "runs_without_holidays"),
    [
        ("2026-04-01", 4, 4),  # Wednesday
        ("2026-04-02", 4, 0),  # Maundy Thursday
        ("2026-04-03", 4, 0),  # Good Friday
        ("2026-04-04", 0, 0),
        ("2026-04-05", 0, 0),
        ("2026-04-06", 4, 0),  # Easter Monday
        ("2026-04-07", 4, 4),
        ("2026-05-14", 4, 0),  # Ascension Day
        ("2026-05-15", 4, 4),  # the Friday after it is an ordinary day
        ("2026-06-05", 4, 4),  # free by agreement only
        ("2026-12-24", 4, 4),
        ("2026-12-25", 4, 0),
    ],
)
def test_easter_and_the_other_holidays_are_left_out_on_request_only(
    day: str, runs: int, runs_without_holidays: int
) -> None:
    skipping = Schedule(REPORTS.windows, skip_holidays=True)
    counted = [len(ticks_of(schedule, date.fromisoformat(day))) for schedule in (REPORTS, skipping)]
    assert counted == [runs, runs_without_holidays]


def test_easter_from_maundy_thursday_on_is_made_up_for_on_tuesday() -> None:
    schedule = Schedule(REPORTS.windows, skip_holidays=True)
    assert next_tick(schedule, danish("2026-04-01T16:00")) == danish("2026-04-07T07:00")
    assert latest_tick(schedule, danish("2026-04-06T12:00")) == danish("2026-04-01T16:00")


@pytest.mark.parametrize(
    ("day_off", "day", "rests"),
    [
        ("06-05", "2026-06-05", True),
        ("06-05", "2028-06-05", True),
        ("12-24", "2026-12-24", True),
        ("2026-07-20", "2026-07-20", True),
        ("2026-07-20", "2027-07-20", False),
        ("02-29", "2028-02-29", True),
        ("02-29", "2027-03-01", False),
    ],
)
def test_a_tenants_own_days_are_left_out_every_year_or_once(day_off: str, day: str, rests: bool) -> None:
    assert is_off(Schedule((), days_off=(read_day_off(day_off),)), date.fromisoformat(day)) is rests


def test_a_schedule_without_windows_never_runs() -> None:
    now = danish("2026-11-20T12:00")
    assert (latest_tick(Schedule(()), now), next_tick(Schedule(()), now)) == (None, None)


def test_days_off_that_leave_nothing_of_the_year_end_the_search() -> None:
    whole_year = {date(2028, 1, 1) + timedelta(days=number) for number in range(366)}
    schedule = Schedule(REPORTS.windows, days_off=tuple(DayOff(day.month, day.day) for day in whole_year))
    assert next_tick(schedule, danish("2026-11-20T12:00")) is None


def test_flows_that_are_due_together_run_in_the_order_in_which_they_refer_to_each_other() -> None:
    assert in_order(["reports", "projects", "customers"]) == ["customers", "projects", "reports"]
    assert set(DEFAULTS) == set(FLOW_ORDER)


def test_every_run_of_reports_finds_the_registers_looked_at_in_the_same_go() -> None:
    monday = date(2026, 11, 23)
    reports = set(ticks_of(REPORTS, monday))
    assert all(reports <= set(ticks_of(DEFAULTS[flow], monday)) for flow in FLOW_ORDER)


@pytest.mark.parametrize(
    ("set_at", "asked", "due"),
    [
        (None, None, "2026-11-20T10:00"),
        (None, "2026-11-20T07:00", "2026-11-20T10:00"),
        (None, "2026-11-16T07:00", "2026-11-20T10:00"),
        (None, "2026-11-20T10:00", None),
        ("2026-11-20T11:00", None, None),
        ("2026-11-20T09:00", "2026-11-20T07:00", "2026-11-20T10:00"),
    ],
    ids=[
        "a flow that never ran",
        "the run before was asked for",
        "a machine that was off for days makes up with one",
        "this one was asked for",
        "a schedule says nothing of the time before it was set",
        "one that was set in time",
    ],
)
def test_a_tick_is_due_until_it_was_asked_for(set_at: str | None, asked: str | None, due: str | None) -> None:
    kept = KeptSchedule(REPORTS, 1, "somebody", danish(set_at) if set_at else None)
    found = due_tick(kept, danish(asked) if asked else None, danish("2026-11-20T12:00"))
    assert found == (danish(due) if due else None)


@given(schedules, moments)
def test_the_latest_and_the_next_tick_have_now_between_them_and_no_tick(schedule: Schedule, now: datetime) -> None:
    latest, following = latest_tick(schedule, now), next_tick(schedule, now)
    assert latest is None or latest <= now
    assert following is None or following > now
    if latest and following:
        assert latest_tick(schedule, following - timedelta(microseconds=1)) == latest
        assert next_tick(schedule, latest) == following


@given(schedules, moments)
def test_no_tick_is_on_a_day_off_or_a_weekday_that_is_not_named(schedule: Schedule, now: datetime) -> None:
    found = next_tick(schedule, now)
    if found is not None:
        day = danish_day(found)
        assert not is_off(schedule, day)
        assert any(day.isoweekday() in window.weekdays for window in schedule.windows)


@given(schedules, moments, st.lists(st.integers(1, 60 * 60 * 30), max_size=30))
def test_however_often_one_looks_each_tick_is_asked_for_once_and_none_is_left(
    schedule: Schedule, now: datetime, waits: list[int]
) -> None:
    asked: list[datetime] = []
    kept = KeptSchedule(schedule)
    for wait in (0, *waits):
        now += timedelta(seconds=wait)
        tick = due_tick(kept, asked[-1] if asked else None, now)
        asked += [tick] if tick else []
        assert due_tick(kept, asked[-1] if asked else None, now) is None
    assert all(before < after for before, after in pairwise(asked))
    assert (asked[-1] if asked else None) == latest_tick(schedule, now)


@given(schedules, st.dates(date(2025, 12, 20), date(2027, 1, 10)))
def test_a_time_of_a_day_runs_at_most_once(schedule: Schedule, day: date) -> None:
    ticks = ticks_of(schedule, day)
    named = {at for window in schedule.windows if day.isoweekday() in window.weekdays for at in window.times}
    assert len(ticks) <= len(named)
    assert all(danish_day(tick) == day for tick in ticks)
