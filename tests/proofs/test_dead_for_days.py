"""The short form of P7b and P9 (T18, T19): an idle login that died is noticed, and tried seldom."""

from __future__ import annotations

from datetime import timedelta

from bindeled.domain.accounts import System
from proofs.connections.dead_for_days import one_life


def test_a_login_that_dies_unused_is_noticed_and_tried_eight_times_a_day_at_most() -> None:
    life = one_life(System.INTEMPUS, 3, timedelta(hours=1), days=1)
    assert life.noticed_due <= timedelta(minutes=15)
    assert life.noticed_idle <= timedelta(minutes=65)
    assert 0 < life.most_a_day <= 8
    assert life.most_at_once < 3
