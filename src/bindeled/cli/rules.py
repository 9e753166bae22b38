"""`bindeled rules`: what a tenant has chosen for its reports, as one JSON object that is shown and handed in."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.cli.options import JsonOption, TenantOption, open_program
from bindeled.cli.output import moment_of, show, show_table
from bindeled.domain.errors import Misconfigured
from bindeled.domain.watching.watches import WatchKind

if TYPE_CHECKING:
    from bindeled.store.watches import FoundCause

app = typer.Typer(no_args_is_help=True)

_KINDS = {
    WatchKind.REPORT_LACKS: "report lacks something",
    WatchKind.PAST_END_DATE: "project past its end date",
    WatchKind.OVER_BUDGET: "project over its budget",
    WatchKind.HOURS_MISSING: "approved hours missing",
    WatchKind.NOTHING_CAME: "nothing came",
}

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A JSON object with the choices to change.")]


@app.command("show")
def show_rules(tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Show every choice for the reports of a tenant, in the form that `set` takes."""
    program = open_program()
    rules = program.tenants.rules(program.tenants.by_slug(tenant).id)
    show({"rules": rules}, as_json=json, lines=[json_text.dumps(rules, indent=2, ensure_ascii=False)])


@app.command("set")
def set_rules(file: FileArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Change the choices that the file names; the others stay as they are. The next run goes by them."""
    program = open_program()
    changed = program.tenants.change_rules(program.tenants.by_slug(tenant).id, _read(file), program.clock())
    what = ", ".join(changed) or "nothing: they were so already"
    show({"changed": changed}, as_json=json, lines=[f"Changed {what}."])


@app.command()
def undo(
    choice: Annotated[str, typer.Argument(help="The choice's name, as in: bindeled rules show")],
    tenant: TenantOption,
    *,
    json: JsonOption = False,
) -> None:
    """Let a choice be what it was before its latest change; once more brings the change back."""
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    if choice not in program.tenants.rules(customer.id):
        raise Misconfigured([f"There is no choice called {choice}. See: bindeled rules show --tenant {tenant}"])
    program.tenants.undo_rule(customer.id, choice, program.clock())
    now = program.tenants.rules(customer.id)[choice]
    show({"choice": choice, "value": now}, as_json=json, lines=[f"{choice} is again what it was before."])


@app.command()
def found(
    tenant: TenantOption,
    *,
    now: Annotated[bool, typer.Option("--now", help="Read Intempus and judge the rules anew first.")] = False,
    json: JsonOption = False,
) -> None:
    """Show what the rules that tell people (`watches`) have found, and since when; what is gone is left out."""
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    if now:
        program.watching.judge(customer)
    open_causes = program.watching.of_tenant(customer).open()
    if json:
        show({"found": [_facts(one) for one in open_causes]}, as_json=True)
    elif open_causes:
        rows = [[one.cause.watch, _KINDS[one.cause.kind], one.cause.name, moment_of(one.since)] for one in open_causes]
        show_table("Found", ["rule", "what", "which", "since"], rows)
    else:
        show({}, as_json=False, lines=["The rules have found nothing, or there are none."])


def _facts(found_cause: FoundCause) -> dict[str, Any]:
    cause = found_cause.cause
    return {
        "rule": cause.watch,
        "kind": cause.kind.value,
        "name": cause.name,
        "since": found_cause.since,
        **cause.facts,
    }


def _read(file: Path) -> dict[str, Any]:
    try:
        read = json_text.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured([f"{file} cannot be read: {error.strerror}."]) from None
    except ValueError:
        raise Misconfigured([f"{file} is no JSON. Begin with what `bindeled rules show` prints."]) from None
    if not isinstance(read, dict):
        raise Misconfigured([f"{file} must hold one JSON object. Begin with what `bindeled rules show` prints."])
    return read
