"""`bindeled mapping`: which fields are carried, of which records, and who wins; every change is a version."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.cli.matches import RegisterArgument, register_of
from bindeled.cli.options import JsonOption, TenantOption, open_program
from bindeled.cli.output import moment_of, show, show_table
from bindeled.domain.errors import Misconfigured
from bindeled.domain.registers.changing import with_row, without_row
from bindeled.domain.registers.health import SERIOUS, Trouble, fields_seen, troubles
from bindeled.domain.registers.setup import (
    Filter,
    Transform,
    WhenConflict,
    WhenEmpty,
    WhenLong,
    Written,
)

if TYPE_CHECKING:
    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Tenant
    from bindeled.domain.registers.health import FieldSeen, MappingTrouble
    from bindeled.domain.registers.records import Register
    from bindeled.domain.registers.setup import FlowSetup, MappingRow

app = typer.Typer(no_args_is_help=True)

_ROW_COLUMNS = ("from", "as", "to", "when empty", "written", "at most", "when too long")
TargetArgument = Annotated[str, typer.Argument(help="The field of the follower.")]


@app.command("show")
def show_mapping(flow: RegisterArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Show the rows of a flow's field mapping, its filter, and who changed it."""
    register = register_of(flow)
    program = open_program()
    newest, *older = program.flows.setups(program.tenants.by_slug(tenant), register).versions()
    if json:
        versions = [{"number": v.number, "author": v.author, "note": v.note, "at": v.at} for v in (newest, *older)]
        show({"flow": flow, **_facts(newest.setup), "versions": versions}, as_json=True)
        return
    show_table(f"How {flow} are carried", list(_ROW_COLUMNS), [_cells(row) for row in newest.setup.rows])
    by = f"by {newest.author} at {moment_of(newest.at)}" if newest.at else "the standard"
    show({}, as_json=False, lines=[*_choices(newest.setup), f"Version {newest.number}, {by}."])


@app.command("set")
def set_row(
    flow: RegisterArgument,
    target: TargetArgument,
    tenant: TenantOption,
    *,
    source: Annotated[str | None, typer.Option("--from", help="The field of the master.")] = None,
    transform: Annotated[Transform | None, typer.Option("--as", help="How its value becomes the other's.")] = None,
    when_empty: Annotated[WhenEmpty | None, typer.Option(help="When the master has no value.")] = None,
    written: Annotated[Written | None, typer.Option(help="At every change, or once when it is made.")] = None,
    length: Annotated[int | None, typer.Option(min=1, help="The most characters that the follower takes.")] = None,
    when_long: Annotated[WhenLong | None, typer.Option(help="When a text is longer.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Carry nothing to this field any more.")] = False,
    json: JsonOption = False,
) -> None:
    """Add a row to a flow's field mapping, change one, or remove it. What is not named stays as it is."""
    register = register_of(flow)
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    setup = program.flows.setups(customer, register).current()
    chosen = {
        "source": source,
        "transform": transform,
        "when_empty": when_empty,
        "written": written,
        "length": length,
        "when_long": when_long,
    }
    changes = {name: value for name, value in chosen.items() if value is not None}
    after = without_row(setup, target) if remove else with_row(setup, target, changes)
    note = f"{target} removed" if remove else f"{target} set"
    _keep(program, customer, register, after, note, as_json=json)


@app.command("filter")
def set_filter(
    flow: RegisterArgument,
    tenant: TenantOption,
    field: Annotated[
        str, typer.Option(help="The master's field that chooses, such as xIntempus, Group or Phase.")
    ] = "",
    value: Annotated[list[str] | None, typer.Option(help="A value that is carried; may be given again.")] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Carry every record.")] = False,
    json: JsonOption = False,
) -> None:
    """Choose which records are carried: where a field is set or ticked, where it has one of some values, or all."""
    register = register_of(flow)
    if every == bool(field):
        raise Misconfigured(["Name the field that chooses with --field, or carry every record with --all."])
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    setup = replace(program.flows.setups(customer, register).current(), filter=Filter(field, frozenset(value or ())))
    _keep(program, customer, register, setup, "filter set", as_json=json)


