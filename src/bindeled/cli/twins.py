"""Starts the sandbox beside us and asks it what is true. The product knows it as a program, never as a module."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from bindeled.domain.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Iterator

_STOP_SECONDS = 10
_ASK_SECONDS = 60
_NO_SANDBOX = "There is no sandbox here. It comes with a checkout of the source only: run make demo there."


@dataclass(frozen=True, slots=True)
class Login:
    """A login that a twin made up; its secret opens nothing but the twin, and is there to be shown."""

    name: str
    secret: str
    company: str = ""


@dataclass(frozen=True, slots=True)
class Twins:
    """Where the twins are, and how to sign in."""

    intempus_url: str
    uniconta_url: str
    intempus: Login
    uniconta: Login

    def ask(self, url: str, path: str) -> dict[str, Any]:
        """Return what a twin's control interface says."""
        with urllib.request.urlopen(f"{url}/_control/{path}", timeout=_ASK_SECONDS) as answer:  # noqa: S310 - a twin of ours on loopback
            content: dict[str, Any] = json.load(answer)
        return content


@contextmanager
def running_twins(*options: str) -> Iterator[Twins]:
    """Start both twins with these options, and stop them at the end.

    Raises Misconfigured when the sandbox is not part of this installation, or does not start.
    """
    if find_spec("sandbox") is None:
        raise Misconfigured([_NO_SANDBOX])
    command = [sys.executable, "-m", "sandbox", *options]
    # A group of its own: Ctrl-C in a terminal reaches every process of ours at once, and the twins must go last.
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, process_group=0)  # noqa: S603 - our own program, our own arguments
    try:
        yield _twins(process)
    finally:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _twins(process: subprocess.Popen[str]) -> Twins:
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise Misconfigured(["The sandbox did not start; what it said stands above. Mend that and try again."])
    said = json.loads(line)
    intempus, uniconta = said["credentials"]["intempus"], said["credentials"]["uniconta"]
    return Twins(
        said["intempus"],
        said["uniconta"],
        Login(intempus["login"], intempus["secret"]),
        Login(uniconta["login"], uniconta["secret"], uniconta["company"]),
    )
