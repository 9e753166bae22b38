"""The time in Denmark: Intempus shows local wall time without a zone (Intempus sheet 7, conventions)."""

import datetime as dt
import zoneinfo

from sandbox.clock import clock

_DENMARK = zoneinfo.ZoneInfo("Europe/Copenhagen")


def now() -> dt.datetime:
    """Return the wall time, without a zone."""
    return clock.now().astimezone(_DENMARK).replace(tzinfo=None)


def today() -> dt.date:
    """Return the day."""
    return now().date()
