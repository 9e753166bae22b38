"""`bindeled doctor`: looks at the installation and says what to mend. Changes nothing that is kept."""

from __future__ import annotations

from dataclasses import asdict

import typer

from bindeled.bootstrap.looking import examine
from bindeled.cli.options import JsonOption
from bindeled.cli.output import show


def doctor(*, json: JsonOption = False) -> None:
    """Examine settings, database, keys, disk, clock and providers. Exits 1 when something needs mending."""
    findings = examine()
    lines = [f"{'ok  ' if one.good else 'MEND'} {one.what}: {one.sentence}" for one in findings]
    good = all(one.good for one in findings)
    show({"good": good, "findings": [asdict(one) for one in findings]}, as_json=json, lines=lines)
    raise typer.Exit(0 if good else 1)
