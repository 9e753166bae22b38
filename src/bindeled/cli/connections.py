"""`bindeled connections`: how they stand, and proofs that change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.bootstrap import start
from bindeled.cli.options import JsonOption, TenantOption
from bindeled.cli.output import show, show_table
from bindeled.connections.links import WHOSE_MOVE
from bindeled.domain.accounts import System
from bindeled.domain.calendar import danish_day
from bindeled.settings import read_settings

if TYPE_CHECKING:
    from bindeled.connections.checking import CheckReport
    from bindeled.store.views import LinkRow

app = typer.Typer(no_args_is_help=True)
SystemArgument = Annotated[System, typer.Argument(help="Which system.")]


@app.command("list")
def list_connections(tenant: TenantOption, *, json: JsonOption = False) -> None:
    """List the connections of a tenant, with whose move it is."""
    program = start(read_settings())
    from bindeled.store.views import connection_rows  # noqa: PLC0415 - models need Django set up

    rows = connection_rows(program.tenants.by_slug(tenant).id, danish_day(program.clock()))
    facts = [_facts(row) for row in rows]
    if json:
        show({"connections": facts}, as_json=True)
        return
    columns = ["system", "company", "link", "whose_move", "since", "login", "version", "calls_today"]
    show_table("Connections", columns, [[fact[column] for column in columns] for fact in facts])


@app.command("show")
def show_connection(tenant: TenantOption, system: SystemArgument, *, json: JsonOption = False) -> None:
    """Show one connection with the last answer that was kept as evidence."""
    program = start(read_settings())
    from bindeled.store.views import connection_rows  # noqa: PLC0415 - models need Django set up

    rows = connection_rows(program.tenants.by_slug(tenant).id, danish_day(program.clock()))
    facts = next((_facts(row) for row in rows if row.connection.system is system), {"system": system.value})
    show(facts, as_json=json, lines=[f"{name}: {fact}" for name, fact in facts.items()])


@app.command()
def check(tenant: TenantOption, system: SystemArgument, *, json: JsonOption = False) -> None:
    """Prove that a connection works. Changes no login and no data. Exits 1 when a right is missing."""
    program = start(read_settings())
    report = program.check(program.tenants.by_slug(tenant), system)
    rights = {right.name: "granted" if right.granted else str(right.error) for right in report.rights}
    show(
        {"system": system.value, "company": str(report.company), "rights": rights},
        as_json=json,
        lines=[f"{system.title} answers for {report.company}.", *(f"  {name}: {how}" for name, how in rights.items())],
    )
    raise typer.Exit(_exit_code(report))


def _exit_code(report: CheckReport) -> int:
    return 0 if all(right.granted for right in report.rights) else 1


def _facts(row: LinkRow) -> dict[str, Any]:
    connection = row.connection
    return {
        "system": connection.system.value,
        "company": str(connection.company or ""),
        "link": connection.link.value,
        "whose_move": WHOSE_MOVE[connection.link].value,
        "since": connection.link_since,
        "login": row.version.login if row.version else "",
        "version": row.version.number if row.version else None,
        "epoch": connection.epoch,
        "calls_today": row.calls_today,
        "answered_at": row.answered_at,
        "evidence": row.evidence,
    }
