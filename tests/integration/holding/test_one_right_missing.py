"""The login may not read items: supplies wait for that right and say so, and everything else goes on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.bootstrap.time import now
from bindeled.connections.rounds import LimitedRound
from bindeled.domain.accounts import System
from bindeled.domain.causes import Cause
from bindeled.domain.states import LinkState, RunState
from bindeled.store import views
from tests.support.joined import joined

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.joined import Joined

REPORTS = 60
ITEMS = "InvItemClient"


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Joined]:
    """Return a company whose login for Uniconta has just been found not to read items, by a run."""
    with joined(tmp_path, REPORTS) as company:
        company.deny(ITEMS)
        assert company.run().state is RunState.DONE
        yield company


def test_hours_go_on_and_supplies_name_the_right_that_they_wait_for(limited: Joined) -> None:
    supplies = {row["id"] for row in limited.intempus.truth()["reports"] if row["product"]}
    assert supplies
    parked = views.parked(limited.tenant.id)
    assert {row.report_id for row in parked} == supplies
    assert {row.finding.cause for row in parked} == {Cause.ITEMS_NOT_ALLOWED}
    assert {report_id for report_id, _ in limited.arrived()} == limited.approved() - supplies
    assert limited.link(System.UNICONTA) is LinkState.LIMITED


def test_a_right_that_is_back_lets_go_of_what_waited_and_the_daily_proof_finds_it(limited: Joined) -> None:
    limited.deny()
    program = limited.program
    LimitedRound(program.links.limited, program.logins.check, now, timedelta(days=1))()
    assert limited.link(System.UNICONTA) is LinkState.LIMITED
    LimitedRound(program.links.limited, program.logins.check, now, timedelta())()
    assert limited.link(System.UNICONTA) is LinkState.CONNECTED
    limited.run()
    assert {report_id for report_id, _ in limited.arrived()} == limited.approved()
    assert not views.parked(limited.tenant.id)