@app.command()
def choose(
    flow: RegisterArgument,
    tenant: TenantOption,
    conflicts: Annotated[WhenConflict | None, typer.Option(help="When both systems changed a field.")] = None,
    *,
    creates: Annotated[
        bool | None, typer.Option("--create/--no-create", help="Whether new records are made in the follower.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Choose who decides when both systems changed a field, and whether new records are made."""
    register = register_of(flow)
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    setup = program.flows.setups(customer, register).current()
    after = replace(
        setup,
        when_conflict=setup.when_conflict if conflicts is None else conflicts,
        creates=setup.creates if creates is None else creates,
    )
    _keep(program, customer, register, after, "choices set", as_json=json)


@app.command()
def undo(flow: RegisterArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Take back the latest change of a flow's mapping; once more brings it back."""
    register = register_of(flow)
    program = open_program()
    number = program.flows.setups(program.tenants.by_slug(tenant), register).undo(program.clock())
    show({"flow": flow, "version": number}, as_json=json, lines=[f"Taken back. This is version {number}."])


@app.command()
def fields(flow: RegisterArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Show the fields that both systems really have, user-defined ones too, with a few samples of each."""
    register = register_of(flow)
    program = open_program()
    sides = program.flows.register_fields(program.tenants.by_slug(tenant), register)
    master, follower = (fields_seen(records) for records in sides)
    if json:
        show({"master": [asdict(one) for one in master], "follower": [asdict(one) for one in follower]}, as_json=True)
        return
    for title, seen in (("Fields of the master", master), ("Fields of the follower", follower)):
        show_table(title, ["field", "holds", "filled", "samples"], [_sample(one) for one in seen])


@app.command()
def check(flow: RegisterArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Hold a flow's mapping to the fields that both systems have now. Exits 1 when something is the matter."""
    register = register_of(flow)
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    setup = program.flows.setups(customer, register).current()
    found = troubles(setup, register, *program.flows.register_fields(customer, register))
    serious = [one for one in found if one.trouble in SERIOUS]
    told = [{**asdict(one), "trouble": one.trouble.value} for one in found]
    lines = [_told(one) for one in found] or [f"The mapping of {flow} fits both systems."]
    show({"flow": flow, "sound": not serious, "troubles": told}, as_json=json, lines=lines)
    raise typer.Exit(1 if serious else 0)


_SENTENCES = {
    Trouble.SOURCE_NOT_SEEN: "No record has the field {source}, so {target} gets nothing: it is empty, or gone.",
    Trouble.TARGET_UNKNOWN: "The follower has no field {target}; {source} goes nowhere.",
    Trouble.FILTER_NOT_SEEN: "No record has the field {source}, by which records are chosen: nothing can be carried.",
    Trouble.UNFIT: "{source} of {records} records does not fit into {target}; they are set aside.",
    Trouble.CUT: "{source} of {records} records is too long for {target} and is cut.",
}


def _told(one: MappingTrouble) -> str:
    return _SENTENCES[one.trouble].format(source=one.source, target=one.target, records=one.records)


def _sample(one: FieldSeen) -> tuple[object, ...]:
    return one.name, one.holds, one.filled, "; ".join(one.samples)


def _keep(program: Program, tenant: Tenant, register: Register, setup: FlowSetup, note: str, *, as_json: bool) -> None:
    number = program.flows.setups(tenant, register).keep(setup, note, program.clock())
    lines = [f"Kept as version {number}. See what it would do: bindeled sync {register.value} --tenant … --dry-run"]
    show({"flow": register.value, "version": number, **_facts(setup)}, as_json=as_json, lines=lines)


def _facts(setup: FlowSetup) -> dict[str, Any]:
    rows = [
        {
            **asdict(row),
            "transform": row.transform.value,
            "when_empty": row.when_empty.value,
            "written": row.written.value,
            "when_long": row.when_long.value,
        }
        for row in setup.rows
    ]
    chosen = {"field": setup.filter.field, "values": sorted(setup.filter.values)}
    return {"rows": rows, "filter": chosen, "creates": setup.creates, "when_conflict": setup.when_conflict.value}


def _cells(row: MappingRow) -> tuple[object, ...]:
    long = (row.length, row.when_long.value) if row.length else ("", "")
    return row.source, row.transform.value, row.target, row.when_empty.value, row.written.value, *long


def _choices(setup: FlowSetup) -> list[str]:
    which = setup.filter
    values = ", ".join(sorted(which.values))
    chosen = f"{which.field} is {values}" if values else f"{which.field} is set" if which.field else "all of them"
    wins = "the master wins" if setup.when_conflict is WhenConflict.MASTER_WINS else "a person decides"
    return [
        f"Carried: {chosen}. New ones are {'made' if setup.creates else 'not made'} in the follower.",
        f"When both systems changed a field, {wins}.",
    ]
