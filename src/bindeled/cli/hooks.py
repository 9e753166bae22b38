"""`bindeled hooks`: the addresses that the systems call when something changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.cli.options import JsonOption, TenantOption, open_program
from bindeled.cli.output import moment_of, show, show_table
from bindeled.domain.accounts import System

if TYPE_CHECKING:
    from bindeled.connections.hooks import HookKeeping, NewHook
    from bindeled.domain.hints import Hook

app = typer.Typer(no_args_is_help=True)

_COLUMNS = ("system", "made", "last heard", "address, without its secret")
_NONE = "No address has been made yet. Make one with: bindeled hooks renew uniconta --tenant {tenant}"
_ONCE = "It is shown this once. Whoever has it can make flows run sooner, and nothing else; renew it to shut them out."
_WHERE_IN_UNICONTA = (
    "In Uniconta, under Company / Maintenance / Change URL, make a row for each of Debtor, InvItem, Project and "
    "Employee, with this Url and this Argument. Uniconta puts the argument into the address that it calls, and has no "
    "other way to say who is calling."
)
_WHERE_IN_INTEMPUS = (
    "Give Intempus this address for its webhooks. It holds the secret, since nothing is known of a signature."
)


@app.command("show")
def show_hooks(tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Show the addresses, and when they were last called. The secrets are not shown again."""
    program = open_program()
    hooks = program.hints.hooks.of_tenant(program.tenants.by_slug(tenant))
    if json:
        show({"hooks": [_facts(program.hints.hooks, hook) for hook in hooks]}, as_json=True)
    elif hooks:
        show_table("Hooks", _COLUMNS, [_cells(program.hints.hooks, hook) for hook in hooks])
    else:
        show({}, as_json=False, lines=[_NONE.format(tenant=tenant)])


@app.command()
def renew(
    system: Annotated[System, typer.Argument(help="Who calls.")], tenant: TenantOption, *, json: JsonOption = False
) -> None:
    """Make a new secret for an address and show it, this once; the one before opens nothing any more."""
    program = open_program()
    made = program.hints.hooks.renew(program.tenants.by_slug(tenant), system)
    show({"system": system.value, **_to_enter(system, made)}, as_json=json, lines=_lines(system, made))


def _to_enter(system: System, made: NewHook) -> dict[str, str]:
    """Return what has to be entered in the system, by the name of its field."""
    if system is System.UNICONTA:
        return {"url": made.address, "argument": made.secret}
    return {"url": f"{made.address}?secret={made.secret}"}


def _lines(system: System, made: NewHook) -> list[str]:
    where = _WHERE_IN_UNICONTA if system is System.UNICONTA else _WHERE_IN_INTEMPUS
    entered = [f"{name.capitalize()}: {text}" for name, text in _to_enter(system, made).items()]
    return [*entered, where, _ONCE]


def _facts(hooks: HookKeeping, hook: Hook) -> dict[str, Any]:
    return {
        "system": hook.system.value,
        "url": hooks.address(hook),
        "made_at": hook.made_at,
        "heard_at": hook.heard_at,
    }


def _cells(hooks: HookKeeping, hook: Hook) -> list[object]:
    return [hook.system.title, moment_of(hook.made_at), moment_of(hook.heard_at) or "never", hooks.address(hook)]
