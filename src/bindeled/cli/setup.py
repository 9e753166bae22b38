"""`bindeled setup`: what must be in place before data flows, and what is said of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.cli.options import JsonOption, TenantOption, day, open_program
from bindeled.cli.output import show, show_table
from bindeled.domain.checklist import ItemState
from bindeled.texts import say

if TYPE_CHECKING:
    from bindeled.domain.checklist import Checklist, Line

app = typer.Typer(no_args_is_help=True)


@app.command("show")
def show_setup(tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Show the checklist of a tenant. Exits 1 while something that is needed is missing."""
    program = open_program()
    checklist = program.setup.checklist(program.tenants.by_slug(tenant).id)
    if json:
        show({"ready": checklist.ready, "items": [_facts(line) for line in checklist.lines]}, as_json=True)
    else:
        columns = ["item", "state", "needed", "whose", "by", "due", "what"]
        show_table(f"Set-up of {tenant}", columns, [_cells(line) for line in checklist.lines])
        show({}, as_json=False, lines=[_verdict(checklist)])
    raise typer.Exit(0 if checklist.ready else 1)


@app.command("set")
def set_item(
    item: Annotated[str, typer.Argument(help="The item's name; see: bindeled setup show")],
    state: Annotated[ItemState, typer.Argument(help="How it stands now.")],
    tenant: TenantOption,
    by: Annotated[str, typer.Option(help="Who says so.")],
    reason: Annotated[str, typer.Option(help="Why it is not needed.")] = "",
    due: Annotated[date | None, typer.Option(parser=day, metavar="YYYY-MM-DD", help="Until when it is wanted.")] = None,
    *,
    json: JsonOption = False,
) -> None:
    """Say how an item stands. What a check proves cannot be ticked by hand."""
    program = open_program()
    line = program.setup.say(program.tenants.by_slug(tenant).id, item, state, by=by, reason=reason, due=due)
    show(_facts(line), as_json=json, lines=[f"{item}: {line.standing.state.value}."])


def _verdict(checklist: Checklist) -> str:
    if checklist.ready:
        return say("checklist_ready.yes", "en")
    return say("checklist_ready.no", "en", count=len(checklist.blocking))


def _facts(line: Line) -> dict[str, Any]:
    item, standing = line.item, line.standing
    return {
        "item": item.code,
        "what": say(f"checklist.{item.code}", "en"),
        "why": say(f"checklist_why.{item.code}", "en"),
        "whose": item.owner.value,
        "blocking": item.blocking,
        "proved_by_check_of": item.proved_by.system.value if item.proved_by else None,
        "state": standing.state.value,
        "by": standing.by,
        "at": standing.at.isoformat() if standing.at else None,
        "reason": standing.reason,
        "due": standing.due.isoformat() if standing.due else None,
    }


def _cells(line: Line) -> list[object]:
    item, standing = line.item, line.standing
    needed = "yes" if item.blocking else "no"
    what = say(f"checklist.{item.code}", "en")
    return [item.code, standing.state.value, needed, item.owner.value, standing.by, standing.due, what]
