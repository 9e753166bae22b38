"""`bindeled tenants`: add and list customers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from bindeled.bootstrap import start
from bindeled.cli.options import JsonOption
from bindeled.cli.output import show, show_table
from bindeled.domain.calendar import danish_day
from bindeled.domain.mapping import EmployeeMatch, ReportRules
from bindeled.settings import read_settings

app = typer.Typer(no_args_is_help=True)


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="The customer's name.")],
    first_day: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First day carried; today if left out."),
    ] = None,
    journal: Annotated[str, typer.Option(help="Uniconta's project journal that lines go to.")] = "INTEMPUS",
    employees_by: Annotated[EmployeeMatch, typer.Option(help="How employees are matched.")] = EmployeeMatch.NUMBER,
    *,
    json: JsonOption = False,
) -> None:
    """Add a customer and print its short name."""
    program = start(read_settings())
    day = first_day.date() if first_day else danish_day(program.clock())
    rules = ReportRules(journal=journal, employee_match=employees_by)
    tenant = program.tenants.add(name, first_day=day, rules=rules)
    show({"tenant": tenant.slug, "first_day": day}, as_json=json, lines=[tenant.slug])


@app.command("list")
def list_tenants(*, json: JsonOption = False) -> None:
    """List the customers."""
    tenants = start(read_settings()).tenants.all()
    if json:
        show({"tenants": [{"tenant": t.slug, "name": t.name, "first_day": t.first_day} for t in tenants]}, as_json=True)
        return
    show_table("Tenants", ["tenant", "name", "carried from"], [(t.slug, t.name, t.first_day) for t in tenants])
