from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from bindeled.domain.calendar import danish_day, danish_moment, is_public_holiday


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        ("2026-03-29", "01:59", "2026-03-29T00:59"),
        ("2026-03-29", "02:00", "2026-03-29T01:00"),
        ("2026-03-29", "02:30", "2026-03-29T01:30"),
        ("2026-03-29", "03:00", "2026-03-29T01:00"),
        ("2026-10-25", "01:59", "2026-10-24T23:59"),
        ("2026-10-25", "02:30", "2026-10-25T00:30"),
        ("2026-10-25", "03:00", "2026-10-25T02:00"),
    ],
    ids=[
        "the last minute before the clocks go forward",
        "the moment itself, which is 03:00",
        "an hour that is skipped comes an hour later",
        "the first minute that clocks show again",
        "before the clocks go back",
        "a time that comes twice is the first of the two",
        "after the clocks went back",
    ],
)
def test_a_wall_time_comes_at_one_moment_also_when_the_clocks_change(day: str, at: str, moment: str) -> None:
    expected = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert danish_moment(date.fromisoformat(day), time.fromisoformat(at)) == expected


def test_the_danish_day_begins_while_it_is_still_yesterday_in_utc() -> None:
    assert danish_day(datetime(2026, 7, 1, 22, 0, tzinfo=UTC)) == date(2026, 7, 2)


@pytest.mark.parametrize(
    ("day", "is_holiday"),
    [
        ("2026-04-02", True),  # Maundy Thursday
        ("2026-04-03", True),  # Good Friday
        ("2026-04-04", False),
        ("2026-04-05", True),  # Easter Sunday
        ("2026-04-06", True),  # Easter Monday
        ("2026-04-07", False),
        ("2023-05-05", True),  # store bededag, for the last time
        ("2024-04-26", False),  # where it would have been a year later
        ("2026-05-14", True),  # Ascension Day
        ("2026-05-25", True),  # Whit Monday
        ("2026-06-05", False),  # Constitution Day
        ("2026-12-24", False),
        ("2026-12-25", True),
        ("2027-01-01", True),
    ],
)
def test_public_holidays_are_those_of_danish_law(day: str, is_holiday: bool) -> None:
    assert is_public_holiday(date.fromisoformat(day)) is is_holiday
