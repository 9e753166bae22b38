"""Runs a command on a machine that hinders it: a full disk, a folder that may not be written, no sandbox."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import bindeled
from tests.support.processes import PATIENCE_SECONDS, Finished

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.support.processes import CommandLine

# From linux/prctl.h and linux/capability.h.
_DROP_FROM_BOUNDING_SET = 24
_OF_ITS_OWN = ("unshare", "--user", "--map-root-user", "--mount")
_ON_A_SMALL_DISK = """
rm -f "$1"/*-shm "$1"/*-wal && cp -a "$1" "$1.kept" &&
mount -t tmpfs -o size="$2"k tmpfs "$1" && cp -a "$1.kept/." "$1" && shift 2 && exec "$@"
"""
_WRITE_ANYWHERE, _READ_ANYWHERE = 1, 2


def run_hampered(
    cli: CommandLine,
    *words: str,
    before: Callable[[], None] | None = None,
    launcher: Sequence[str] = (),
    stdin: str = "",
    **settings: str,
) -> Finished:
    """Run a command that `before` hinders from within its own process, or that `launcher` starts."""
    ended = subprocess.run(
        [*launcher, sys.executable, "-m", "bindeled", *words],
        cwd=cli.working,
        env={**environment(cli), **settings},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
        preexec_fn=before,
    )
    return Finished(words, ended.returncode, ended.stdout, ended.stderr)


def environment(cli: CommandLine) -> Mapping[str, str]:
    """Return the environment that commands of this folder get."""
    return cli._environment


def no_file_may_grow() -> None:
    """Let every write fail that makes a file longer: what a full disk does to a small file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def mind_permissions() -> None:
    """Let the permissions of files count for root too."""
    if os.getuid() == 0:
        library = ctypes.CDLL(None, use_errno=True)
        for capability in (_WRITE_ANYWHERE, _READ_ANYWHERE):
            library.prctl(_DROP_FROM_BOUNDING_SET, capability, 0, 0, 0)


def small_disk(place: Path, kilobytes: int) -> list[str]:
    """Return what starts a command with a disk of this size at `place`, copied full of what lies there.

    Skips where the kernel lets nobody but the administrator mount anything.
    """
    if shutil.which(_OF_ITS_OWN[0]) is None or subprocess.run([*_OF_ITS_OWN, "true"], check=False).returncode:
        pytest.skip("this machine lets nobody but its administrator mount a small disk")
    return [*_OF_ITS_OWN, "sh", "-c", _ON_A_SMALL_DISK, "sh", str(place), str(kilobytes)]


def run_without_sandbox(cli: CommandLine, *words: str) -> Finished:
    """Run a command where the product is installed and the checkout with its sandbox is not."""
    packages = Path(pytest.__file__).parents[1]
    product = cli.working / "product"
    product.mkdir()
    (product / "bindeled").symlink_to(Path(bindeled.__file__).parent)
    ended = subprocess.run(
        # The interpreter outside the virtual environment does not know the checkout.
        [str(getattr(sys, "_base_executable", sys.executable)), "-m", "bindeled", *words],
        cwd=cli.working,
        env={**environment(cli), "PYTHONPATH": f"{product}{os.pathsep}{packages}"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return Finished(words, ended.returncode, ended.stdout, ended.stderr)
