"""Reminders by the Danish day: once each, over leap days and both changes of the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.accounts import VersionRecord
from bindeled.domain.expiry import PAST, REMINDERS, due_reminder, expires_in_days, learnt_expiry
from bindeled.domain.states import VersionState

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def a_version(expires: date | None, **more: int | None) -> VersionRecord:
    version = VersionRecord(1, 1, "anna", "", VersionState.ACTIVE, "test", NOON, expires)
    return replace(version, **more)  # type: ignore[arg-type] # the tests name the fields


@pytest.mark.parametrize(
    ("expires", "now", "days"),
    [
        (date(2026, 11, 20), NOON, 0),
        (date(2026, 11, 19), NOON, -1),
        # Late in the evening it is the next day in Denmark.
        (date(2026, 11, 22), datetime(2026, 11, 20, 23, 30, tzinfo=UTC), 1),
        # Over a leap day, and over a February without one.
        (date(2028, 3, 1), datetime(2028, 2, 28, 12, tzinfo=UTC), 2),
        (date(2028, 2, 29), datetime(2028, 2, 28, 12, tzinfo=UTC), 1),
        (date(2027, 3, 1), datetime(2027, 2, 28, 12, tzinfo=UTC), 1),
        # Over both changes of the clock, where a day has 23 and 25 hours.
        (date(2027, 3, 29), datetime(2027, 3, 27, 23, 30, tzinfo=UTC), 1),
        (date(2026, 10, 26), datetime(2026, 10, 24, 22, 30, tzinfo=UTC), 1),
    ],
)
def test_the_days_left_are_danish_days(expires: date, now: datetime, days: int) -> None:
    assert expires_in_days(a_version(expires), now) == days


def test_a_login_without_a_declared_expiry_has_no_days_and_no_reminder() -> None:
    assert (expires_in_days(a_version(None), NOON), due_reminder(a_version(None), NOON)) == (None, None)


@pytest.mark.parametrize(
    ("left", "reminded", "due"),
    [
        (31, None, None),
        (30, None, 30),
        (29, None, 30),
        (29, 30, None),
        (14, 30, 14),
        (5, None, 7),
        (2, 7, 3),
        (1, 3, 1),
        (0, 1, None),
        (-1, 1, PAST),
        (-400, PAST, None),
    ],
)
def test_a_reminder_is_due_once_at_each_of_five_distances_and_once_when_it_is_past(
    left: int, reminded: int | None, due: int | None
) -> None:
    version = a_version(NOON.date() + timedelta(days=left), reminded_days=reminded)
    assert due_reminder(version, NOON) == due


@given(
    expires=st.dates(date(2026, 1, 1), date(2032, 12, 31)),
    looks=st.lists(st.integers(0, 24 * 45), min_size=1, max_size=80),
)
def test_however_often_it_is_looked_no_reminder_comes_twice_and_none_comes_early(
    expires: date, looks: list[int]
) -> None:
    start = datetime.combine(expires, datetime.min.time(), UTC) - timedelta(days=40)
    version, given_out = a_version(expires), []
    for hours in sorted(looks):
        due = due_reminder(version, start + timedelta(hours=hours))
        if due is not None:
            left = expires_in_days(version, start + timedelta(hours=hours))
            assert left is not None
            assert left <= due if due else left < 0
            given_out.append(due)
            version = replace(version, reminded_days=due)
    assert given_out == sorted(set(given_out), reverse=True)
    assert set(given_out) <= {*REMINDERS, PAST}


def lived(number: int, days: int) -> VersionRecord:
    """Return an earlier version that was first refused so many days after it was handed over."""
    version = replace(a_version(None), number=number, created_at=NOON - timedelta(days=1000 - number))
    return replace(version, activated_at=version.created_at, refused_at=version.created_at + timedelta(days=days))


def test_two_earlier_lives_alike_hint_at_the_end_of_this_one() -> None:
    now_in_use = replace(a_version(None), number=3)
    versions = [lived(1, 90), lived(2, 91), now_in_use]
    assert learnt_expiry(now_in_use, versions) == NOON.date() + timedelta(days=90)


@pytest.mark.parametrize("earlier", [[], [lived(1, 90)], [lived(1, 90), lived(2, 30)]])
def test_one_life_alone_or_lives_that_differ_hint_at_nothing(earlier: list[VersionRecord]) -> None:
    now_in_use = replace(a_version(None), number=3)
    assert learnt_expiry(now_in_use, [*earlier, now_in_use]) is None
