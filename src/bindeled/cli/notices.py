"""`bindeled notices`: what people were told, and whether it reached them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.cli.options import JsonOption, TenantOption, open_program
from bindeled.cli.output import moment_of, show, show_table
from bindeled.domain.notices import NoticeState
from bindeled.notices.wording import headline

if TYPE_CHECKING:
    from bindeled.domain.outbox import NoticeRecord

app = typer.Typer(no_args_is_help=True)

_COLUMNS = ("id", "made", "to", "is", "sent", "tells", "why not")
_NONE = "Nobody has been told anything yet."
_NOBODY = "Nobody is told of {name}. Add somebody with bindeled contacts add, or bindeled users invite."
_NOT_MAILED = "No mail is set up, so it is kept and shown here only. Set BINDELED_MAIL_HOST and BINDELED_MAIL_FROM."


@app.command("list")
def list_notices(
    tenant: TenantOption,
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many, the newest first.")] = 50,
    json: JsonOption = False,
) -> None:
    """Show what was told of a tenant, to whom, and whether it was sent; what was given up says why."""
    program = open_program()
    found = program.notices.of_tenant(program.tenants.by_slug(tenant), limit)
    if json:
        show({"notices": [_facts(notice) for notice in found]}, as_json=True)
    elif found:
        show_table("Notices", _COLUMNS, [_cells(notice) for notice in found])
    else:
        show({}, as_json=False, lines=[_NONE])


@app.command("test")
def send_test(tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Send a test to everybody who is told of a tenant, and say what became of it. Exits 1 when one was not sent."""
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    count = program.notices.test(customer)
    program.notices.deliver()
    made = program.notices.of_tenant(customer, count) if count else []
    sent = sum(notice.state is NoticeState.SENT for notice in made)
    facts = {"made": count, "sent": sent, "notices": [_facts(notice) for notice in made]}
    show(facts, as_json=json, lines=_lines(customer.name, made, sent))
    raise typer.Exit(0 if count and sent == count else 1)


@app.command()
def retry(tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Try again to send what was given up."""
    program = open_program()
    count = program.notices.try_again(program.tenants.by_slug(tenant))
    show({"queued": count}, as_json=json, lines=[f"{count} notices are tried again."])


def _lines(name: str, made: list[NoticeRecord], sent: int) -> list[str]:
    if not made:
        return [_NOBODY.format(name=name)]
    if any(notice.state is NoticeState.KEPT for notice in made):
        return [_NOT_MAILED]
    reasons = sorted({notice.reason for notice in made if notice.reason})
    return [f"{sent} of {len(made)} tests were handed to the mail server.", *reasons]


def _facts(notice: NoticeRecord) -> dict[str, Any]:
    return {
        "id": notice.id,
        "at": notice.created_at,
        "relation": notice.relation.value,
        "side": notice.side.value,
        "state": notice.state.value,
        "sent_at": notice.sent_at,
        "attempts": notice.attempts,
        "reason": notice.reason,
        "items": [{"matter": item.matter.value, "system": item.about.system} for item in notice.items],
    }


def _cells(notice: NoticeRecord) -> list[object]:
    told = dict.fromkeys(headline(item, notice.side, "en") for item in notice.items)
    state = notice.state.value.replace("_", " ")
    made, sent = moment_of(notice.created_at), moment_of(notice.sent_at)
    return [notice.id, made, notice.relation.value, state, sent, "; ".join(told), notice.reason]
