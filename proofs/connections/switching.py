"""P4 and P8: a planned switch under load fails no call and delays none, and reaches every worker at once (T06)."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from proofs.connections.crowd import CALLERS, gather
from proofs.measured import Measured, percentile
from proofs.rig import company, control_of
from tests.support.processes import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from proofs.connections.crowd import Call
    from proofs.measured import Scale
    from tests.support.processes import Company

# What one call may take longer because of a switch, and how long the old login may still be used after it.
_DELAY_SECONDS, _REACH_SECONDS, _REACH_HARD_SECONDS = 2.0, 1.0, 5.0


@dataclass(frozen=True, slots=True)
class Switched:
    """One switch under load. `late` are the seconds after its commit at which calls with the old login still began."""

    variant: str
    calls: int
    failed: int
    old_calls: int
    new_calls: int
    late: list[float]
    delays: list[float]


def planned_switches(scale: Scale) -> list[Measured]:
    """Switch at a random moment while eight processes call, for every variant in which the old login stays good."""
    with company(reports=1) as rig:
        done = [
            _under_load(rig, variant, scale.calls, random.Random(f"{variant}/{number}"))  # noqa: S311 - to be had again
            for number in range(max(1, scale.rounds // 2))
            for variant in VARIANTS
        ]
    failed, calls = sum(one.failed for one in done), sum(one.calls for one in done)
    delay = percentile([seconds for one in done for seconds in one.delays], 0.99)
    late = sorted(seconds for one in done for seconds in one.late) or [0.0]
    seen_both = all(one.old_calls and one.new_calls for one in done)
    return [
        Measured(
            "P4",
            "planned replacement is invisible",
            "0 calls fail; added latency p99 <= 2 s",
            f"{failed} of {calls:,}; {delay:.2f} s",
            failed == 0 and delay <= _DELAY_SECONDS and seen_both,
            len(done),
            {"failed": failed, "calls": calls, "delay_p99_seconds": delay},
        ),
        Measured(
            "P8",
            "switch reaches everyone",
            "commit to last call begun with the old login: p99 <= 1 s, never over 5 s",
            f"{percentile(late, 0.99):.3f} s, at most {late[-1]:.3f} s, {CALLERS} processes",
            percentile(late, 0.99) <= _REACH_SECONDS and late[-1] <= _REACH_HARD_SECONDS and seen_both,
            len(done),
            {"late_seconds": late[-10:], "old_calls_after_commit": sum(len(one.late) for one in done)},
        ),
    ]


def second_secret(rig: Company, system: str) -> dict[str, str]:
    """Let the user have a second secret beside the first."""
    control, facts = control_of(rig, system), rig.credentials[system]
    control.switch(**({"keys_per_user": 9} if system == "intempus" else {"passwords_at_once": 9}))
    return {**facts, "secret": control.credentials("add-secret", login=facts["login"])["secret"]}


def _second_user(rig: Company, system: str) -> dict[str, str]:
    """Let another user of the same company take over."""
    control, facts = control_of(rig, system), rig.credentials[system]
    login = f"Second{time.monotonic_ns()}"
    return {**facts, "login": login, "secret": control.credentials("add", login=login, **_NEW_USER[system])["secret"]}


_NEW_USER: dict[str, dict[str, Any]] = {"intempus": {}, "uniconta": {"server": True}}
VARIANTS: dict[str, tuple[str, Callable[[Company, str], dict[str, str]]]] = {
    "overlap, Intempus": ("intempus", second_secret),
    "overlap, Uniconta": ("uniconta", second_secret),
    "alternating users, Intempus": ("intempus", _second_user),
    "alternating users, Uniconta": ("uniconta", _second_user),
}


def _under_load(rig: Company, variant: str, calls: int, chance: random.Random) -> Switched:
    system, make = VARIANTS[variant]
    control = control_of(rig, system)
    crowd = gather(rig, system)
    control.zero_calls()
    facts = make(rig, system)
    time.sleep(chance.random())
    finished = rig.connect(system, **facts)
    if finished.code:
        raise AssertionError(str(finished))
    rig.credentials[system] = facts
    time.sleep(_DELAY_SECONDS)
    wait_for(lambda: control.calls()["total"] >= calls // len(VARIANTS), "enough calls were made")
    return _judged(rig, system, variant, [call for made in crowd.end() for call in made])


def _judged(rig: Company, system: str, variant: str, made: list[Call]) -> Switched:
    committed = _newest_switch(rig)
    began = min(call.began for call in made)
    new_login = newest_secret(rig, system)
    asked = [call for call in control_of(rig, system).requests() if call["arrived"] >= began]
    by_old = [call["arrived"] for call in asked if (call["credential"], call["version"]) != new_login]
    usual = percentile([call.took for call in made], 0.5)
    near = [call.took - usual for call in made if abs(call.began - committed) < _DELAY_SECONDS]
    began_after = [call for call in made if call.began > committed]
    return Switched(
        variant=variant,
        calls=len(made),
        failed=sum(bool(call.error) for call in made),
        old_calls=len(made) - len(began_after),
        new_calls=len(began_after),
        late=[arrived - committed for arrived in by_old if arrived > committed],
        delays=near,
    )


def _newest_switch(rig: Company) -> float:
    """Return when the latest switch was written, in seconds since 1970."""
    (written,) = rig.cli.rows("SELECT max(activated_at) FROM credential_version")[0]
    return datetime.fromisoformat(written).replace(tzinfo=UTC).timestamp()


def newest_secret(rig: Company, system: str) -> tuple[str, int]:
    """Return login and number of the secret that is in use now, as the twin counts them."""
    login = rig.credentials[system]["login"]
    return login, max(one["version"] for one in control_of(rig, system).versions() if one["login"] == login)
