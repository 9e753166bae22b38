"""P4b: a login that is replaced in place, for a user that may be signed in once only, fails no call (T07)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from proofs.connections.crowd import gather
from proofs.measured import Measured
from proofs.rig import company, control_of
from tests.support.processes import TENANT, wait_for

if TYPE_CHECKING:
    from proofs.connections.crowd import Call
    from proofs.measured import Scale
    from tests.support.processes import Company

_PAUSE_SECONDS = 45.0
# So long does each call take while the password is changed: there is one under way at whatever moment.
_SLOW_SECONDS = 2.0
_PATIENCE_SECONDS = 120.0
_SYSTEMS = ("uniconta", "intempus")


@dataclass(frozen=True, slots=True)
class Replaced:
    """One replacement. `refused` are calls that the twin let fail, `longest` the seconds that a call took at most."""

    calls: int
    failed: list[str]
    refused: int
    longest: float
    with_old: int
    with_new: int


def replaced_in_place(scale: Scale) -> list[Measured]:
    """Change the secret in place while eight processes call, one of them always under way."""
    with company(reports=1) as rig:
        for system in _SYSTEMS:
            rig.cli.must("connections", "variant", system, "barrier", "--tenant", TENANT)
        rig.uniconta.control.switch(concurrent_calls="end_first")
        done = [in_place(rig, system) for _ in range(max(1, scale.rounds // 2)) for system in _SYSTEMS]
    failed = [error for one in done for error in one.failed]
    refused, calls = sum(one.refused for one in done), sum(one.calls for one in done)
    longest = max(one.longest for one in done)
    seen_both = all(one.with_old and one.with_new for one in done)
    return [
        Measured(
            "P4b",
            "replacement in place, behind a barrier",
            "0 calls fail or are refused; starts pause <= 45 s",
            f"{len(failed)} and {refused} of {calls:,}; at most {longest:.1f} s",
            not failed and not refused and longest <= _PAUSE_SECONDS and seen_both,
            len(done),
            {"failed": failed, "refused": refused, "calls": calls, "pause_seconds": longest},
        )
    ]


def in_place(rig: Company, system: str, callers: int = 8) -> Replaced:
    """Replace the secret of one connection in place while so many processes call."""
    control, facts = control_of(rig, system), dict(rig.credentials[system])
    crowd = gather(rig, system, callers)
    control.zero_calls()
    since = time.time()
    wait_for(lambda: control.calls()["total"] > callers, "the callers call")
    control.fault("slow", seconds=_SLOW_SECONDS)
    facts["secret"] = f"changed-in-place-{time.monotonic_ns()}"
    words = ["connect", system, "--tenant", TENANT, "--login", facts["login"], "--secret-file", "-"]
    command = rig.cli.start(*words, *(["--company", facts["company"]] if facts.get("company") else []))
    command.give(facts["secret"])
    wait_for(lambda: _is_being_replaced(rig), "the barrier stands and the last call has ended")
    control.credentials("rotate", login=facts["login"], secret=facts["secret"])
    control.clear_faults()
    if command.process.wait(_PATIENCE_SECONDS):
        raise AssertionError(command.error.read_text())
    rig.credentials[system] = facts
    switched = time.time()
    before = control.calls()["total"]
    wait_for(lambda: control.calls()["total"] > before + 4 * callers, "calls go on with the new secret")
    return _summed(rig, system, since, switched, [call for made in crowd.end() for call in made])


def _is_being_replaced(rig: Company) -> bool:
    """Tell whether no call may be started any more and none is under way."""
    barred = rig.cli.number("SELECT count(*) FROM connection WHERE barrier_until IS NOT NULL")
    return bool(barred) and not rig.cli.number("SELECT count(*) FROM call_under_way")


def _summed(rig: Company, system: str, since: float, switched: float, calls: list[Call]) -> Replaced:
    asked = [one for one in control_of(rig, system).requests() if one["arrived"] >= since]
    return Replaced(
        calls=len(calls),
        failed=[call.error for call in calls if call.error],
        refused=sum(one["status"] in {401, 403} for one in asked),
        longest=max(call.took for call in calls),
        with_old=sum(call.began < switched and not call.error for call in calls),
        with_new=sum(call.began > switched and not call.error for call in calls),
    )
