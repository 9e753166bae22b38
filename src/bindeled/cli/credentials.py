"""`bindeled credentials`: the versions of a login, and the steps that a hand-over in one go takes by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.cli.checks import check_facts, check_lines
from bindeled.cli.connections import SystemArgument
from bindeled.cli.options import JsonOption, TenantOption, open_program
from bindeled.cli.output import moment_of, show, show_table
from bindeled.domain.expiry import expires_in_days, learnt_expiry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bindeled.connections.replacing import HandedOver
    from bindeled.domain.accounts import System, VersionRecord

app = typer.Typer(no_args_is_help=True)
NumberArgument = Annotated[int, typer.Argument(help="Which version; see: bindeled credentials list")]


@app.command("list")
def list_versions(system: SystemArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """List the versions of a login, the newest first, with what became of each. Secrets are never shown."""
    program = open_program()
    connection = program.stored_connections.connection(program.tenants.by_slug(tenant), system)
    versions, now = program.versions.versions(connection), program.clock()
    if json:
        facts = [_facts(version, versions, now) for version in versions]
        show({"system": system.value, "epoch": connection.epoch, "versions": facts}, as_json=True)
        return
    columns = ["version", "state", "login", "handed over", "in use since", "usable until", "expires", "why it ended"]
    show_table(f"Versions of the {system.title} login of {tenant}", columns, [_cells(v) for v in versions])


@app.command()
def verify(system: SystemArgument, number: NumberArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Prove a login that was staged, without taking it into use. Exits 1 when a check failed."""
    program = open_program()
    connection = program.stored_connections.connection(program.tenants.by_slug(tenant), system)
    report = program.connections.verify(connection, number)
    facts = {"system": system.value, "version": number, "company": str(report.company), "checks": check_facts(report)}
    lines = [f"Version {number} opens {report.company}.", *check_lines(report)]
    show(facts, as_json=json, lines=lines)
    raise typer.Exit(0 if report.good else 1)


@app.command()
def switch(system: SystemArgument, number: NumberArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Take a staged login into use; it is proved again first when its proof is older than a quarter of an hour."""
    program = open_program()
    owner = program.tenants.by_slug(tenant)
    epoch = program.stored_connections.connection(owner, system).epoch
    _tell(program.switch(owner, system, number, epoch=epoch), system, as_json=json)


@app.command()
def rollback(system: SystemArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Take the former login back into use, after proving that it still works."""
    program = open_program()
    owner = program.tenants.by_slug(tenant)
    epoch = program.stored_connections.connection(owner, system).epoch
    _tell(program.roll_back(owner, system, epoch=epoch), system, as_json=json)


@app.command()
def revoke(
    system: SystemArgument,
    number: NumberArgument,
    tenant: TenantOption,
    reason: Annotated[str, typer.Option(help="Why, for the audit.")] = "revoked by hand",
    *,
    json: JsonOption = False,
) -> None:
    """End a login at once and destroy its secret. If it was in use, the work waits for a new one."""
    program = open_program()
    connection = program.stored_connections.connection(program.tenants.by_slug(tenant), system)
    after = program.connections.revoke(connection, number, reason)
    was_in_use = connection.active_version == number
    lines = [f"{system.title}: version {number} is revoked and its secret destroyed."]
    if was_in_use:
        lines.append(f"It was in use. What is to be carried waits for a new login: bindeled connect {system.value}")
    facts = {"system": system.value, "version": number, "was_in_use": was_in_use, "epoch": after.epoch}
    show(facts, as_json=json, lines=lines)


def _tell(done: HandedOver, system: System, *, as_json: bool) -> None:
    facts = {
        "system": system.value,
        "version": done.version,
        "replaced": done.replaced,
        "company": str(done.company),
        "epoch": done.connection.epoch,
    }
    lines = [f"{system.title}: version {done.version} of the login is in use, for {done.company}."]
    if done.replaced is not None:
        lines.append(f"Version {done.replaced} stays usable for a while: bindeled credentials rollback {system.value}")
    show(facts, as_json=as_json, lines=lines)


def _facts(version: VersionRecord, versions: Sequence[VersionRecord], now: datetime) -> dict[str, Any]:
    return {
        "version": version.number,
        "state": version.state.value,
        "login": version.login,
        "origin": version.origin,
        "by": version.actor,
        "handed_over": version.created_at,
        "verified": version.verified_at,
        "in_use_since": version.activated_at,
        "proved": version.proved_at,
        "usable_until": version.retires_at,
        "ended": version.ended_at,
        "reason": version.reason,
        "expires": version.expires,
        "expires_in_days": expires_in_days(version, now),
        "may_expire": learnt_expiry(version, versions),
        "has_secret": version.has_secret,
    }


def _cells(version: VersionRecord) -> list[object]:
    return [
        version.number,
        version.state.value,
        version.login,
        moment_of(version.created_at),
        moment_of(version.activated_at),
        moment_of(version.retires_at),
        version.expires,
        version.reason,
    ]
