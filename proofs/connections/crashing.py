"""P13: whatever a process was doing when it was killed, the next goes on; nothing is lost, doubled or stuck (T10).

Every crash point of the connections reference (4.5) is met before and after, by the installed command and `kill -9`.
"""

from __future__ import annotations

import json
import random
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from proofs.connections.crash_points import CRASH_POINTS, Act
from proofs.connections.dying import USE_LINK
from proofs.measured import Measured
from proofs.rig import company, control_of
from tests.support.people import People
from tests.support.processes import PATIENCE_SECONDS, TENANT, wait_for
from tests.support.sums import sum_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from proofs.connections.crash_points import CrashPoint
    from proofs.measured import Scale
    from tests.support.processes import Company

    # What is done when the next process has carried all; returns what is not as it must be.
    GoesOn = Callable[[], list[str]]

KILLED = -9
# Where logins are handed over; reports are carried to it.
_SYSTEM = "uniconta"
_RECOVERED_SECONDS, _A_MOMENT_SECONDS = 30.0, 0.3
_DYING = Path(__file__).with_name("dying.py")
_REPORTS, _AT_A_TIME = 200, 2
# As many as there are crash points, and more: each hand-over needs a secret of its own.
_SECRETS = 500
# What only a worker does, and no command that carries reports.
_OF_A_WORKER = frozenset({Act.TIDY, Act.MEND})
# What is due in days is due at once; a login that comes and goes is what this proof is made of.
AT_ONCE = {
    "BINDELED_VERSION_GRACE_HOURS": "0",
    "BINDELED_RETIRED_KEPT_DAYS": "0",
    "BINDELED_HOUSEKEEPING_SECONDS": "0.2",
    "BINDELED_NOTICE_SECONDS": "0.2",
    "BINDELED_NOTICE_APART_MINUTES": "0",
    "BINDELED_NOTICE_CATCHING_UP_MINUTES": "0",
    "BINDELED_REFUSED_FIRST_SECONDS": "1",
    "BINDELED_REFUSED_ATTEMPTS_A_DAY": "1000",
    "BINDELED_REFUSED_ATTEMPTS_CROWD": "1000",
    "BINDELED_DOUBT_REMEMBERED_HOURS": "0",
    "BINDELED_DOUBT_LASTS_SECONDS": "0.2",
}


@dataclass(frozen=True, slots=True)
class Crash:
    """A process that was killed, how many seconds the next took to carry all, and what is not as it must be then."""

    point: CrashPoint
    recovered: float
    wrong: tuple[str, ...]


def crashes(scale: Scale) -> list[Measured]:
    """Meet every crash point, in the long form several times over."""
    laps = 5 if scale.is_long else 1
    with crash_rig(laps) as crashing:
        met = [crashing.meet(point) for _ in range(laps) for point in CRASH_POINTS]
        audit = crashing.rig.cli.run("audit", "verify")
    wrong = [f"{crash.point.name}: {what}" for crash in met for what in crash.wrong]
    wrong += [f"the audit is broken: {audit.out}"] if audit.code else []
    recovered = max(crash.recovered for crash in met)
    return [
        Measured(
            "P13",
            "crash-safe",
            "kill -9 before and after CP1-CP16: P1-P3 and INV-1...6 hold, recovery <= 30 s",
            f"{len(wrong)} wrong after {len(met)} kills; recovered after at most {recovered:.1f} s",
            not wrong and recovered <= _RECOVERED_SECONDS,
            len(met),
            {"wrong": wrong, "recovered_seconds": {crash.point.name: crash.recovered for crash in met}},
        )
    ]


@contextmanager
def crash_rig(laps: int = 1) -> Iterator[Crashing]:
    """Yield a company with enough reports to be approved at every point so many times, and a person who is told."""
    with company(_REPORTS * laps, 1, **AT_ONCE) as rig:
        people = People(rig, random.Random("crashes"))  # noqa: S311 - to be had again by its seed, nothing secret
        people.hold_back(0.9)
        rig.cli.must("contacts", "add", "it@opdigtet.example", "--tenant", TENANT)
        rig.rest()
        yield Crashing(rig, people)


