"""Tries one mutant: a process of its own runs the module's tests against the changed text; no file is touched."""

from __future__ import annotations

import importlib
import os
import resource
import signal
import sys
import time
from contextlib import suppress
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

SOURCE = Path(__file__).parents[2] / "src" / "bindeled"

# Read once, so that the many processes need not. None of them is ours, since ours may be the one that is changed.
_HEAVY = (
    "cryptography.hazmat.primitives.ciphers.aead",
    "django.db.models",
    "httpx2",
    "hypothesis.stateful",
    "hypothesis.strategies",
    "pydantic_settings",
    "structlog",
)
_OPTIONS = (
    *("-x", "-q", "-p", "no:cacheprovider", "-p", "no:faulthandler", "-p", "_hypothesis_pytestplugin"),
    *("-o", "addopts=", "--import-mode=importlib", "-m", "not soak", "--hypothesis-seed=0"),
)
_LONGEST_SECONDS = 30.0
_POLL_SECONDS = 0.01


class _ChangedLoader(SourceFileLoader):
    """Reads one module from a text in place of its file, and never a compiled copy."""

    def __init__(self, name: str, path: Path, text: str) -> None:
        super().__init__(name, str(path))
        self._text = text

    def get_code(self, fullname: str) -> object:  # type: ignore[override]
        """Return the changed module, compiled."""
        return compile(self._text, self.get_filename(fullname), "exec", dont_inherit=True)


class _ChangedFinder:
    def __init__(self, name: str, path: Path, text: str) -> None:
        self._name, self._path, self._text = name, path, text

    def find_spec(self, name: str, _path: object = None, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self._name:
            return None
        return spec_from_file_location(name, self._path, loader=_ChangedLoader(name, self._path, self._text))


def warm_up() -> None:
    """Import what every test run imports."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in _HEAVY:
        importlib.import_module(name)


def seconds_of(path: Path, tests: Sequence[str]) -> float | None:
    """Return how many seconds of processor the tests take on the module as it is; None when they fail."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    if is_killed(path, path.read_text(), tests, _LONGEST_SECONDS):
        return None
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def is_killed(path: Path, text: str, tests: Sequence[str], seconds: float) -> bool:
    """Return whether a test fails on this text of the module, or runs for more than so many seconds of processor."""
    child = os.fork()
    if child == 0:
        _run(path, text, tests, seconds)
    ends = time.monotonic() + _LONGEST_SECONDS
    while time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status != 0
        time.sleep(_POLL_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def _run(path: Path, text: str, tests: Sequence[str], seconds: float) -> None:
    """Run the tests and end the process: 0 when they pass. Never returns."""
    status = 1
    try:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        sys.meta_path.insert(0, _ChangedFinder(_name(path), path, text))
        sys.dont_write_bytecode = True
        status = int(pytest.main([*_OPTIONS, *tests]))
    finally:
        os._exit(status)


def _name(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
