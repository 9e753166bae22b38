"""`bindeled audit`: who did what, and the proof that nothing of it was altered."""

from __future__ import annotations

import json as json_text
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.cli.options import JsonOption, open_program
from bindeled.cli.output import moment_of, show, show_table
from bindeled.domain.audit import chain_of

if TYPE_CHECKING:
    from bindeled.bootstrap import Program
    from bindeled.domain.audit import AuditEntry

app = typer.Typer(no_args_is_help=True)
OneTenantOption = Annotated[str | None, typer.Option("--tenant", help="The chain of one tenant.")]
LimitOption = Annotated[int, typer.Option(help="How many of the newest entries.", min=1)]


@app.command()
def verify(*, tenant: OneTenantOption = None, json: JsonOption = False) -> None:
    """Prove that no entry was changed, removed, moved, cut off or rolled back. Exits 1 and names the first bad one."""
    program = open_program()
    found = program.keys.auditing.verify(_chain(program, tenant) if tenant else None)
    against = f"against {found.anchors} signed anchors" if found.anchors else "with no anchor yet"
    good = f"{found.entries} entries in {found.chains} chains are as they were written, {against}."
    facts = {"sound": not found.bad, **asdict(found)}
    show(facts, as_json=json, lines=[one.sentence for one in found.bad] or [good])
    raise typer.Exit(1 if found.bad else 0)


@app.command("list")
def list_entries(*, tenant: OneTenantOption = None, limit: LimitOption = 50, json: JsonOption = False) -> None:
    """List the newest audit entries of a tenant, or of the installation."""
    program = open_program()
    entries = program.keys.auditing.stored.newest(_chain(program, tenant), limit)
    if json:
        show({"entries": [_facts(entry) for entry in entries]}, as_json=True)
        return
    columns = ["number", "at", "actor", "action", "subject", "outcome", "facts"]
    show_table(f"Audit of {tenant or 'the installation'}", columns, [_cells(entry) for entry in entries])


def _chain(program: Program, tenant: str | None) -> str:
    return chain_of(program.tenants.by_slug(tenant).id if tenant else None)


def _facts(entry: AuditEntry) -> dict[str, Any]:
    return {**asdict(entry), "at": entry.at.isoformat(), "facts": json_text.loads(entry.facts)}


def _cells(entry: AuditEntry) -> list[object]:
    at = moment_of(entry.at)
    return [entry.sequence, at, entry.actor, entry.action, entry.subject, entry.outcome.value, entry.facts]
