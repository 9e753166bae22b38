"""`bindeled connections`: how they stand, and proofs that change nothing."""

from __future__ import annotations

from datetime import date, datetime, time
from json import dumps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.cli.checks import check_facts, check_lines
from bindeled.cli.guide_words import guide_facts, guide_line
from bindeled.cli.link_words import all_links, whose_move
from bindeled.cli.options import JsonOption, TenantOption, day, open_program
from bindeled.cli.output import moment_of, show, show_table
from bindeled.cli.waiting_words import waiting_facts, waiting_line, what_waits
from bindeled.connections.links import WHOSE_MOVE
from bindeled.domain.accounts import Connection, SwitchVariant, System
from bindeled.domain.calendar import COPENHAGEN
from bindeled.domain.errors import Misconfigured
from bindeled.domain.links import Pause
from bindeled.domain.states import LinkState
from bindeled.store.actors import current_actor

if TYPE_CHECKING:
    from bindeled.connections.checking import CheckReport
    from bindeled.domain.errors import Evidence
    from bindeled.store.views import LinkRow

app = typer.Typer(no_args_is_help=True)
_VARIANTS = {
    SwitchVariant.OVERLAP: "a new login takes over beside the old one; calls go on.",
    SwitchVariant.ALTERNATING: "another user takes over from the one in use; calls go on.",
    SwitchVariant.BARRIER: "calls stop for less than a minute while a login is replaced, and go one at a time.",
}
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
    """Show one connection with the last answer that was kept as evidence, and at which step a login is handed over."""
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    row = next(row for row in all_links(program, customer) if row.connection.system is system)
    waiting = what_waits(program, customer)
    guide = program.stands_in_guide(row.connection, program.versions.versions(row.connection))
    lines = [*_lines(row), *filter(None, [guide_line(guide), waiting_line(program, waiting)])]
    facts = {**_facts(row), "guide": guide_facts(guide), "waiting": waiting_facts(program, waiting)}
    show(facts, as_json=json, lines=lines)


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


@app.command()
def variant(
    system: SystemArgument,
    how: Annotated[
        SwitchVariant,
        typer.Argument(
            metavar="VARIANT",
            help="overlap: two logins are valid side by side; alternating: another user takes over; barrier: calls "
            "stop while the login is replaced in place, and go one at a time.",
        ),
    ],
    tenant: TenantOption,
    *,
    json: JsonOption = False,
) -> None:
    """Choose how a new login takes the place of the one in use."""
    program = open_program()
    connection = program.stored_connections.connection(program.tenants.by_slug(tenant), system)
    program.links.choose_variant(connection, how, program.clock())
    show(
        {"system": system.value, "variant": how.value},
        as_json=json,
        lines=[f"{system.title}: {_VARIANTS[how]}"],
    )


@app.command()
def pause(
    system: SystemArgument,
    tenant: TenantOption,
    reason: Annotated[str, typer.Option(help="Why, for whoever wonders.")],
    until: Annotated[
        date | None,
        typer.Option(parser=day, metavar="YYYY-MM-DD", help="The day on which it goes on by itself."),
    ] = None,
    *,
    json: JsonOption = False,
) -> None:
    """Hold a connection. What is to be carried waits, and nothing is lost."""
    program = open_program()
    connection = program.stored_connections.connection(program.tenants.by_slug(tenant), system)
    ends = datetime.combine(until, time(), COPENHAGEN) if until else None
    paused = program.links.pause(connection, Pause(str(current_actor()), reason, ends), program.clock())
    _require(paused, LinkState.PAUSED)
    goes_on = f"until {moment_of(ends)}" if ends else "until somebody resumes it"
    show(
        {"system": system.value, "link": paused.link.value, "until": ends.isoformat() if ends else None},
        as_json=json,
        lines=[f"{system.title} is paused {goes_on}."],
    )


@app.command()
def resume(system: SystemArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Lift a pause. The connection is proved anew, and what waited goes on."""
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    connection = program.stored_connections.connection(customer, system)
    _require(connection, LinkState.PAUSED)
    program.logins.resume(connection)
    now = program.stored_connections.connection(customer, system)
    show(
        {"system": system.value, "link": now.link.value},
        as_json=json,
        lines=[f"{system.title} goes on and is {now.link.value}."],
    )


def _require(connection: Connection, state: LinkState) -> None:
    """Raise Misconfigured when a command does not fit how the link stands."""
    if connection.link is not state:
        raise Misconfigured(
            [f"The {connection.system.title} connection is {connection.link.value}, so this changes nothing."]
        )


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
