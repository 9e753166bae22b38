"""The product as its users run it: the real command line in processes of its own, beside two twins that are processes.

Nothing here imports the product, but for the words of its tables; a process can be killed at any moment.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from sandbox.client import start_twin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sandbox.client import RunningTwin

# How long an outcome may take on a machine that is busy with other things.
PATIENCE_SECONDS = 120.0
LOOK_SECONDS = 0.003

# Everything that waits in service waits here too, only shorter.
QUICK = {
    # A test makes in a minute what a customer makes in a week.
    "BINDELED_INTEMPUS_CALLS_A_MINUTE": "100000",
    "BINDELED_UNICONTA_DAILY_CALLS": "1000000",
    "BINDELED_TICK_SECONDS": "0.1",
    "BINDELED_LEASE_SECONDS": "1",
    "BINDELED_SETTLE_AFTER_SECONDS": "1",
    "BINDELED_RETRY_RUN_SECONDS": "0.3",
    "BINDELED_RETRY_WAIT_SECONDS": "0.05",
    "BINDELED_SUSPECT_CONFIRM_SECONDS": "0.2",
    "BINDELED_AWAY_FIRST_SECONDS": "0.2",
    "BINDELED_AWAY_LONGEST_SECONDS": "1",
    "BINDELED_LOOK_TICK_SECONDS": "0.1",
}
TENANT = "opdigtet"


@dataclass(frozen=True, slots=True)
class Finished:
    """A command that ended by itself."""

    words: tuple[str, ...]
    code: int
    out: str
    error: str

    def __str__(self) -> str:
        return f"bindeled {' '.join(self.words)} ended with {self.code}\n{self.out}\n{self.error}"


@dataclass(frozen=True, slots=True)
class Command:
    """A command that was started. It reads from a pipe and writes to two files, which outlive it."""

    words: tuple[str, ...]
    process: subprocess.Popen[str]
    out: Path
    error: Path

    def is_running(self) -> bool:
        """Return whether it has not ended yet."""
        return self.process.poll() is None

    def finish(self, stdin: str = "") -> Finished:
        """Wait until it ends by itself."""
        self.process.communicate(stdin, timeout=PATIENCE_SECONDS)
        return Finished(self.words, self.process.returncode, self.out.read_text(), self.error.read_text())

    def give(self, stdin: str) -> None:
        """Write to its standard input and close that."""
        assert self.process.stdin is not None
        self.process.stdin.write(stdin)
        self.process.stdin.close()

    def kill(self) -> bool:
        """Kill it as a machine would that loses its power; return whether it was alive until then."""
        self.process.kill()
        if self.process.stdin is not None:
            self.process.stdin.close()
        return self.process.wait(PATIENCE_SECONDS) == -signal.SIGKILL

    def ask_to_end(self) -> int:
        """Ask it politely, wait, and return its exit code."""
        self.process.terminate()
        return self.finish().code


class CommandLine:
    """Commands over one data folder. What each of them says is kept as files in `said`."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.home = folder / "home"
        self.said = folder / "said"
        self.working = folder / "working"
        for place in (self.said, self.working):
            place.mkdir()
        outside = {name: text for name, text in os.environ.items() if not name.startswith("BINDELED_")}
        self._environment = {**outside, **settings, "BINDELED_HOME": str(self.home)}
        self._numbers = count(1)
        self._commands: list[Command] = []

    def run(self, *words: str, stdin: str = "", **settings: str) -> Finished:
        """Run one command to its end. `settings` are further variables of its environment."""
        return self.start(*words, **settings).finish(stdin)

    def must(self, *words: str, stdin: str = "", **settings: str) -> Finished:
        """Run one command that has to end well."""
        finished = self.run(*words, stdin=stdin, **settings)
        assert finished.code == 0, str(finished)
        return finished

    def run_script(self, script: Path, *words: str) -> Finished:
        """Run a script of a test's own to its end, in the environment of the commands."""
        return self.start_script(script, *words).finish()

    def start_script(self, script: Path, *words: str) -> Command:
        """Start such a script and leave it running."""
        return self._start((script.stem,), [str(script), *words], {})

    def start(self, *words: str, **settings: str) -> Command:
        """Start one command and leave it running."""
        return self._start(words, ["-m", "bindeled", *words], settings)

    def _start(self, words: tuple[str, ...], program: list[str], settings: Mapping[str, str]) -> Command:
        stem = f"{next(self._numbers):03d}-{words[0]}"
        files = self.said / f"{stem}.out", self.said / f"{stem}.error"
        with files[0].open("w") as out, files[1].open("w") as error:
            process = subprocess.Popen(
                [sys.executable, *program],
                cwd=self.working,
                env={**self._environment, **settings},
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=error,
                text=True,
            )
        self._commands.append(Command(words, process, *files))
        return self._commands[-1]

    def rows(self, query: str, *values: object) -> list[Any]:
        """Read the product's database from outside; empty while it has not been made."""
        address = f"file:{self.home / 'bindeled.sqlite3'}?mode=ro"
        try:
            with closing(sqlite3.connect(address, uri=True, timeout=30)) as connection:
                return connection.execute(query, values).fetchall()
        except sqlite3.OperationalError:
            return []

    def number(self, query: str, *values: object) -> int:
        """Read one number; 0 while there is none."""
        rows = self.rows(query, *values)
        return int(rows[0][0] or 0) if rows else 0

    def close(self) -> None:
        """Kill whatever still runs."""
        for command in self._commands:
            command.kill()


