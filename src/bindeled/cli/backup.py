"""`bindeled backup`: a copy of the database while everything goes on; never of a key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bindeled.cli.options import JsonOption, open_program
from bindeled.cli.output import show


def backup(file: Annotated[Path, typer.Argument(help="New file for the copy.")], *, json: JsonOption = False) -> None:
    """Copy the database to a file while everything goes on. The master key is never in it: keep that apart."""
    program = open_program()
    from bindeled.store.backup import back_up  # noqa: PLC0415 - models need Django set up

    size = back_up(file)
    lines = [
        f"The database as it stands now is in {file} ({size} bytes).",
        "The master key is not in it, and no login opens without it: keep a copy of the key in another place.",
    ]
    facts = {"file": str(file.absolute()), "bytes": size, "master_keys": program.keys.master_key.standing()}
    show(facts, as_json=json, lines=lines)
