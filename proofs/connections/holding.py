"""P5b and P14: what waits is held however much it is, and is carried in the time that was forecast (T21, T22)."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bindeled.bootstrap.forecasting import minutes_ahead
from bindeled.domain.accounts import System
from bindeled.domain.states import RunState
from proofs.measured import Measured
from tests.fakes.clock import FakeClock
from tests.support.database import fresh_database
from tests.support.joined import joined
from tests.support.reports import a_report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bindeled.domain.nouns import WorkReport
    from proofs.measured import Scale

_OFF_BY, _DAYS = 0.2, 90
# Five calls a second, where service counts by the minute: slow enough that the machine does not decide.
_PACE = {"uniconta_calls_a_minute": 5, "allowance_span_seconds": 1.0, "list_size": 2, "page_size": 100}
_FIRST_DAY = datetime(2026, 8, 3, 12, tzinfo=UTC)
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Drained:
    """So many reports waited for Uniconta. Seconds that were forecast and that it took."""

    reports: int
    forecast: float
    took: float

    @property
    def off_by(self) -> float:
        """Return by what share of the forecast it was wrong."""
        return abs(self.took / self.forecast - 1)


def catch_ups(scale: Scale) -> list[Measured]:
    """Let reports wait through an outage and carry them at the pace allowed."""
    done = [drain(reports) for reports in ((100, 300, 800) if scale.is_long else (100,))]
    worst = max(one.off_by for one in done)
    told = "; ".join(f"{one.reports} in {one.took:.1f} s, forecast {one.forecast:.1f} s" for one in done)
    return [
        Measured(
            "P5b",
            "bounded catch-up",
            "within 20 % of the forecast at 80 % of the allowance",
            told,
            worst <= _OFF_BY,
            len(done),
            {"off_by": worst, "took_seconds": [one.took for one in done]},
        )
    ]


def drain(reports: int) -> Drained:
    """Hold so many reports through an outage of Uniconta, bring it back, and carry them."""
    with tempfile.TemporaryDirectory(prefix="proof-") as folder, joined(Path(folder), reports, **_PACE) as company:
        company.uniconta.outage()
        for _ in range(company.program.settings.breaker_failures):
            company.look(System.UNICONTA)
        company.run()
        company.uniconta.outage(None)
        company.look(System.UNICONTA)
        ahead = minutes_ahead(company.program.settings, reports)
        began = time.monotonic()
        run = company.run()
        took = time.monotonic() - began
        if run.state is not RunState.DONE or len(company.arrived()) != reports or ahead is None:
            raise AssertionError(f"not all was carried: {run}")
        return Drained(reports, ahead * 60, took)


def held_for_long(scale: Scale) -> list[Measured]:
    """Hold ninety days of reports, by a new process at each day, and count them."""
    reports = 1_000_000 if scale.is_long else 20_000
    began = time.monotonic()
    days, kept = hold(reports)
    took = time.monotonic() - began
    return [
        Measured(
            "P14",
            "holding capacity",
            f"{reports:,} items over {_DAYS} days, 0 lost",
            f"{reports - kept:,} lost of {reports:,} over {days} days, {took:.0f} s",
            kept == reports and days == _DAYS,
            1,
            {"held": kept, "days": days, "seconds": took},
        )
    ]


def hold(reports: int) -> tuple[int, int]:
    """Note so many reports as waiting, each day as a new process would; return over how many days how many wait."""
    with tempfile.TemporaryDirectory(prefix="proof-") as folder, fresh_database(Path(folder)):
        from bindeled.store.held import StoredHeldReports  # noqa: PLC0415 - models need Django set up
        from bindeled.store.tenants import TenantStore  # noqa: PLC0415 - the same

        clock = FakeClock(_FIRST_DAY)
        tenant = TenantStore().add("Nordlys", first_day=clock().date())
        for some in _by_days(reports):
            StoredHeldReports(tenant.id, "reports").note(some, "action_required", clock())
            clock.pass_by(minutes=1)
        waiting = StoredHeldReports(tenant.id, "reports").days()
        return len(waiting), sum(day.reports for day in waiting)


def _by_days(reports: int) -> Iterator[list[WorkReport]]:
    for first in range(0, reports, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, reports))
        yield [
            replace(a_report(number), start_date=_FIRST_DAY.date() + timedelta(days=number * _DAYS // reports))
            for number in numbers
        ]
