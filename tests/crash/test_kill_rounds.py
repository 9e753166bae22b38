"""Round after round a process of the product is killed, while both systems and the people go on; then the sum.

A round: people act, one process or two are started, one of them is killed at a moment that the seed chose, read off
the product's own tables. Nothing is repaired in between: the next round finds what the last one left.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.people import People
from tests.support.processes import TENANT, Company, a_company, wait_for
from tests.support.sums import assert_nothing_lost_or_doubled

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.processes import Command

REPORTS = 400
ROUNDS = 5
SEEDS = range(1, 5)  # 20 rounds
SOAK_SEEDS = range(101, 161)  # 300 rounds

SYNC = ("sync", "reports", "--tenant", TENANT, "--json")
WORKER = ("worker",)
LISTS = {"BINDELED_LIST_SIZE": "7", "BINDELED_PAGE_SIZE": "60", "BINDELED_SCHEDULE_LOOK_SECONDS": "0.3"}
FIGURES = ("rounds", "processes killed", "rounds finished by a survivor", "carried", "parked", "lost", "doubled")
INSERT, DELETE = "/InsertList/", "/Delete/"
FAULTS: tuple[dict[str, Any] | None, ...] = (
    None,
    {"fault": "reset_before_commit", "path": INSERT},
    {"fault": "reset_after_commit", "path": INSERT},
    {"fault": "reset_after_commit", "path": DELETE},
    # Slow for the whole round: the kill falls into a call that is on its way, before or after Uniconta has done it.
    {"fault": "slow", "path": INSERT, "seconds": 0.03, "count": None},
    {"fault": "slow", "path": INSERT, "seconds": 0.03, "count": None, "commit_first": True},
    {"fault": "status", "path": "ProjectJournalLineClient", "method": "GET", "status": 503, "count": 4},
)


@pytest.mark.parametrize("seed", [*SEEDS, *(pytest.param(seed, marks=pytest.mark.soak) for seed in SOAK_SEEDS)])
def test_killed_round_after_round_every_report_lies_in_uniconta_once(
    seed: int, tmp_path: Path, figures: Callable[[str], Counter[str]]
) -> None:
    tally = figures("kill rounds")
    with a_company(tmp_path, **LISTS) as company:
        storm = Storm.over(company, seed, tally)
        for number in range(1, ROUNDS + 1):
            storm.round(number)
        company.uniconta.control.clear_faults()
        company.rest()
        counted = assert_nothing_lost_or_doubled(company, f"seed {seed}\n" + "\n".join(storm.told), tally)
        tally["hours and pieces"] += int(sum(counted.standing.values()))


@dataclass
class Storm:
    """What happens in the rounds of one seed; `told` is the log of it, for the one who has to find out."""

    company: Company
    chance: random.Random
    people: People
    tally: Counter[str]
    told: list[str]

    @classmethod
    def over(cls, company: Company, seed: int, tally: Counter[str]) -> Storm:
        """Set the company up with most of its reports not approved yet."""
        company.reset("bulk", seed, reports=REPORTS)
        chance = random.Random(f"kill rounds/{seed}")  # noqa: S311 - to be had again by its seed, nothing secret
        people = People(company, chance)
        people.hold_back(0.8)
        company.set_up()
        tally.update(dict.fromkeys(FIGURES, 0))
        return cls(company, chance, people, tally, [])

    def round(self, number: int) -> None:
        """Let people act, start, kill, and let the survivor, if there is one, finish."""
        self.tally["rounds"] += 1
        approved = self.people.approve(self.chance.randint(20, 80))
        self.people.act()
        fault = self._arm()
        began = [self.company.cli.start(*words) for words in self._cast()]
        moment = self._await_moment(began, approved)
        if self.chance.random() < 0.3:
            self.people.act()
        victim = self._victim(began)
        killed = victim.kill()
        self.tally.update({"processes killed": killed, f"killed {moment}": killed})
        self.told.append(f"round {number}: {victim.words[0]} of {len(began)} killed {moment}: {killed}; fault {fault}")
        for survivor in began:
            if survivor is not victim:
                self._let_finish(survivor)
        self.company.uniconta.control.clear_faults()

    def _arm(self) -> dict[str, Any] | None:
        fault = self.chance.choice(FAULTS)
        if fault is not None:
            self.company.uniconta.control.fault(**{"skip": self.chance.randint(0, 4), **fault})
        return fault

    def _cast(self) -> tuple[tuple[str, ...], ...]:
        """Choose who is started. Two plain workers find something to do only where a run was left open."""
        if self.chance.random() < 0.6:
            return (SYNC,)
        return (WORKER, WORKER) if self._is_open() else (WORKER, SYNC)

    def _await_moment(self, began: list[Command], approved: int) -> str:
        """Wait for a moment that the chance chose and return its name; a process that ends earlier ends the wait."""
        name, has_come = self._moment(approved)
        wait_for(lambda: has_come() or not all(command.is_running() for command in began), name)
        time.sleep(self.chance.uniform(0, 0.03))
        return name

    def _moment(self, approved: int) -> tuple[str, Callable[[], bool]]:
        name = self.chance.choices(("starting", "before the run", "in the middle", "at the end"), (15, 15, 50, 20))[0]
        before = self.company.cli.number("SELECT max(id) FROM event")
        if name == "starting":
            ends = time.monotonic() + self.chance.uniform(0, 0.8)
            return name, lambda: time.monotonic() > ends
        if name == "before the run":
            known = self._known_workers()
            return name, lambda: bool(self._known_workers() - known)
        if name == "in the middle":
            # An event is written with every change: a list opened, a list settled, something taken back.
            step = self.chance.randint(0, 2 * approved // int(LISTS["BINDELED_LIST_SIZE"]) + 4)
            return name, lambda: self._events_of_run(before) > step or self._is_over(before)
        return name, lambda: self._is_over(before)

    def _known_workers(self) -> set[str]:
        return {name for (name,) in self.company.cli.rows("SELECT name FROM worker")}

    def _events_of_run(self, before: int) -> int:
        """Return how much has been written down since a run was begun after the event with this number."""
        query = "SELECT count(*) FROM event WHERE id >= (SELECT min(id) FROM event WHERE kind = 'run.begun' AND id > ?)"
        return self.company.cli.number(query, before)

    def _is_over(self, before: int) -> bool:
        return self._events_of_run(before) > 0 and not self._is_open()

    def _is_open(self) -> bool:
        return self.company.cli.number("SELECT count(*) FROM run WHERE state IN ('queued', 'running', 'waiting')") > 0

    def _victim(self, began: list[Command]) -> Command:
        """Return who carries the run, else anybody; a worker's name ends in its process and a few letters."""
        rows = self.company.cli.rows("SELECT worker FROM run WHERE state = 'running'")
        carrying = {int(name.split("-")[-2]) for (name,) in rows}
        busy = [command for command in began if command.process.pid in carrying]
        return (busy or self.chance.sample(began, 1))[0]

    def _let_finish(self, survivor: Command) -> None:
        """Wait until the survivor has finished what there was to do, and let it end."""
        if survivor.words == SYNC:
            survivor.finish()
        else:
            wait_for(lambda: not self._is_open(), "the survivor finishes the run")
            survivor.ask_to_end()
        self.tally["rounds finished by a survivor"] += 1
