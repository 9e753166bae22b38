"""`bindeled users`: who can sign in to the pages, made from the command line, which needs no sign-in itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bindeled.cli.connect import read_secret
from bindeled.cli.options import JsonOption, open_program
from bindeled.cli.output import show, show_table
from bindeled.domain.errors import Misconfigured
from bindeled.domain.people import Purpose
from bindeled.domain.roles import Role

if TYPE_CHECKING:
    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Tenant
    from bindeled.domain.people import Person

app = typer.Typer(no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="The person's e-mail address, by which they sign in.")]
RoleOption = Annotated[Role, typer.Option(help="What they are: to one tenant, or to the whole installation.")]
TenantChoice = Annotated[
    str | None, typer.Option("--tenant", help="The tenant's short name; left out for support and operator.")
]
PasswordFile = Annotated[Path, typer.Option(help="File that holds the password; - reads standard input.")]
NOBODY = "Nobody can sign in yet. Add the first person with: bindeled users invite EMAIL --role operator"


@app.command()
def add(
    email: Email,
    role: RoleOption,
    password_file: PasswordFile,
    tenant: TenantChoice = None,
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
    *,
    json: JsonOption = False,
) -> None:
    """Add a person with a password, or give one who is known another role."""
    program, chosen = _opened(tenant)
    password = read_secret(password_file)
    shortest = program.settings.password_length
    if len(password.reveal()) < shortest:
        raise Misconfigured([f"A password needs at least {shortest} characters. Nothing was added."])
    person = program.people.add(_address(email), name, role, chosen, program.clock())
    program.people.set_password(person.id, password)
    show({"email": person.email, "role": role.value}, as_json=json, lines=[f"{person.email} is {role.value}."])


@app.command()
def invite(email: Email, role: RoleOption, tenant: TenantChoice = None, *, json: JsonOption = False) -> None:
    """Print a link by which a person joins and chooses a password. It works once."""
    program, chosen = _opened(tenant)
    until = program.clock() + timedelta(days=program.settings.invitation_days)
    token = program.people.make_link(
        Purpose.JOIN, _address(email), role, chosen, by="command line", at=program.clock(), until=until
    )
    _show_link(program, email, token, as_json=json)


@app.command()
def link(email: Email, *, json: JsonOption = False) -> None:
    """Print a link by which a person who is known signs in without a password. It works once, and not for long."""
    program, _ = _opened(None)
    if program.people.by_email(email, program.clock()) is None:
        raise Misconfigured([f"Nobody is known as {email}. List who is with: bindeled users list"])
    _show_link(program, email, sign_in_token(program, email), as_json=json)


@app.command()
def close(email: Email, *, json: JsonOption = False) -> None:
    """Let a person no longer sign in; whoever is signed in is signed out with their next step."""
    program, _ = _opened(None)
    if not program.people.close(email):
        raise Misconfigured([f"Nobody is known as {email}. List who is with: bindeled users list"])
    show({"email": email, "active": False}, as_json=json, lines=[f"{email} can no longer sign in."])


@app.command("list")
def list_people(*, json: JsonOption = False) -> None:
    """List who can sign in and what they are."""
    program, _ = _opened(None)
    slugs = {tenant.id: tenant.slug for tenant in program.tenants.all()}
    people = program.people.all(program.clock())
    rows = [(person.email, person.name, _roles(person, slugs), "" if person.active else "closed") for person in people]
    if json:
        facts = [
            {"email": email, "name": name, "roles": roles, "active": not state} for email, name, roles, state in rows
        ]
        show({"users": facts}, as_json=True)
    elif rows:
        show_table("Users", ["e-mail", "name", "roles", "state"], rows)
    else:
        show({}, as_json=False, lines=[NOBODY])


def sign_in_token(program: Program, email: str) -> str:
    """Return the token of a new link by which this person signs in once."""
    now = program.clock()
    until = now + timedelta(seconds=program.settings.sign_in_link_seconds)
    return program.people.make_link(Purpose.SIGN_IN, email, None, None, by="command line", at=now, until=until)


def _opened(tenant: str | None) -> tuple[Program, Tenant | None]:
    program = open_program()
    return program, program.tenants.by_slug(tenant) if tenant else None


def _address(email: str) -> str:
    name, _, host = email.strip().rpartition("@")
    if not name or not host or " " in email.strip():
        raise Misconfigured([f"{email!r} is not an e-mail address. Nothing was added."])
    return email.strip()


def _show_link(program: Program, email: str, token: str, *, as_json: bool) -> None:
    address = f"{program.settings.public_url}/join/{token}/"
    show({"email": email, "link": address}, as_json=as_json, lines=[address])


def _roles(person: Person, slugs: dict[int, str]) -> str:
    theirs = [person.staff.value] if person.staff else []
    return ", ".join([*theirs, *(f"{role.value} of {slugs[tenant]}" for tenant, role in person.memberships.items())])
