"""The short form of P15 (T15): a login that comes and goes asks people seldom, and one stray refusal asks nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bindeled.domain.accounts import System
from proofs.connections.flapping import flap, most_within, stray_refusals

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def test_a_login_that_is_refused_every_other_time_asks_people_once_an_hour_at_most() -> None:
    life = flap(System.INTEMPUS, 0.5, timedelta(hours=3), step=timedelta(minutes=3))
    assert life.most_an_hour == 1
    assert life.doubts > len(life.asked)
    assert life.calls > 0
    assert len(life.mended) == len(life.asked)
    assert max(life.mended) <= timedelta(hours=6)


def test_a_refusal_that_is_not_met_again_asks_nobody() -> None:
    assert stray_refusals(System.UNICONTA, 3) == 0


def test_what_lies_in_one_hour_is_counted_from_each_moment_on() -> None:
    moments = [NOON + timedelta(minutes=minutes) for minutes in (0, 59, 60, 61, 200)]
    assert most_within(moments, timedelta(hours=1)) == 3
