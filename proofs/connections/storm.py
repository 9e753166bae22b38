"""P1 to P3: while logins change, die and come back, systems go away and workers are killed, nothing goes astray."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from proofs.measured import Measured
from proofs.rig import company
from tests.support.people import People
from tests.support.processes import TENANT
from tests.support.sums import sum_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from proofs.measured import Scale
    from sandbox.client import RunningTwin
    from tests.support.processes import Command, Company

SYSTEMS = ("intempus", "uniconta")
_A_MOMENT_SECONDS = 0.3
_WORKERS = 2


@dataclass
class Storm:
    """What happens to one company. `logins` are the secrets that are right now, by system."""

    company: Company
    chance: random.Random
    people: People
    workers: list[Command] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)

    def begin(self) -> None:
        """Let two workers carry, and hold most approvals back so that there is something to approve."""
        self.company.intempus.control.switch(keys_per_user=2)
        self.company.uniconta.control.switch(passwords_at_once=2)
        self.people.hold_back(0.8)
        self.workers = [self.company.cli.start("worker") for _ in range(_WORKERS)]

    def round(self, approvals: int) -> None:
        """People act, a run is asked for, and something happens while it goes on."""
        self.people.approve(approvals)
        self.people.act()
        asking = self.company.cli.start("sync", "reports", "--tenant", TENANT, "--json")
        time.sleep(self.chance.random() * _A_MOMENT_SECONDS)
        disturb = self.chance.choice(DISTURBANCES)
        disturb(self)
        self.met[disturb.__name__.strip("_")] += 1
        asking.kill()
        self.people.rest()

    def lull(self) -> None:
        """Let everything answer again and carry what is left."""
        for twin in (self.company.intempus, self.company.uniconta):
            twin.control.clear_faults()
            twin.control.outage(None)
        self.company.rest()

    def calm(self) -> None:
        """End it: carry what is left, and let the workers go."""
        self.lull()
        for worker in self.workers:
            worker.ask_to_end()

    def twin(self, system: str) -> RunningTwin:
        """Return the twin of a system."""
        return self.company.intempus if system == "intempus" else self.company.uniconta

    def hand_over(self, system: str, secret: str) -> None:
        """Hand a login over as a person does; it has to be taken."""
        self.company.credentials[system]["secret"] = secret
        finished = self.company.connect(system, **self.company.credentials[system])
        if finished.code:
            raise AssertionError(str(finished))


def _replace_beside_the_old(storm: Storm) -> None:
    """Give a second secret out, hand it over, and only then take the first away."""
    system = storm.chance.choice(SYSTEMS)
    control, login = storm.twin(system).control, storm.company.credentials[system]["login"]
    old = storm.company.credentials[system]["secret"]
    storm.hand_over(system, control.credentials("add-secret", login=login)["secret"])
    control.credentials("revoke-secret", login=login, secret=old)


def _die_and_be_replaced(storm: Storm) -> None:
    """Let a secret die in use; a person hands the new one over a moment later."""
    system = storm.chance.choice(SYSTEMS)
    login = storm.company.credentials[system]["login"]
    secret = storm.twin(system).control.credentials("rotate", login=login)["secret"]
    time.sleep(_A_MOMENT_SECONDS)
    storm.hand_over(system, secret)


def _go_away_for_a_while(storm: Storm) -> None:
    control = storm.twin(storm.chance.choice(SYSTEMS)).control
    control.outage("unavailable")
    time.sleep(_A_MOMENT_SECONDS)
    control.outage(None)


def _lose_answers(storm: Storm) -> None:
    fault = storm.chance.choice(("reset_before_commit", "reset_after_commit"))
    storm.company.uniconta.control.fault(fault, path="/InsertList/", count=2)
    time.sleep(_A_MOMENT_SECONDS)


def _kill_a_worker(storm: Storm) -> None:
    number = storm.chance.randrange(len(storm.workers))
    storm.workers[number].kill()
    storm.workers[number] = storm.company.cli.start("worker")


DISTURBANCES: tuple[Callable[[Storm], None], ...] = (
    _replace_beside_the_old,
    _die_and_be_replaced,
    _go_away_for_a_while,
    _lose_answers,
    _kill_a_worker,
)


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What both twins show when it is over."""

    carried: int
    lost: int
    doubled: int
    inversions: int
    met: Counter[str]


def weather(scale: Scale, seed: int) -> Aftermath:
    """Go through one storm of as many rounds as there are disturbances, times the scale's, and count."""
    with company(scale.reports, seed, BINDELED_SCHEDULE_LOOK_SECONDS="0.3", BINDELED_LIST_SIZE="20") as rig:
        chance = random.Random(f"storm/{seed}")  # noqa: S311 - to be had again by its seed, nothing secret
        storm = Storm(rig, chance, People(rig, chance))
        storm.begin()
        rounds = 4 * scale.rounds
        for _ in range(rounds):
            storm.round(max(1, scale.reports * 4 // 5 // rounds))
        storm.calm()
        proof = sum_up(rig).proof
        disorder = rig.uniconta.control.analysis("out-of-order")["reports"]
        return Aftermath(proof.carried, proof.lost, proof.doubled, sum(disorder.values()), storm.met)


def nothing_lost_or_doubled(scale: Scale) -> list[Measured]:
    """Measure P1, P2 and P3 in the same storms."""
    after = [weather(scale, seed) for seed in range(1, scale.rounds + 1)]
    met = sum((one.met for one in after), Counter())
    carried = sum(one.carried for one in after)
    figures = {"carried": carried, "disturbances": dict(met)}
    return [
        _sum("P1", "nothing lost", sum(one.lost for one in after), carried, len(after), figures),
        _sum("P2", "nothing twice", sum(one.doubled for one in after), carried, len(after), figures),
        _sum("P3", "order per report", sum(one.inversions for one in after), carried, len(after), figures),
    ]


def _sum(name: str, what: str, count: int, carried: int, runs: int, figures: dict[str, object]) -> Measured:
    return Measured(name, what, "0", f"{count} of {carried:,} carried", count == 0 and carried > 0, runs, figures)
