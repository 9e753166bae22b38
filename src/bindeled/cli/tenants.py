"""`bindeled tenants`: add and list customers."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from bindeled.cli.options import JsonOption, day, open_program
from bindeled.cli.output import show, show_table
from bindeled.domain.calendar import danish_day
from bindeled.domain.mapping import EmployeeMatch, ReportRules

app = typer.Typer(no_args_is_help=True)


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="The customer's name.")],
    first_day: Annotated[
        date | None,
        typer.Option("--from", parser=day, metavar="YYYY-MM-DD", help="First day carried; today if left out."),
    ] = None,
    journal: Annotated[str, typer.Option(help="Uniconta's project journal that lines go to.")] = "INTEMPUS",
    employees_by: Annotated[EmployeeMatch, typer.Option(help="How employees are matched.")] = EmployeeMatch.NUMBER,
    *,
    json: JsonOption = False,
) -> None:
    """Add a customer and print its short name."""
    program = open_program()
    first = first_day or danish_day(program.clock())
    rules = ReportRules(journal=journal, employee_match=employees_by)
    tenant = program.tenants.add(name, first_day=first, rules=rules)
    show({"tenant": tenant.slug, "first_day": first}, as_json=json, lines=[tenant.slug])


@app.command("list")
def list_tenants(*, json: JsonOption = False) -> None:
    """List the customers."""
    tenants = open_program().tenants.all()
    if json:
        show({"tenants": [{"tenant": t.slug, "name": t.name, "first_day": t.first_day} for t in tenants]}, as_json=True)
    elif tenants:
        show_table("Tenants", ["tenant", "name", "carried from"], [(t.slug, t.name, t.first_day) for t in tenants])
    else:
        show({}, as_json=False, lines=[NO_TENANT])


NO_TENANT = 'There is no tenant yet. Add the first one with: bindeled tenants add "NAME"'
