"""`bindeled connections`: how they stand, and proofs that change nothing."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.cli.checks import check_facts, check_lines
from bindeled.cli.link_words import all_links, whose_move
from bindeled.cli.options import JsonOption, TenantOption, open_program
from bindeled.cli.output import moment_of, show, show_table
from bindeled.connections.links import WHOSE_MOVE
from bindeled.domain.accounts import System

if TYPE_CHECKING:
    from bindeled.connections.checking import CheckReport
    from bindeled.domain.errors import Evidence
    from bindeled.store.views import LinkRow

app = typer.Typer(no_args_is_help=True)
SystemArgument = Annotated[System, typer.Argument(metavar="SYSTEM", help="Which system: intempus or uniconta.")]


@app.command("list")
def list_connections(tenant: TenantOption, *, json: JsonOption = False) -> None:
    """List the connections of a tenant, with whose move it is."""
    program = open_program()
    links = all_links(program, program.tenants.by_slug(tenant))
    if json:
        show({"connections": [_facts(row) for row in links]}, as_json=True)
        return
    columns = ["system", "company", "link", "whose move", "since", "login", "version", "calls today"]
    show_table(f"Connections of {tenant}", columns, [_cells(row) for row in links])


@app.command("show")
def show_connection(system: SystemArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Show one connection with the last answer that was kept as evidence."""
    program = open_program()
    links = all_links(program, program.tenants.by_slug(tenant))
    row = next(row for row in links if row.connection.system is system)
    show(_facts(row), as_json=json, lines=_lines(row))


@app.command()
def check(system: SystemArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Prove that a connection works. Changes no login and no data. Exits 1 when a right is missing."""
    program = open_program()
    report = program.check(program.tenants.by_slug(tenant), system)
    show(
        {"system": system.value, "company": str(report.company), "checks": check_facts(report)},
        as_json=json,
        lines=[f"{system.title} answers for {report.company}.", *check_lines(report)],
    )
    raise typer.Exit(_exit_code(report))


@app.command()
def diagnose(system: SystemArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Print the redacted file on a connection that support asks for: states, versions, answers, what happened."""
    program = open_program()
    found = program.tenants.by_slug(tenant)
    file = program.diagnose(found, program.stored_connections.connection(found, system))
    show(file, as_json=json, lines=[dumps(file, indent=2, ensure_ascii=False)])


def _exit_code(report: CheckReport) -> int:
    return 0 if report.good else 1


def _facts(row: LinkRow) -> dict[str, Any]:
    connection = row.connection
    return {
        "system": connection.system.value,
        "company": str(connection.company or ""),
        "link": connection.link.value,
        "whose_move": WHOSE_MOVE[connection.link].value,
        "since": connection.link_since.isoformat(),
        "login": row.version.login if row.version else "",
        "version": row.version.number if row.version else None,
        "epoch": connection.epoch,
        "calls_today": row.calls_today,
        "answered_at": row.answered_at.isoformat() if row.answered_at else None,
        "evidence": row.evidence,
    }


def _cells(row: LinkRow) -> list[object]:
    connection, version = row.connection, row.version
    return [
        connection.system.title,
        connection.company,
        connection.link.value,
        whose_move(connection.link),
        moment_of(connection.link_since),
        version.login if version else None,
        version.number if version else None,
        row.calls_today,
    ]


def _lines(row: LinkRow) -> list[str]:
    """Return the connection as lines of name and fact, without what there is not."""
    names = ("system", "company", "link", "whose move", "since", "login", "version", "calls today")
    facts = dict(zip(names, _cells(row), strict=True)) | {"epoch": row.connection.epoch}
    shown = [f"{name + ':':<13}{fact}" for name, fact in facts.items() if fact is not None]
    return [*shown, *(_evidence(row.evidence, moment_of(row.answered_at)) if row.evidence else ())]


def _evidence(answer: Evidence, at: str) -> list[str]:
    heading = f"{'evidence:':<13}{at}, {answer.method} {answer.address}"
    said = f"answered {answer.status} after {answer.seconds:.2f} s" if answer.status else "gave no answer"
    return [heading, f"{'':<13}{said}, judged by rule {answer.rule}", f"{'':<13}{answer.excerpt}".rstrip()]
