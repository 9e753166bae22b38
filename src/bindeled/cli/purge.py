"""`bindeled purge`: delete what has been kept for its time."""

from __future__ import annotations

from typing import Annotated

import typer

from bindeled.cli.options import JsonOption, open_program
from bindeled.cli.output import show


def purge(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Delete nothing, and say what would go.")] = False,
    json: JsonOption = False,
) -> None:
    """Delete what has been kept for as long as the settings say, as a worker does by itself. The audit stays."""
    counts = open_program().purging.purge(dry_run=dry_run)
    told = [f"{name.replace('_', ' ')}: {count}" for name, count in counts.items() if count]
    verb = "would go" if dry_run else "went"
    lines = [f"Of what has been kept for its time {verb}:", *told] if told else ["Nothing has been kept for its time."]
    show({"dry_run": dry_run, "rows": counts}, as_json=json, lines=lines)
