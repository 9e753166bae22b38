"""The sum as both twins hold it, with nothing of it taken from our own ledger but what explains it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.calendar import danish_day
from bindeled.domain.pay_periods import PayPeriods
from bindeled.domain.reconciliation import ZERO, Reason
from tests.support.joined import joined

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bindeled.domain.reconciliation import Reconciliation
    from tests.support.joined import Joined

REPORTS = 60


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Joined]:
    """Return a company with approved reports of which nothing is carried yet."""
    with joined(tmp_path, REPORTS, page_size=40, list_size=25) as company:
        yield company


def reconciled(company: Joined) -> Reconciliation:
    today = danish_day(company.program.clock())
    span = (today - timedelta(days=399), today + timedelta(days=1))
    return company.program.flows.reconcile(company.tenant, span, PayPeriods())


def totals(found: Reconciliation) -> dict[str, Decimal]:
    names = ("approved", "journal", "posted", "parked", "waiting", "difference")
    return {name: sum((getattr(cell, name) for cell in found.cells), Decimal(0)) for name in names}


def test_everything_waits_lies_in_the_journal_and_is_posted_in_turn(company: Joined) -> None:
    before = totals(reconciled(company))
    assert before["waiting"] == before["approved"] > 0
    company.run()
    carried = totals(reconciled(company))
    assert carried["journal"] == carried["approved"] == before["approved"]
    company.uniconta.post_journal("INTEMPUS")
    posted = totals(reconciled(company))
    assert (posted["posted"], posted["journal"], posted["difference"]) == (before["approved"], ZERO, ZERO)


def test_what_is_withdrawn_after_it_was_carried_is_told_until_the_next_run(company: Joined) -> None:
    company.run()
    withdrawn = min(company.approved())
    company.intempus.unapprove([withdrawn])
    found = reconciled(company)
    assert [(one.report_id, one.reason) for one in found.explanations] == [(withdrawn, Reason.NOT_APPROVED)]
    assert not found.closed
    company.run()
    assert reconciled(company).closed


def test_looking_changes_nothing(company: Joined) -> None:
    company.run()
    before = company.uniconta.truth()["lines"]
    reconciled(company)
    assert company.uniconta.truth()["lines"] == before
