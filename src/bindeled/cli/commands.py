"""Where each command is, and a line about it. What a command needs is loaded when it is called, and not before."""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

GROUP = "app"


class Place(NamedTuple):
    """A module of this room, the name in it of a group of commands or of a single one, and what it is for."""

    module: str
    name: str
    told: str


PLACES = {
    "sync": Place(
        "sync",
        "sync",
        "Run a flow now, or all of them in order. Exits 0 when done, 3 when it waits for a system, 1 for a person.",
    ),
    "backup": Place(
        "backup",
        "backup",
        "Copy the database to a file while everything goes on. The master key is never in it: keep that apart.",
    ),
    "purge": Place(
        "purge",
        "purge",
        "Delete what has been kept for as long as the settings say, as a worker does by itself. The audit stays.",
    ),
    "doctor": Place(
        "doctor",
        "doctor",
        "Examine settings, database, keys, disk, clock and providers. Exits 1 when something needs mending.",
    ),
    "status": Place(
        "status",
        "status",
        "Show how each tenant stands: links with whose move it is, what waits, what is parked, last and next run.",
    ),
    "trace": Place(
        "trace",
        "trace",
        "Show what became of one report, from who registered it to its posting. Exits 1 when nothing is known of it.",
    ),
    "reconcile": Place(
        "reconcile",
        "reconcile",
        "Read both systems and sum them up. Exits 0 when it comes to zero, 1 when there is a difference.",
    ),
    "up": Place("operate", "up", "Serve the pages and carry due runs, in one process, until stopped."),
    "worker": Place("operate", "worker", "Carry due runs until stopped."),
    "web": Place("operate", "web", "Serve the pages until stopped."),
    "demo": Place(
        "demo", "demo", "Start twins and service, carry an invented company's approved reports, and show where to look."
    ),
    "sandbox": Place("demo", "sandbox", "Run both twins until stopped; prints where they are and how to sign in."),
    "tenants": Place("tenants", GROUP, "Add and list the customers."),
    "users": Place("users", GROUP, "Who can sign in to the pages."),
    "connect": Place("connect", GROUP, "Hand over a login: it is checked before it is used."),
    "connections": Place("connections", GROUP, "How the connections stand, and checks of them."),
    "hooks": Place("hooks", GROUP, "The addresses that the systems call when something changed."),
    "feeds": Place("feeds", GROUP, "Addresses that show reconciliations to a spreadsheet."),
    "inbox": Place("inbox", GROUP, "What is parked and why, by cause, and what to do about it."),
    "load": Place("load", GROUP, "The first load of master data: looked at, accepted, carried out, undone."),
    "shadow": Place("shadow", GROUP, "Let flows run without writing, and see what they would write."),
    "schedules": Place("schedules", GROUP, "When each flow runs by itself."),
    "matches": Place("matches", GROUP, "Which record here is which record there, and what waits for a person."),
    "mapping": Place("mapping", GROUP, "Which fields are carried, of which records, and who wins."),
    "notices": Place("notices", GROUP, "What people were told, and whether it reached them."),
    "contacts": Place("contacts", GROUP, "Who is told of a tenant without signing in."),
    "rules": Place("rules", GROUP, "What is chosen for the reports of a tenant, own rules included."),
    "links": Place("links", GROUP, "Reconnect links: one login, handed over once, without an account."),
    "setup": Place("setup", GROUP, "What must be in place before data flows."),
    "tokens": Place("tokens", GROUP, "Keys to the programming interface."),
    "credentials": Place("credentials", GROUP, "The versions of a login: prove, switch, roll back, revoke."),
    "audit": Place("audit", GROUP, "Who did what, and the proof that nothing of it was altered."),
    "keys": Place("keys", GROUP, "The keys that seal the logins: how they stand, rotation, destruction."),
}


class Commands(TyperGroup):
    """The commands by name, in outline: a list of them needs no more, and all of them together take a second to load.

    The one that is called is loaded.
    """

    def __init__(self, **attributes: Any) -> None:
        outlines = [TyperCommand(name, help=place.told) for name, place in PLACES.items()]
        super().__init__(commands=outlines, **attributes)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the command that is called, loaded, with its name and what is said to it."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, load(name) if name is not None else command, rest


def load(name: str) -> Any:
    """Return a command or a group of them, with everything that it needs."""
    place = PLACES[name]
    found = getattr(import_module(f"{__package__}.{place.module}"), place.name)
    holder = typer.Typer(add_completion=False)
    if place.name == GROUP:
        holder.add_typer(found, name=name, help=place.told)
        return typer.main.get_group(holder).commands[name]
    holder.command(name)(found)
    return typer.main.get_command(holder)


def load_all() -> TyperGroup:
    """Return every command, loaded: for what tells of all of them."""
    return TyperGroup(name="bindeled", commands={name: load(name) for name in PLACES})
