"""When a login expires: what a person declared, what earlier logins suggest, and when to remind. No I/O."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.domain.calendar import danish_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bindeled.domain.accounts import VersionRecord

# Days before the declared expiry at which a person is reminded, once each.
REMINDERS = (30, 14, 7, 3, 1)
# Instead of days: it is past its declared expiry, and still in use.
PAST = 0
# Two earlier lives that differ by no more than this are taken for a rule of the system.
_ALIKE = timedelta(days=3)


def expires_in_days(version: VersionRecord, now: datetime) -> int | None:
    """Return the whole Danish days until the declared expiry, below 0 when it is past; None without one.

    The declared day is the last on which the login is expected to work.
    """
    return None if version.expires is None else (version.expires - danish_day(now)).days


def due_reminder(version: VersionRecord, now: datetime) -> int | None:
    """Return the reminder that is due: one of `REMINDERS`, `PAST`, or None when the latest was given already.

    Reminders that were missed, by a service that was off, are not made up for: only the newest counts.
    """
    left = expires_in_days(version, now)
    if left is None or left > REMINDERS[0]:
        return None
    due = PAST if left < 0 else min(days for days in REMINDERS if left <= days)
    return due if version.reminded_days is None or due < version.reminded_days else None


def learnt_expiry(version: VersionRecord, versions: Sequence[VersionRecord]) -> date | None:
    """Return the day on which this login may expire, to judge by how long the two before it lived; a hint only.

    A life ends when the system first refused the login in use. None when there are no two, or when they differ.
    """
    earlier = [v for v in versions if v.number < version.number and v.refused_at is not None and v.activated_at]
    lives = [v.refused_at - v.created_at for v in sorted(earlier, key=lambda v: -v.number) if v.refused_at is not None]
    newest = lives[:2]
    if len(newest) < 2 or abs(newest[0] - newest[1]) > _ALIKE:
        return None
    return danish_day(version.created_at + min(newest))
