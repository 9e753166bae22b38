"""What a command loads, and what the list of commands says of it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bindeled.cli.commands import GROUP, PLACES, load

if TYPE_CHECKING:
    from pathlib import Path

LOADED = """
import atexit, sys
watched = {"dbos", "sqlalchemy", "ninja", "httpx2", "apprise", "django", "bindeled.web", "bindeled.bootstrap.systems"}
atexit.register(lambda: print(*sorted(watched & sys.modules.keys()), file=sys.stderr))
from bindeled.cli.main import main
main()
"""


def loaded_by(home: Path, *words: str) -> set[str]:
    """Return which of the watched modules a command has loaded when it is done."""
    ended = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        env={"BINDELED_HOME": str(home)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(ended.stderr.splitlines()[-1].split())


def test_help_loads_no_database(tmp_path: Path) -> None:
    assert loaded_by(tmp_path, "--help") == set()


def test_a_command_that_only_looks_loads_neither_pages_nor_clients_nor_the_durable_engine(tmp_path: Path) -> None:
    assert loaded_by(tmp_path, "status") == {"django"}


@pytest.mark.parametrize("name", PLACES)
def test_the_list_of_commands_says_of_each_what_its_own_help_says(name: str) -> None:
    command = load(name)
    assert command.name == name
    assert " ".join(command.help.partition("\n\n")[0].split()) == PLACES[name].told
    assert hasattr(command, "commands") is (PLACES[name].name == GROUP)
