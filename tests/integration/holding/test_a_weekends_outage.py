"""Uniconta is away from Friday afternoon to Monday morning, and 50,000 reports are approved meanwhile (P5b, P14).

Twins, worker and commands are processes. The clocks of all of them are set ahead, some hours at a time.
"""

from __future__ import annotations

import json
import time
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.keys import Reference
from tests.support.processes import TENANT, a_company, wait_for
from tests.support.sums import assert_nothing_lost_or_doubled

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator

    from sandbox.client import RunningTwin
    from tests.support.processes import Command, Company

pytestmark = pytest.mark.soak

BEFORE, LOT, LOTS, LOT_HOURS = 500, 10_000, 5, 13
WAITING = LOT * LOTS
# One and a half calls a second are allowed: so few that the machine does not decide how long it takes.
CALLS, SPAN_SECONDS, SHARE = 15, 10.0, 0.8
SETTINGS = {
    "BINDELED_UNICONTA_CALLS_A_MINUTE": str(CALLS),
    "BINDELED_INTEMPUS_CALLS_A_MINUTE": "75",
    "BINDELED_ALLOWANCE_SPAN_SECONDS": str(SPAN_SECONDS),
    "BINDELED_SCHEDULE_LOOK_SECONDS": "0.5",
}
ROUND_THE_CLOCK = "mon-sun 00:00,04:00,08:00,12:00,16:00,20:00"
SET_AHEAD = Path(__file__).with_name("set_ahead.py")
HELD = "SELECT count(*) FROM held_report"
# In MiB; a run of 1,500 reports takes 150.
MOST_MEMORY = 300.0
TOLD = "SELECT count(*) FROM event WHERE kind = ?"


@dataclass
class Weekend:
    """What came of it. Moments and spans are in seconds, memory is the worker's, in MiB.

    `held` is how many reports waited after each lot, `sent` how many lines Uniconta had as it came back; `calls` are
    the moments at which it was called after that.
    """

    company: Company
    held: list[int] = field(default_factory=list)
    sent: int = 0
    forecast: float = 0.0
    took: float = 0.0
    calls: list[float] = field(default_factory=list)
    memory_before: float = 0.0
    memory_most: float = 0.0


