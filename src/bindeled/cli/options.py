"""What several commands share: their options, and how they start."""

from __future__ import annotations

import os
import pwd
import socket
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from bindeled.bootstrap import start
from bindeled.cli.output import errors
from bindeled.connections.deciding import LONGEST_GRACE
from bindeled.domain.audit import Actor, ActorKind
from bindeled.settings import read_settings
from bindeled.store.actors import act_as_process

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.bootstrap import Program
    from bindeled.settings import Settings

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object, for machines.")]
PortOption = Annotated[int, typer.Option("--port", help="Port on loopback; 0 takes any that is free.")]
TenantOption = Annotated[str, typer.Option("--tenant", help="The tenant's short name; see: bindeled tenants list")]
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def day(text: str) -> date:
    """Return the day that a person wrote. Raises BadParameter saying how to write it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day; write it like 2026-11-23") from None


def duration(text: str) -> timedelta:
    """Return how long a person wrote: `90m`, `24h`, `3d` or `0`. Raises BadParameter saying how to write it."""
    number, unit = ("0", "h") if text == "0" else (text[:-1], text[-1:])
    if not (number.isascii() and number.isdigit() and unit in _UNITS):
        raise typer.BadParameter(f"{text!r} is not a duration; write it like 90m, 24h, 3d or 0")
    length = int(number) * _UNITS[unit]
    if length > LONGEST_GRACE:
        raise typer.BadParameter(f"{text!r} is too long; at most {LONGEST_GRACE.days}d")
    return length


def open_program() -> Program:
    """Return the program for one command.

    Log lines of less weight than an error would stand between its sentences, which tell the same; they come when they
    are asked for.
    """
    settings = read_settings()
    if "log_level" not in settings.model_fields_set:
        settings = settings.model_copy(update={"log_level": "ERROR"})
    return begin(settings, person_at_the_keyboard())


def begin(settings: Settings, actor: Actor, web: Mapping[str, Any] | None = None) -> Program:
    """Return the program, which acts for `actor`; say on standard error what has to be said once.

    Standard output belongs to the command's own answer.
    """
    act_as_process(actor)
    program = start(settings, web)
    if program.announcement:
        errors.print(escape(program.announcement))
    return program


def person_at_the_keyboard() -> Actor:
    """Return who runs this command, by the name of the account on this machine; its number where it has no name."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = str(os.getuid())
    return Actor(ActorKind.COMMAND_LINE, name, socket.gethostname())


def this_service() -> Actor:
    """Return the actor of what a service does by itself."""
    return Actor(ActorKind.WORKER, str(os.getpid()), socket.gethostname())