def wait_for(
    is_so: Callable[[], bool],
    what: str = "what the test waits for",
    *,
    look_seconds: float = LOOK_SECONDS,
    patience_seconds: float = PATIENCE_SECONDS,
) -> None:
    """Wait until it is so; fails with `what` when it does not come to be."""
    ends = time.monotonic() + patience_seconds
    while not is_so():
        assert time.monotonic() < ends, f"it never came to be: {what}"
        time.sleep(look_seconds)


@dataclass
class Company:
    """The invented company: two twins, the command line, and how to sign in."""

    intempus: RunningTwin
    uniconta: RunningTwin
    cli: CommandLine
    credentials: dict[str, dict[str, str]] = field(default_factory=dict)

    def reset(self, scenario: str, seed: int, **options: Any) -> None:
        """Load the same scenario into both twins."""
        for twin in (self.intempus, self.uniconta):
            self.credentials = twin.control.reset(scenario, seed=seed, **options)

    def set_up(self) -> None:
        """Add the tenant and connect it, as its bookkeeper would."""
        self.cli.must("tenants", "add", TENANT, "--from", "2020-01-01")
        for system in ("intempus", "uniconta"):
            finished = self.connect(system, **self.credentials[system])
            assert finished.code == 0, str(finished)

    def connect(self, system: str, login: str, secret: str, company: str = "") -> Finished:
        """Hand a login over on standard input."""
        words = ["connect", system, "--tenant", TENANT, "--login", login, "--secret-file", "-"]
        words += ["--company", company] if company else []
        return self.cli.run(*words, stdin=secret)

    def sync(self) -> Finished:
        """Run the flow once and wait for its end."""
        return self.cli.run("sync", "reports", "--tenant", TENANT, "--json")

    def rest(self) -> None:
        """Run the flow by plain commands until it has nothing left to wait for."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while (finished := self.sync()).code == 3:
            assert time.monotonic() < ends, f"it never comes to rest: {finished}"
        assert finished.code == 0, str(finished)

    def trace(self, report_id: int) -> str:
        """Return what the product tells of one report."""
        return self.cli.run("trace", str(report_id), "--tenant", TENANT).out


@contextmanager
def a_company(folder: Path, **settings: str) -> Iterator[Company]:
    """Start two twins and a command line that knows where they are; `settings` are added to `QUICK`."""
    with ExitStack() as running:
        intempus, uniconta = (running.enter_context(start_twin(name)) for name in ("intempus", "uniconta"))
        places = {"BINDELED_INTEMPUS_URL": intempus.url, "BINDELED_UNICONTA_URL": uniconta.url}
        cli = CommandLine(folder, {**QUICK, **places, **settings})
        running.callback(cli.close)
        yield Company(intempus, uniconta, cli)
