from __future__ import annotations

from datetime import datetime

import pytest

from bindeled.domain.calendar import COPENHAGEN, latest_slot, next_slot


def danish(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


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
def test_the_default_schedule_is_every_third_hour_of_a_working_day(now: str, latest: str, following: str) -> None:
    assert (latest_slot(danish(now)), next_slot(danish(now))) == (danish(latest), danish(following))
