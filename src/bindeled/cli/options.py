"""What several commands share: their options, and how they start."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from bindeled.bootstrap import start
from bindeled.settings import read_settings

if TYPE_CHECKING:
    from bindeled.bootstrap import Program

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object, for machines.")]
PortOption = Annotated[int, typer.Option("--port", help="Port on loopback; 0 takes any that is free.")]
TenantOption = Annotated[str, typer.Option("--tenant", help="The tenant's short name; see: bindeled tenants list")]


def day(text: str) -> date:
    """Return the day that a person wrote. Raises BadParameter saying how to write it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day; write it like 2026-11-23") from None


def open_program() -> Program:
    """Return the program for one command.

    Log lines of less weight than an error would stand between its sentences, which tell the same; they come when they
    are asked for.
    """
    settings = read_settings()
    if "log_level" not in settings.model_fields_set:
        settings = settings.model_copy(update={"log_level": "ERROR"})
    return start(settings)
