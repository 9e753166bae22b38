"""How long what is kept, as functions of a day. What keeps a report from being carried twice never goes."""

from __future__ import annotations

from datetime import date
from enum import Enum


class Kept(Enum):
    """The kinds of things that are kept for a time, by how long that is."""

    TRAIL = "trail"
    TECHNICAL = "technical"
    INBOX = "inbox"
    MAILS = "mails"


def trail_kept_from(today: date, years: int, begins_in: int = 1) -> date:
    """Return the first day whose trail is still kept; what belongs to days before it may go.

    The bookkeeping act counts from the end of the financial year (product sheet 5.6). `begins_in` is the month in which
    the tenant's financial year begins. A year ended so long ago that its trail may go once its last day is more than
    `years` before today.
    """
    past = _years_before(today, years)
    year = past.year if past.month >= begins_in else past.year - 1
    return date(year, begins_in, 1)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        # The 29th of February of a year that has none.
        return day.replace(year=day.year - years, day=28)