@pytest.fixture(scope="module")
def weekend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weekend]:
    with a_company(tmp_path_factory.mktemp("weekend"), **SETTINGS) as company:
        company.reset("bulk", 1, reports=BEFORE + WAITING)
        lots = held_back(company)
        company.set_up()
        let_only_reports_run(company)
        company.rest()
        clocks, came = Clocks(company, tmp_path_factory.mktemp("clocks") / "ahead"), Weekend(company)
        worker = clocks.start("worker")
        wait_for(lambda: company.cli.number("SELECT count(*) FROM worker") > 0, "the worker works")
        came.memory_before = memory_of(worker, "VmRSS")
        company.uniconta.control.outage()
        for lot in lots:
            approve_over_hours(came, clocks, lot)
        come_back(came, clocks)
        came.memory_most = memory_of(worker, "VmHWM")
        assert worker.ask_to_end() == 0
        yield came


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of both twins and of each process that is started here. They go together."""

    company: Company
    file: Path

    def __post_init__(self) -> None:
        self._show(0)

    def start(self, *words: str) -> Command:
        """Start a command that sees the time as it is set here."""
        return self.company.cli.start_script(SET_AHEAD, str(self.file), *words)

    def pass_by(self, hours: int) -> None:
        """Set all of them ahead."""
        moved = [twin.control.move_clock(hours * 3600.0)["moved"] for twin in self._twins]
        self._show(max(moved))

    @property
    def _twins(self) -> tuple[RunningTwin, RunningTwin]:
        return self.company.intempus, self.company.uniconta

    def _show(self, seconds: float) -> None:
        written = self.file.with_suffix(".written")
        written.write_text(str(seconds))
        # At once, so that nobody reads half of it.
        written.replace(self.file)


def held_back(company: Company) -> list[list[int]]:
    """Withdraw the approval of all but a few reports; return the others in lots, each with reports of all days."""
    reports = [report["id"] for report in company.intempus.control.truth()["reports"]]
    kept = set(reports[:: len(reports) // BEFORE][:BEFORE])
    waiting = [report_id for report_id in reports if report_id not in kept]
    company.intempus.control.unapprove(waiting)
    return [waiting[number::LOTS] for number in range(LOTS)]


def let_only_reports_run(company: Company) -> None:
    """Let reports be looked for day and night, and nothing else."""
    company.cli.must("schedules", "set", "reports", "--tenant", TENANT, "--window", ROUND_THE_CLOCK)
    for flow in ("employees", "customers", "items", "projects"):
        company.cli.must("schedules", "set", flow, "--tenant", TENANT, "--never")


def approve_over_hours(came: Weekend, clocks: Clocks, lot: list[int]) -> None:
    """Let people approve a lot while hours pass, and wait until all of it is noted as waiting."""
    came.company.intempus.control.approve(lot)
    clocks.pass_by(LOT_HOURS)
    expected = len(lot) * (len(came.held) + 1)
    wait_long(lambda: came.company.cli.number(HELD) == expected, f"{expected} reports wait")
    came.held.append(expected)


def come_back(came: Weekend, clocks: Clocks) -> None:
    """Let Uniconta come back, and wait until nothing waits any more."""
    company, there = came.company, came.company.uniconta.control
    came.sent = there.contents()["counts"]["ProjectJournalLineClient"]
    status = json.loads(clocks.start("status", "--json").finish().out)
    came.forecast = status["tenants"][0]["held"]["forecast_minutes"] * 60
    seen = there.requests()[-1]["number"]
    there.outage(None)
    began = time.monotonic()
    wait_long(lambda: company.cli.number(TOLD, "queue.drained") > 0, "what waited is carried")
    came.took = time.monotonic() - began
    came.calls = sorted(call["arrived"] for call in there.requests(seen))


def wait_long(is_so: Callable[[], bool], what: str) -> None:
    """Wait as `wait_for` does, longer and with fewer looks: what is looked at is a large table."""
    wait_for(is_so, what, look_seconds=0.25, patience_seconds=900.0)


def memory_of(command: Command, what: str) -> float:
    """Return how much memory a process uses (`VmRSS`) or has used at most (`VmHWM`), in MiB."""
    status = Path(f"/proc/{command.process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(what)) / 1024


# what must have come of it


def test_what_is_approved_meanwhile_waits_and_nothing_is_sent(weekend: Weekend) -> None:
    assert weekend.held == [LOT * number for number in range(1, LOTS + 1)]
    assert weekend.sent == BEFORE


def test_everything_lies_in_uniconta_once_and_the_end_is_told_once(weekend: Weekend) -> None:
    summed = assert_nothing_lost_or_doubled(weekend.company, "after the weekend")
    assert (summed.proof.carried, summed.proof.parked) == (BEFORE + WAITING, 0)
    [(facts,)] = weekend.company.cli.rows("SELECT facts FROM event WHERE kind = 'queue.drained'")
    assert (json.loads(facts)["sent"], json.loads(facts)["noted"]) == (WAITING, WAITING)


def test_the_oldest_day_is_carried_first(weekend: Weekend) -> None:
    lines = weekend.company.uniconta.control.truth()["lines"]
    assert all(Reference.parse(line["ReferenceNumber"]) for line in lines)
    assert all(line["Date"] <= later["Date"] for line, later in pairwise(lines[BEFORE:]))


def test_no_span_has_more_calls_than_four_fifths_of_those_allowed(weekend: Weekend) -> None:
    # A second less, since a call may be on its way for longer than the next one.
    crowds = [bisect_left(weekend.calls, moment + SPAN_SECONDS - 1) - at for at, moment in enumerate(weekend.calls)]
    # One more: the look that finds Uniconta back belongs to no run.
    assert max(crowds) <= SHARE * CALLS + 1
    assert len(weekend.calls) >= WAITING / 500


def test_it_takes_as_long_as_was_forecast(weekend: Weekend) -> None:
    assert weekend.took == pytest.approx(weekend.forecast, rel=0.2)


def test_the_worker_needs_little_memory_for_it(weekend: Weekend, figures: Callable[[str], Counter[str]]) -> None:
    spans = {"seconds to carry them": weekend.took, "seconds forecast": weekend.forecast}
    memory = {"MiB of the worker before": weekend.memory_before, "MiB at most": weekend.memory_most}
    figures("a weekend's outage").update({what: round(value) for what, value in {**spans, **memory}.items()})
    assert weekend.memory_most < MOST_MEMORY


def test_nobody_is_asked_for_a_login(weekend: Weekend) -> None:
    told = weekend.company.cli.rows("SELECT facts FROM event WHERE kind = 'link.changed'")
    states = [json.loads(facts)["to"] for (facts,) in told]
    assert "unreachable" in states
    assert not {"suspect", "action_required", "quarantined"} & set(states)
