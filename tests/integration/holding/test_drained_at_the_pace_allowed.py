"""What waited is carried no faster than the system allows, in the time that was forecast."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from bindeled.bootstrap.forecasting import minutes_ahead
from bindeled.domain.accounts import System
from bindeled.domain.states import LinkState, RunState
from tests.support.joined import joined

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.joined import Joined

# 15 calls a second, where service counts by the minute.
PACE = {"uniconta_calls_a_minute": 15, "allowance_span_seconds": 1.0, "list_size": 2, "page_size": 100}


def let_it_wait(company: Joined) -> None:
    """Let everything that is due wait for Uniconta, and bring Uniconta back."""
    company.uniconta.outage()
    for _ in range(company.program.settings.breaker_failures):
        company.look(System.UNICONTA)
    company.run()
    company.uniconta.outage(None)
    assert company.look(System.UNICONTA) is LinkState.RECOVERING
    company.uniconta.zero_calls()
    company.intempus.zero_calls()


def carried_in(company: Joined) -> float:
    """Carry the 400 that wait and return how many seconds it took."""
    let_it_wait(company)
    begun = time.monotonic()
    assert company.run().state is RunState.DONE
    assert len(company.arrived()) == 400
    return time.monotonic() - begun


def test_what_waited_is_carried_no_faster_than_four_fifths_of_what_is_allowed(tmp_path: Path) -> None:
    with joined(tmp_path, 400, **PACE) as company:
        taken = carried_in(company)
        assert company.uniconta.calls()["total"] / taken <= 0.8 * 15 * 1.1


# A machine that is slow takes longer than any forecast, so this is not for every run of the suite, and goes at a third.
@pytest.mark.soak
def test_the_time_it_takes_is_within_a_fifth_of_the_forecast(tmp_path: Path) -> None:
    with joined(tmp_path, 400, **{**PACE, "uniconta_calls_a_minute": 5}) as company:
        forecast = minutes_ahead(company.program.settings, 400)
        assert forecast is not None
        assert carried_in(company) / 60 == pytest.approx(forecast, rel=0.2)


@pytest.mark.soak
def test_a_system_that_limits_calls_a_minute_never_has_to_refuse_one(tmp_path: Path) -> None:
    pace = {"intempus_calls_a_minute": 54, "page_size": 5, "call_attempts": 1}
    with joined(tmp_path, 400, **pace) as company:
        company.intempus.switch(rate_limit_per_minute=60)
        let_it_wait(company)
        assert company.run().state is RunState.DONE
        assert "429" not in company.intempus.calls()["by_status"]
        assert len(company.arrived()) == 400


def test_after_a_wait_that_a_system_asked_for_half_the_calls_are_made(tmp_path: Path) -> None:
    pace = {"uniconta_calls_a_minute": 10, "allowance_span_seconds": 1.0, "list_size": 1, "page_size": 100}
    with joined(tmp_path, 30, **pace, throttled_wait_seconds=10.0) as company:
        company.uniconta.fault("throttled", path="/InsertList/", count=1)
        assert company.run().state is RunState.WAITING
        assert company.link(System.UNICONTA) is LinkState.THROTTLED
        assert company.look(System.UNICONTA) in {LinkState.CONNECTED, LinkState.RECOVERING}
        begun = time.monotonic()
        assert company.run().state is RunState.DONE
        # Some 36 calls at 5 a second, where 10 a second are allowed.
        assert time.monotonic() - begun > 5
