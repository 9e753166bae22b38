"""P8b: a process that was stopped across a switch begins no call with the old login after it woke (T09)."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from proofs.connections.crowd import gather
from proofs.connections.switching import newest_secret, second_secret
from proofs.measured import Measured
from proofs.rig import company, control_of
from tests.support.processes import wait_for

if TYPE_CHECKING:
    from proofs.connections.crowd import Call
    from proofs.measured import Scale
    from tests.support.processes import Company

_SYSTEMS = ("intempus", "uniconta")
# By default a lease lasts a quarter of a second: both are sleeps that it does not survive.
_SHORT_SLEEP_SECONDS, _LONG_SLEEP_SECONDS = 2.0, 10.0
_MOST_AWAKE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Slept:
    """One sleep across one switch. `by_old` are the calls that reached the twin with the old login after the waking.

    `before` and `after` are the calls that the sleeper began before it was stopped and after it woke.
    """

    before: int
    after: int
    by_old: int
    failed: list[str]


def switches_slept_through(scale: Scale) -> list[Measured]:
    """Stop one of eight processes at a random moment, switch, and let it go on."""
    seconds = _LONG_SLEEP_SECONDS if scale.is_long else _SHORT_SLEEP_SECONDS
    chance = random.Random("sleepers")  # noqa: S311 - to be had again by its seed, nothing secret
    with company(reports=1) as rig:
        done = [
            slept_through(rig, system, seconds, chance) for _ in range(max(1, scale.rounds // 2)) for system in _SYSTEMS
        ]
    by_old, failed = sum(one.by_old for one in done), [error for one in done for error in one.failed]
    acted = all(one.before and one.after for one in done)
    return [
        Measured(
            "P8b",
            "a process that slept across a switch",
            "0 calls with the old login after it woke; 0 calls fail",
            f"{by_old} and {len(failed)} of {sum(one.after for one in done)}, asleep for {seconds:.0f} s",
            by_old == 0 and not failed and acted,
            len(done),
            {"by_old": by_old, "failed": failed, "asleep_seconds": seconds},
        )
    ]


def slept_through(rig: Company, system: str, seconds: float, chance: random.Random, callers: int = 8) -> Slept:
    """Let one process sleep for so long at least, and the login be replaced meanwhile; the old one stays good."""
    control, sleeper = control_of(rig, system), chance.randrange(callers)
    crowd = gather(rig, system, callers)
    control.zero_calls()
    facts = second_secret(rig, system)
    wait_for(lambda: control.calls()["total"] > 3 * callers, "everybody calls")
    time.sleep(chance.random() * _MOST_AWAKE_SECONDS)
    crowd.stop(sleeper)
    stopped = time.time()
    finished = rig.connect(system, **facts)
    if finished.code:
        raise AssertionError(str(finished))
    rig.credentials[system] = facts
    time.sleep(max(0.0, stopped + seconds - time.time()))
    woken = time.time()
    crowd.wake(sleeper)
    before = control.calls()["total"]
    wait_for(lambda: control.calls()["total"] > before + 4 * callers, "everybody goes on")
    return _summed(rig, system, (stopped, woken), crowd.end(), sleeper)


def _summed(rig: Company, system: str, sleep: tuple[float, float], made: list[list[Call]], sleeper: int) -> Slept:
    stopped, woken = sleep
    in_use = newest_secret(rig, system)
    asked = [call for call in control_of(rig, system).requests() if call["arrived"] >= woken]
    return Slept(
        before=sum(call.began < stopped for call in made[sleeper]),
        after=sum(call.began > woken for call in made[sleeper]),
        by_old=sum((call["credential"], call["version"]) != in_use for call in asked),
        failed=[call.error for calls in made for call in calls if call.error],
    )
