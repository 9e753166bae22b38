"""`bindeled links`: reconnect links, by which somebody without an account hands over one login."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.cli.options import JsonOption, TenantOption, open_program
from bindeled.cli.output import moment_of, show, show_table
from bindeled.domain.accounts import System
from bindeled.domain.errors import Misconfigured
from bindeled.store.actors import current_actor

if TYPE_CHECKING:
    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Connection
    from bindeled.domain.reconnecting import ReconnectLink

app = typer.Typer(no_args_is_help=True)
SystemArgument = Annotated[System, typer.Argument(metavar="SYSTEM", help="Which system: intempus or uniconta.")]


@app.command()
def create(
    system: SystemArgument,
    tenant: TenantOption,
    to: Annotated[str, typer.Option(help="A note of who gets it.")] = "",
    minutes: Annotated[int | None, typer.Option(min=1, max=1440, help="How long it lasts.")] = None,
    *,
    json: JsonOption = False,
) -> None:
    """Make a link and print its address, this once. Whoever has it can hand over one login of this connection."""
    program = open_program()
    lifetime = timedelta(minutes=minutes) if minutes else None
    link, written = program.reconnect_links.make(
        _connection(program, tenant, system), made_by=str(current_actor()), sent_to=to, lifetime=lifetime
    )
    address = program.reconnect_address(written)
    show({**_facts(program, link), "address": address}, as_json=json, lines=[address])


@app.command("list")
def list_links(system: SystemArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """List the links of a connection and how far their holders have come, the newest on top."""
    program = open_program()
    links = program.reconnect_links.of(_connection(program, tenant, system))
    if json:
        show({"links": [_facts(program, link) for link in links]}, as_json=True)
        return
    columns = ["link", "standing", "step", "made by", "sent to", "expires", "used"]
    show_table(f"Reconnect links of {tenant}", columns, [_cells(program, link) for link in links])


@app.command()
def revoke(
    system: SystemArgument,
    link: Annotated[int, typer.Argument(help="The link's number; see: bindeled links list")],
    tenant: TenantOption,
    *,
    json: JsonOption = False,
) -> None:
    """End a link: it opens nothing any more."""
    program = open_program()
    if not program.reconnect_links.revoke(_connection(program, tenant, system), link):
        raise Misconfigured([f"There is no link {link} that could still be used. Look with: bindeled links list"])
    show({"link": link, "revoked": True}, as_json=json, lines=[f"Link {link} opens nothing any more."])


def _connection(program: Program, tenant: str, system: System) -> Connection:
    return program.stored_connections.connection(program.tenants.by_slug(tenant), system)


def _facts(program: Program, link: ReconnectLink) -> dict[str, Any]:
    return {
        "link": link.id,
        "purpose": link.purpose.value,
        "standing": link.standing(program.clock()).value,
        "step": link.step.value,
        "made_by": link.made_by,
        "sent_to": link.sent_to,
        "created_at": link.created_at.isoformat(),
        "expires_at": link.expires_at.isoformat(),
        "used_at": link.used_at.isoformat() if link.used_at else None,
    }


def _cells(program: Program, link: ReconnectLink) -> list[object]:
    standing = link.standing(program.clock()).value
    moments = (link.expires_at, link.used_at)
    return [link.id, standing, link.step.value, link.made_by, link.sent_to, *(moment_of(moment) for moment in moments)]