@dataclass
class Crashing:
    """A company in which one process after the other dies, and another goes on."""

    rig: Company
    people: People

    def meet(self, point: CrashPoint) -> Crash:
        """Let a process die at a point and the next ones go on."""
        goes_on = ACTS[point.act](self, point)
        self.people.approve(_AT_A_TIME)
        with self._worker(needed=point.act in _OF_A_WORKER):
            began = time.monotonic()
            self._carry_all()
            recovered = time.monotonic() - began
            wrong = [*goes_on(), *self._broken()]
        return Crash(point, recovered, tuple(wrong))

    def dies(self, point: CrashPoint, *words: str, stdin: str = "") -> None:
        """Run a command that is killed at the point; fails when it never gets there."""
        ended = self.rig.cli.start_script(_DYING, point.places, *words).finish(stdin)
        if ended.code != KILLED:
            raise AssertionError(f"did not die: {point.name}\n{ended}")

    @contextmanager
    def _worker(self, *, needed: bool) -> Iterator[None]:
        worker = self.rig.cli.start("worker") if needed else None
        yield
        if worker is not None:
            worker.ask_to_end()

    def _carry_all(self) -> None:
        """Ask for runs until everything is carried, as a person does who looks whether it goes on."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while self.rig.sync().code and time.monotonic() < ends:
            time.sleep(_A_MOMENT_SECONDS)

    def _broken(self) -> Iterator[str]:
        """Yield what is not as it must be whatever happened."""
        found = sum_up(self.rig)
        disorder = self.rig.uniconta.control.analysis("out-of-order")["reports"]
        if found.proof.lost or found.proof.doubled or found.broken or disorder:
            yield f"{found.proof.lost} lost, {found.proof.doubled} doubled, {len(disorder)} out of order"
        for query, said in MUST_BE_NONE.items():
            if self.rig.cli.rows(query):
                yield said


# Read from the product's database: what must never be there (INV-1, INV-5; CV-1).
MUST_BE_NONE = {
    "SELECT connection_id FROM credential_version WHERE state = 'active' GROUP BY connection_id HAVING count(*) > 1": (
        "two logins of one connection are in use"
    ),
    "SELECT id FROM connection WHERE active_version IS NULL": "a connection has no login in use",
    "SELECT id FROM connection WHERE link NOT IN ('connected', 'recovering')": "a link does not work",
    "SELECT id FROM connection c WHERE (SELECT count(*) FROM event e WHERE e.connection_id = c.id) <> "
    "(SELECT count(*) FROM audit_entry a WHERE a.subject = 'connection ' || c.id)": (
        "an event has no audit entry, or an entry no event"
    ),
}


def _connect(crashing: Crashing, point: CrashPoint) -> GoesOn:
    """Die while a login is handed over beside the one in use; the person does it again if it was not taken."""
    rig = crashing.rig
    facts, epoch = _secret_beside(rig), rig.cli.number(_EPOCHS)
    crashing.dies(point, *_handing_over(facts), stdin=facts["secret"])
    return lambda: _handed_over_again(rig, facts) if rig.cli.number(_EPOCHS) == epoch else []


def _connect_alone(crashing: Crashing, point: CrashPoint) -> GoesOn:
    variant = ("connections", "variant", _SYSTEM)
    crashing.rig.cli.must(*variant, "barrier", "--tenant", TENANT)
    goes_on = _connect(crashing, point)

    def afterwards() -> list[str]:
        wrong = goes_on()
        crashing.rig.cli.must(*variant, "overlap", "--tenant", TENANT)
        return wrong

    return afterwards


def _handed_over_again(rig: Company, facts: dict[str, str]) -> list[str]:
    finished = rig.connect(_SYSTEM, **facts)
    rig.credentials[_SYSTEM] = facts
    return [] if finished.code == 0 else [f"the next hand-over fails: {finished.error}"]


def _handing_over(facts: dict[str, str]) -> tuple[str, ...]:
    company = ("--company", facts["company"]) if facts.get("company") else ()
    return ("connect", _SYSTEM, "--tenant", TENANT, "--login", facts["login"], "--secret-file", "-", *company)


def _carry(crashing: Crashing, point: CrashPoint) -> GoesOn:
    crashing.people.approve(_AT_A_TIME)
    crashing.dies(point, "sync", "reports", "--tenant", TENANT)
    return list


def _tidy(crashing: Crashing, point: CrashPoint) -> GoesOn:
    """Die while the former login is put away; the next worker does it."""
    rig = crashing.rig
    _must_connect(rig, _secret_beside(rig))
    crashing.dies(point, "worker")

    def afterwards() -> list[str]:
        wait_for(lambda: not rig.cli.rows(_SECRETS_OF_FORMER), "the secret of the former login is destroyed")
        return []

    return afterwards


def _rotate(crashing: Crashing, point: CrashPoint) -> GoesOn:
    """Die while the data key is rotated; the next rotation ends it."""
    words = ("keys", "rotate", "--tenant", TENANT)
    crashing.dies(point, *words)

    def afterwards() -> list[str]:
        finished = crashing.rig.cli.run(*words)
        return [] if finished.code == 0 else [f"the next rotation fails: {finished.error}"]

    return afterwards


def _mend(crashing: Crashing, point: CrashPoint) -> GoesOn:
    """Die while a link is found to work again of which a person was told; that it works is told once all the same."""
    rig = crashing.rig
    rig.intempus.control.fault("auth_reject", count=None)
    worker = rig.cli.start("worker")
    asking = rig.cli.start("sync", "reports", "--tenant", TENANT, "--json")
    asked = _letters(rig, "down")
    wait_for(lambda: _letters(rig, "down") > asked, "a person is asked for a new login")
    worker.kill()
    asking.kill()
    rig.intempus.control.clear_faults()
    before = _letters(rig, "up")
    crashing.dies(point, "worker")

    def afterwards() -> list[str]:
        wait_for(lambda: _letters(rig, "up") > before, "it is told that the link works again")
        times = _letters(rig, "up") - before
        return [] if times == 1 else [f"told {times} times that the link works again"]

    return afterwards


def _use_link(crashing: Crashing, point: CrashPoint) -> GoesOn:
    """Die while a reconnect link is used; the same person uses it again, unless it was used to the end."""
    rig = crashing.rig
    made = rig.cli.must("links", "create", _SYSTEM, "--tenant", TENANT, "--json").out
    written = json.loads(made)["address"].rpartition("/")[2]
    facts = _secret_beside(rig)
    words = (USE_LINK, written, facts["login"], facts.get("company", ""))
    epoch = rig.cli.number(_EPOCHS)
    crashing.dies(point, *words, stdin=facts["secret"])
    was_used = rig.cli.number(_EPOCHS) > epoch

    def afterwards() -> list[str]:
        again = rig.cli.start_script(_DYING, "", *words).finish(facts["secret"])
        if (again.code == 0) is was_used:
            return [f"used before: {was_used}, and used again: {again.code == 0}: {again.error}"]
        return []

    return afterwards


def _secret_beside(rig: Company) -> dict[str, str]:
    """Let the user have one more secret beside those it has."""
    control, facts = control_of(rig, _SYSTEM), rig.credentials[_SYSTEM]
    control.switch(passwords_at_once=_SECRETS)
    return {**facts, "secret": control.credentials("add-secret", login=facts["login"])["secret"]}


def _must_connect(rig: Company, facts: dict[str, str]) -> None:
    finished = rig.connect(_SYSTEM, **facts)
    if finished.code:
        raise AssertionError(str(finished))
    rig.credentials[_SYSTEM] = facts


def _letters(rig: Company, side: str) -> int:
    return rig.cli.number("SELECT count(*) FROM notice WHERE side = ?", side)


_EPOCHS = "SELECT sum(epoch) FROM connection"
_SECRETS_OF_FORMER = "SELECT id FROM credential_version WHERE state <> 'active' AND ciphertext IS NOT NULL"
ACTS: dict[Act, Callable[[Crashing, CrashPoint], GoesOn]] = {
    Act.CONNECT: _connect,
    Act.CONNECT_ALONE: _connect_alone,
    Act.CARRY: _carry,
    Act.TIDY: _tidy,
    Act.ROTATE: _rotate,
    Act.MEND: _mend,
    Act.USE_LINK: _use_link,
}
