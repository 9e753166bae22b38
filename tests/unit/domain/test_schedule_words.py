from __future__ import annotations

import json

import pytest
from hypothesis import given

from bindeled.domain.errors import Misconfigured
from bindeled.domain.schedule_words import (
    read_day_off,
    read_schedule,
    read_window,
    told_schedule,
    written_schedule,
    written_window,
)
from bindeled.domain.schedules import DEFAULTS, Schedule
from tests.unit.domain.test_schedules import schedules


@given(schedules)
def test_a_schedule_that_is_kept_runs_at_the_same_times(schedule: Schedule) -> None:
    again = read_schedule(json.loads(json.dumps(written_schedule(schedule))))
    assert written_schedule(again) == written_schedule(read_schedule(written_schedule(again)))
    assert [set(window.times) for window in again.windows] == [set(window.times) for window in schedule.windows]
    assert [window.weekdays for window in again.windows] == [window.weekdays for window in schedule.windows]
    assert (again.skip_holidays, again.days_off) == (schedule.skip_holidays, schedule.days_off)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("mon-fri 07:00,10:00", "mon-fri 07:00,10:00"),
        ("Mon-Fri  7:00 10:00", "mon-fri 07:00,10:00"),
        ("mon,tue,wed,sat 10:00,07:00,10:00", "mon-wed,sat 07:00,10:00"),
        ("sat,sun 08:00", "sat,sun 08:00"),
        ("mon-fri every 15 minutes 06:00-18:00", "mon-fri every 15 minutes 06:00-18:00"),
        ("sun every 1 minute 6:00-6:05", "sun every 1 minutes 06:00-06:05"),
    ],
)
def test_a_window_is_read_as_people_write_it(written: str, kept: str) -> None:
    assert written_window(read_window(written)) == kept


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "names no time"),
        ("mon-fri", "names no time"),
        ("weekdays 07:00", "'weekdays' names no weekday"),
        ("fri-mon 07:00", "goes backwards"),
        ("mon 24:00", "'24:00' is no time of day"),
        ("mon 7", "'7' is no time of day"),
        ("mon every 0 minutes 06:00-18:00", "0 is not between 1 and 1440"),
        ("mon every 15 minutes 18:00-06:00", "ends before it begins"),
        ("mon every fortnight", "is no time of day"),
        ("mon, 07:00", "'' names no weekday"),
    ],
)
def test_a_window_that_cannot_be_read_is_told_with_how_to_write_it(written: str, told: str) -> None:
    with pytest.raises(Misconfigured, match=r"Write weekdays and times, like 'mon-fri 07:00,10:00'") as caught:
        read_window(written)
    assert told in caught.value.sentence


@pytest.mark.parametrize("written", ["", "24 December", "13-01", "02-30", "2027-02-29", "0000-01-01", "12-24-2026"])
def test_a_day_that_is_none_is_told_with_how_to_write_it(written: str) -> None:
    with pytest.raises(Misconfigured, match="like 12-24, or of one year like 2026-07-20"):
        read_day_off(written)


def test_a_schedule_is_told_in_one_line() -> None:
    schedule = Schedule(DEFAULTS["reports"].windows, skip_holidays=True, days_off=(read_day_off("6-5"),))
    assert told_schedule(schedule) == "mon-fri 07:00,10:00,13:00,16:00; not on public holidays, 06-05"
    assert told_schedule(Schedule(())) == "never by itself"
