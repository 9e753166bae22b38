"""Processes that make business calls on one connection, or ask for runs, at the same time; and what each came to."""

from __future__ import annotations

import json
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.support.processes import TENANT, wait_for

if TYPE_CHECKING:
    from tests.support.processes import Command, Company

CALLERS = 8
_CALLER = Path(__file__).with_name("caller.py")
_ASKER = Path(__file__).with_name("asker.py")
_PAUSE_SECONDS = 0.02


class Call(NamedTuple):
    """One call, or one run: when it was begun in seconds since 1970, how many seconds it took, and what went wrong.

    What went wrong is the kind of error of a call and the state in which a run ended that is not done; else nothing.
    """

    began: float
    took: float
    error: str


@dataclass(frozen=True, slots=True)
class Crowd:
    """Callers that go on until they are told that it is enough."""

    callers: list[Command]
    enough: Path

    def stop(self, number: int) -> None:
        """Stop one caller where it stands, as a machine does that is put to sleep."""
        self.callers[number].process.send_signal(signal.SIGSTOP)

    def wake(self, number: int) -> None:
        """Let it go on."""
        self.callers[number].process.send_signal(signal.SIGCONT)

    def end(self) -> list[list[Call]]:
        """Tell every caller that it is enough; return what each of them made."""
        self.enough.touch()
        said = [caller.finish().out.splitlines()[-1] for caller in self.callers]
        return [[Call(*call) for call in json.loads(one)] for one in said]


def gather(rig: Company, system: str, callers: int = CALLERS) -> Crowd:
    """Start callers on a connection and wait until each of them is about to make its first call."""
    return _started(rig, _CALLER, callers, TENANT, system, str(_PAUSE_SECONDS))


def ask_for_runs(rig: Company, tenant: str, flows: tuple[str, ...], pause: float) -> Crowd:
    """Start one process that asks for these runs of a tenant again and again, with a pause in seconds between."""
    return _started(rig, _ASKER, 1, tenant, ",".join(flows), str(pause))


def _started(rig: Company, script: Path, many: int, *words: str) -> Crowd:
    enough = rig.cli.working / f"enough-{time.monotonic_ns()}"
    started = [rig.cli.start_script(script, *words, str(enough)) for _ in range(many)]
    wait_for(lambda: all("ready" in one.out.read_text() for one in started), "everybody is ready")
    return Crowd(started, enough)
