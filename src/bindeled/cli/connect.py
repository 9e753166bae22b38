"""`bindeled connect`: the one way a login is handed over, at set-up and at replacement alike."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from bindeled.cli.checks import check_facts, check_lines
from bindeled.cli.options import JsonOption, TenantOption, day, duration, open_program
from bindeled.cli.output import show
from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.errors import Misconfigured
from bindeled.domain.secrets import Secret

app = typer.Typer(no_args_is_help=True)

_STANDARD_INPUT = "-"
Login = Annotated[str, typer.Option(help="The user name, letter by letter: capitals count.")]
SecretFile = Annotated[Path, typer.Option(help="File that holds the key or password; - reads standard input.")]
Grace = Annotated[
    timedelta | None,
    typer.Option(
        parser=duration,
        metavar="24h",
        help="How long the login that it replaces stays usable: 24h, 3d, or 0 after a leak. At most 7d.",
    ),
]
StageOnly = Annotated[bool, typer.Option("--stage-only", help="Keep and check it, and do not take it into use yet.")]
Expires = Annotated[
    date | None,
    typer.Option(parser=day, metavar="YYYY-MM-DD", help="When it expires, if you know."),
]


@app.command()
def intempus(
    tenant: TenantOption,
    login: Login,
    secret_file: SecretFile,
    expires: Expires = None,
    grace: Grace = None,
    *,
    stage_only: StageOnly = False,
    json: JsonOption = False,
) -> None:
    """Connect to Intempus with a user's API key."""
    new = NewVersion(login, "", "command line", expires, grace)
    take = stage if stage_only else hand_over
    take(System.INTEMPUS, tenant, new, read_secret(secret_file), as_json=json)


@app.command()
def uniconta(
    tenant: TenantOption,
    company: Annotated[str, typer.Option(help="The company's number in Uniconta.")],
    login: Login,
    secret_file: SecretFile,
    expires: Expires = None,
    grace: Grace = None,
    *,
    stage_only: StageOnly = False,
    json: JsonOption = False,
) -> None:
    """Connect to Uniconta with a server user's password."""
    new = NewVersion(login, company, "command line", expires, grace)
    take = stage if stage_only else hand_over
    take(System.UNICONTA, tenant, new, read_secret(secret_file), as_json=json)


def hand_over(system: System, tenant: str, new: NewVersion, secret: Secret, *, as_json: bool) -> None:
    """Check the login and take it into use; raise what stands in the way."""
    program = open_program()
    result = program.connect(program.tenants.by_slug(tenant), system, new, secret)
    facts = {"tenant": tenant, "system": system.value, "company": str(result.company), "version": result.version}
    lines = [f"{system.title}: connected to {result.company} with version {result.version} of the login."]
    if result.unchanged:
        lines = [f"{system.title}: this very login is in use already, as version {result.version}, and works."]
    show({**facts, "unchanged": result.unchanged}, as_json=as_json, lines=lines)


def stage(system: System, tenant: str, new: NewVersion, secret: Secret, *, as_json: bool) -> None:
    """Check the login and keep it beside the one in use; raise what stands in the way."""
    program = open_program()
    connection = program.stored_connections.connection(program.tenants.by_slug(tenant), system)
    number = program.connections.stage(connection, new, secret).number
    report = program.connections.verify(connection, number)
    facts = {"tenant": tenant, "system": system.value, "version": number, "checks": check_facts(report)}
    lines = [
        f"{system.title}: version {number} of the login is kept beside the one in use, and opens {report.company}.",
        *check_lines(report),
        f"Take it into use with: bindeled credentials switch --tenant {tenant} {system.value} {number}",
    ]
    show(facts, as_json=as_json, lines=lines)


def read_secret(file: Path) -> Secret:
    """Return the secret in a file, without the line end that editors add.

    Raises Misconfigured when it cannot be read or is empty.
    """
    try:
        text = sys.stdin.read() if str(file) == _STANDARD_INPUT else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise Misconfigured(
            [f"{_named(file)} with the secret cannot be read: {reason}. Nothing was changed."]
        ) from None
    secret = text.removesuffix("\n").removesuffix("\r")
    if not secret:
        raise Misconfigured([f"{_named(file)} is empty. Write the key or password into it and try again."])
    return Secret(secret)


def _named(file: Path) -> str:
    return "Standard input" if str(file) == _STANDARD_INPUT else f"The file {file}"
