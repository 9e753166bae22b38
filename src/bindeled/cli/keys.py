"""`bindeled keys`: the keys that seal the logins. None of these commands ever shows a key."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bindeled.cli.options import JsonOption, TenantOption, open_program
from bindeled.cli.output import errors, moment_of, show, show_table
from bindeled.domain.errors import Misconfigured

if TYPE_CHECKING:
    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Tenant
    from bindeled.domain.keyring import DataKeyFacts, Destroyed, Progress, Rotated

app = typer.Typer(no_args_is_help=True)
MasterOption = Annotated[bool, typer.Option("--master", help="The master key.")]
OneTenantOption = Annotated[str | None, typer.Option("--tenant", help="The data key of one tenant.")]
_EVERY = 50


@app.command("list")
def list_keys(*, json: JsonOption = False) -> None:
    """List the master keys and each tenant's data keys: what seals, what is left under former ones."""
    program = open_program()
    slugs = {tenant.id: tenant.slug for tenant in program.tenants.all()}
    masters, keys = program.keys.master_key.standing(), program.keys.data_keys.facts()
    if json:
        facts = [{**asdict(key), "state": key.state.value, "tenant": slugs[key.tenant_id]} for key in keys]
        show({"master_keys": masters, "data_keys": facts}, as_json=True)
        return
    show_table("Master keys", ["data keys wrapped", "id"], [(count, key_id) for key_id, count in masters.items()])
    columns = ["tenant", "key", "state", "since", "secrets", "seals", "late opens", "master key"]
    show_table("Data keys", columns, [_cells(slugs[key.tenant_id], key) for key in keys])


@app.command()
def rotate(*, master: MasterOption = False, tenant: OneTenantOption = None, json: JsonOption = False) -> None:
    """Replace a key while everything goes on; without an option, the data keys of every tenant.

    A rotation that broke off is ended first. Exits 1 when something could not be moved to the key in use.
    """
    program = open_program()
    if master and tenant:
        raise Misconfigured(["Name either --master or --tenant: the master key belongs to no tenant."])
    if master:
        done = {"": program.keys.master_key.rotate(_say_progress)}
    else:
        done = {one.slug: program.keys.data_keys.rotate(one.id, _say_progress) for one in _chosen(program, tenant)}
    lines = [line for slug, rotated in done.items() for line in _rotated(slug, rotated)]
    facts = [{"tenant": slug, **asdict(rotated)} if slug else asdict(rotated) for slug, rotated in done.items()]
    show({"rotated": facts}, as_json=json, lines=lines or [NO_KEY])
    raise typer.Exit(1 if any(rotated.stuck for rotated in done.values()) else 0)


@app.command("destroy-old")
def destroy_old(*, master: MasterOption = False, tenant: OneTenantOption = None, json: JsonOption = False) -> None:
    """Destroy the former keys that nothing needs any more. Exits 1 when one is still needed, and says by how many."""
    program = open_program()
    if master:
        done = program.keys.master_key.drop_former()
    else:
        done = program.keys.data_keys.destroy_former([one.id for one in _chosen(program, tenant)])
    show(asdict(done), as_json=json, lines=_destroyed(done))
    raise typer.Exit(1 if done.kept else 0)


@app.command()
def destroy(
    tenant: TenantOption,
    confirm: Annotated[str, typer.Option(help="The tenant's short name once more: this cannot be taken back.")],
    *,
    json: JsonOption = False,
) -> None:
    """Destroy every data key of a tenant: its stored logins open no more, and new ones must be handed over."""
    program = open_program()
    if confirm != tenant:
        raise Misconfigured(["--confirm does not repeat the tenant's short name. Nothing was destroyed."])
    numbers = program.keys.data_keys.destroy_all(program.tenants.by_slug(tenant).id)
    lines = [f"Destroyed {len(numbers)} data keys of {tenant}. Hand its logins over again with: bindeled connect"]
    show({"tenant": tenant, "destroyed": numbers}, as_json=json, lines=lines)


NO_KEY = "There is no data key yet: the first login that is handed over makes its tenant's."


def _chosen(program: Program, tenant: str | None) -> list[Tenant]:
    """Return the tenant that was named, or those that have a data key."""
    if tenant is not None:
        return [program.tenants.by_slug(tenant)]
    with_key = {key.tenant_id for key in program.keys.data_keys.facts()}
    return [one for one in program.tenants.all() if one.id in with_key]


def _say_progress(progress: Progress) -> None:
    if progress.done and progress.done % _EVERY == 0:
        errors.print(f"{progress.done} of {progress.total} moved.")


def _cells(slug: str, key: DataKeyFacts) -> list[object]:
    since = moment_of(key.primary_since or key.created_at)
    return [slug, key.number, key.state.value, since, key.ciphertexts, key.uses, key.late_opens, key.master_key_id]


def _rotated(slug: str, rotated: Rotated) -> list[str]:
    whose = f"{slug}: " if slug else ""
    how = "The rotation that broke off has ended" if rotated.went_on else "Rotated"
    what = "secrets" if slug else "data keys"
    return [f"{whose}{how}; {rotated.key} is in use and {rotated.moved} {what} were moved to it.", *rotated.stuck]


def _destroyed(done: Destroyed) -> list[str]:
    gone = [f"Destroyed: {key}." for key in done.keys]
    kept = [f"Kept: {one.key}; {one.reason}." for one in done.kept]
    return gone + kept or ["There is no former key."]
