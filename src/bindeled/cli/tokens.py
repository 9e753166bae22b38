"""`bindeled tokens`: keys to the programming interface, shown once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.cli.options import JsonOption, open_program
from bindeled.cli.output import moment_of, show, show_table
from bindeled.domain.errors import Misconfigured
from bindeled.domain.roles import Reach, Role

if TYPE_CHECKING:
    from bindeled.bootstrap import Program
    from bindeled.domain.tokens import ApiToken

app = typer.Typer(no_args_is_help=True)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What the token is for, in words that tell it from others.")],
    role: Annotated[Role, typer.Option(help="What it is to those tenants, or to the installation.")],
    tenant: Annotated[
        list[str] | None, typer.Option("--tenant", help="A tenant that it reaches; may be given several times.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=3660, help="How many days it lasts.")] = 365,
    *,
    everywhere: Annotated[bool, typer.Option("--everywhere", help="Let it reach the whole installation.")] = False,
    json: JsonOption = False,
) -> None:
    """Make a token and print it. Nobody can be shown it again: what is kept only tells whether it is the right one."""
    program = open_program()
    reach = _reach(program, role, tenant or [], everywhere=everywhere)
    now = program.clock()
    token, written = program.tokens.add(name, reach, now + timedelta(days=days), now)
    facts = {"token": token.id, "name": token.name, "written": written.reveal(), "expires_at": token.expires_at}
    show(facts, as_json=json, lines=[written.reveal()])


@app.command("list")
def list_tokens(*, json: JsonOption = False) -> None:
    """List the tokens, also those that ended; the newest on top."""
    program = open_program()
    slugs = {tenant.id: tenant.slug for tenant in program.tenants.all()}
    facts = [_facts(token, slugs) for token in program.tokens.all()]
    if json:
        show({"tokens": facts}, as_json=True)
        return
    columns = ["token", "name", "reach", "expires", "last used", "revoked"]
    show_table("Tokens", columns, [_cells(token, slugs) for token in program.tokens.all()])


@app.command()
def revoke(
    token: Annotated[int, typer.Argument(help="The token's number; see: bindeled tokens list")],
    *,
    json: JsonOption = False,
) -> None:
    """End a token now: the next call with it is refused."""
    program = open_program()
    if not program.tokens.revoke(token, program.clock()):
        raise Misconfigured([f"There is no token {token} that is good. Look with: bindeled tokens list"])
    show({"token": token, "revoked": True}, as_json=json, lines=[f"Token {token} opens nothing any more."])


def _reach(program: Program, role: Role, slugs: list[str], *, everywhere: bool) -> Reach:
    if everywhere == bool(slugs):
        raise Misconfigured(["Say what the token reaches: --tenant for one tenant or several, or else --everywhere."])
    tenants = {program.tenants.by_slug(slug).id: role for slug in slugs}
    return Reach(role if everywhere else None, tenants)


def _facts(token: ApiToken, slugs: dict[int, str]) -> dict[str, Any]:
    return {
        "token": token.id,
        "name": token.name,
        "everywhere": token.reach.everywhere.value if token.reach.everywhere else None,
        "tenants": {slugs[tenant_id]: role.value for tenant_id, role in token.reach.tenants.items()},
        "created_by": token.created_by,
        "created_at": token.created_at.isoformat(),
        "expires_at": token.expires_at.isoformat(),
        "last_used_at": token.last_used_at.isoformat() if token.last_used_at else None,
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
    }


def _cells(token: ApiToken, slugs: dict[int, str]) -> list[object]:
    roles = [f"{slugs[tenant_id]}: {role.value}" for tenant_id, role in token.reach.tenants.items()]
    reach = [f"everywhere: {token.reach.everywhere.value}"] if token.reach.everywhere else roles
    moments = (token.expires_at, token.last_used_at, token.revoked_at)
    return [token.id, token.name, ", ".join(reach), *(moment_of(moment) for moment in moments)]
