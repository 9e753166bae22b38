"""P1 to P3 with corrections on, in one process: the short form of `make prove-connections ARGS="--only P1c"`."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.domain.calendar import danish_day
from bindeled.domain.pay_periods import PayPeriods
from bindeled.domain.reconciliation import Reason
from bindeled.store import views
from tests.support.corrections import Corrections, count_corrected
from tests.support.joined import joined

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox.client import TwinControl
    from tests.support.joined import Joined

REPORTS, ROUNDS = 60, 6
FAULTS = (None, "reset_before_commit", "reset_after_commit")
_PLACES = {Reason.PARKED, Reason.WAITING}


@dataclass(frozen=True, slots=True)
class Steered:
    """A twin, as people reach it."""

    control: TwinControl


@dataclass(frozen=True, slots=True)
class Both:
    """Where people work."""

    intempus: Steered
    uniconta: Steered


def differing(company: Joined) -> set[int]:
    today = danish_day(company.program.clock())
    span = (today - timedelta(days=399), today + timedelta(days=1))
    found = company.program.flows.reconcile(company.tenant, span, PayPeriods())
    return {one.report_id for one in found.explanations if one.reason not in _PLACES}


def test_whatever_people_correct_on_both_sides_nothing_is_lost_doubled_or_unexplained(tmp_path: Path) -> None:
    with joined(tmp_path, REPORTS, page_size=40, list_size=10, settle_after_seconds=0) as company:
        chance = random.Random("corrections")  # noqa: S311 - the same each time, nothing secret
        twins = Both(Steered(company.intempus), Steered(company.uniconta))
        people = Corrections(twins, chance)
        people.hold_back(0.8)
        for _ in range(ROUNDS):
            people.approve(REPORTS // ROUNDS)
            people.act()
            fault = chance.choice(FAULTS)
            if fault is not None:
                company.uniconta.fault(fault, path="Entities/")
            company.run()
            company.uniconta.clear_faults()
            people.rest()
        for _ in range(2):
            company.run()
        parked = {row.report_id for row in views.parked(company.tenant.id)}
        counted = count_corrected(twins, people.touched, parked, differing(company))
        assert (counted.lost, counted.doubled, counted.misplaced, counted.unexplained, counted.inversions) == (0,) * 5
        assert counted.carried > REPORTS // 2
        assert counted.touched
