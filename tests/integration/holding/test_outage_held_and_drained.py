"""Uniconta is away: what is due is noted, nothing is sent, and all of it is carried once it is back."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.accounts import System
from bindeled.domain.calendar import danish_day
from bindeled.domain.states import LinkState, RunState
from bindeled.store import models
from bindeled.store.views import flow_today
from tests.support.joined import joined

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bindeled.store.views import Waiting
    from tests.support.joined import Joined

REPORTS = 300


@pytest.fixture
def away(tmp_path: Path) -> Iterator[Joined]:
    """Return a company whose Uniconta does not answer, as everybody knows by now."""
    with joined(tmp_path, REPORTS, page_size=40, list_size=25) as company:
        company.uniconta.outage()
        for _ in range(company.program.settings.breaker_failures):
            company.look(System.UNICONTA)
        assert company.link(System.UNICONTA) is LinkState.UNREACHABLE
        yield company


def waiting(company: Joined) -> Waiting:
    return flow_today(company.tenant.id, danish_day(company.program.clock())).waiting


def test_what_is_due_is_counted_while_uniconta_is_away(away: Joined) -> None:
    run = away.run()
    assert run.state is RunState.WAITING
    assert run.counts["held"] == REPORTS
    assert waiting(away).reports == len(away.approved()) == REPORTS
    assert not away.arrived()


def test_a_run_that_waits_reads_the_source_once_for_each_moment_of_its_schedule(away: Joined) -> None:
    away.run()
    calls = away.intempus.calls()["total"]
    for _ in range(5):
        away.run()
    assert away.intempus.calls()["total"] == calls


def test_a_report_that_is_withdrawn_meanwhile_waits_no_longer(away: Joined) -> None:
    away.run()
    away.intempus.unapprove(list(away.approved())[:3])
    away.run("hand")
    assert waiting(away).reports == REPORTS - 3


def test_what_waited_arrives_once_and_the_oldest_day_first(away: Joined) -> None:
    away.run()
    away.uniconta.outage(None)
    assert away.look(System.UNICONTA) is LinkState.RECOVERING
    assert [away.run().state for _ in range(2)] == [RunState.DONE, RunState.DONE]
    arrived = away.arrived()
    assert len(arrived) == REPORTS
    assert {report_id for report_id, _ in arrived} == away.approved()
    assert all(day <= later for (_, day), (_, later) in pairwise(arrived))
    assert away.link(System.UNICONTA) is LinkState.CONNECTED
    assert waiting(away).reports == 0
    # Told once, by the run that ended it.
    [event] = models.Event.objects.filter(kind="queue.drained")
    assert event.facts["sent"] == event.facts["noted"] == REPORTS


def test_without_room_in_the_database_the_source_is_left_alone_and_nothing_is_lost(tmp_path: Path) -> None:
    with joined(tmp_path, 20, disk_quota_megabytes=1, disk_pause_share=0.0001) as company:
        company.uniconta.outage()
        for _ in range(company.program.settings.breaker_failures):
            company.look(System.UNICONTA)
        run = company.run()
        assert "quota" in run.reason
        assert "held" not in run.counts
        company.run()
        assert [event.kind for event in models.Event.objects.filter(kind__startswith="disk.")] == ["disk.full"]
        company.uniconta.outage(None)
        company.look(System.UNICONTA)
        company.run()
        assert len(company.arrived()) == 20
