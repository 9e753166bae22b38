"""`bindeled rules`: what a tenant has chosen for its reports, as one JSON object that is shown and handed in."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import Annotated, Any

import typer

from bindeled.cli.options import JsonOption, TenantOption, open_program
from bindeled.cli.output import show
from bindeled.domain.errors import Misconfigured

app = typer.Typer(no_args_is_help=True)

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
