"""`bindeled inbox`: what is parked and why, by cause, and what a person does about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.cli.options import JsonOption, TenantOption, open_program
from bindeled.cli.output import moment_of, show, show_table
from bindeled.cli.sync import REPORTS, exit_code, facts_of, run_now, sentences_of
from bindeled.texts import say

if TYPE_CHECKING:
    from datetime import datetime

    from bindeled.bootstrap import Program
    from bindeled.domain.inbox import InboxGroup, ParkedItem
    from bindeled.store.inbox import ReportInbox

app = typer.Typer(no_args_is_help=True)

WhichArgument = Annotated[str, typer.Argument(metavar="WHICH", help="A cause by its key, or a report by its number.")]
OneOption = Annotated[bool, typer.Option("--only", help="This report alone, and not all with the same cause.")]


@app.command("list")
def list_inbox(
    tenant: TenantOption,
    *,
    dismissed: Annotated[bool, typer.Option("--dismissed", help="Show what was dismissed instead.")] = False,
    json: JsonOption = False,
) -> None:
    """Show what is parked, by cause, the longest waiting first."""
    program = open_program()
    groups = _inbox(program, tenant).groups(dismissed=dismissed)
    if json:
        show({"groups": [_facts(group, program.clock()) for group in groups]}, as_json=True)
        return
    columns = ["key", "reports", "since", "at stake", "kroner", "with", "what"]
    show_table("Inbox", columns, [_row(group) for group in groups])


@app.command("show")
def show_group(which: WhichArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Show one cause: what is the matter, what to do, whose move it is, and which reports wait for it."""
    program = open_program()
    group = _inbox(program, tenant).group(which)
    if json:
        show(_facts(group, program.clock()), as_json=True)
        return
    columns = ["report", "day", "since", "at stake", "with", "dismissed"]
    show_table(_told("cause", group), columns, [_item_row(item) for item in group.items])
    where = f" In {group.mend_in.title}." if group.mend_in else ""
    show({}, as_json=False, lines=[f"{_told('whose', group)} can mend it.{where}", _told("remedy", group)])


@app.command()
def retry(which: WhichArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Try a cause again: a dismissal is taken back, and a run begins now that tries everything that waits."""
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    inbox = _inbox(program, tenant)
    group = inbox.group(which)
    back = [item.report_id for item in group.items if item.dismissed]
    if back:
        inbox.take_back(back, program.clock())
    ended = run_now(program, customer, REPORTS, "hand", quiet=json)
    left = {item.report_id for still in inbox.groups() for item in still.items}
    gone = [item.report_id for item in group.items if item.report_id not in left]
    lines = [*sentences_of(ended), f"{len(gone)} of {len(group.items)} reports with this cause left the inbox."]
    show({"left": gone, "tried": len(group.items), **facts_of(ended)}, as_json=json, lines=lines)
    raise typer.Exit(exit_code([ended]))


@app.command()
def assign(
    which: WhichArgument,
    to: Annotated[str, typer.Argument(metavar="PERSON", help="Who is to see to it; an empty text for nobody.")],
    tenant: TenantOption,
    *,
    only: OneOption = False,
    json: JsonOption = False,
) -> None:
    """Hand a cause over to a person: all reports that wait for it, or one alone."""
    program = open_program()
    inbox = _inbox(program, tenant)
    count = inbox.assign(_chosen(inbox, which, only=only), to, program.clock())
    show({"reports": count, "to": to}, as_json=json, lines=[f"{count} reports are handed over to {to or 'nobody'}."])


@app.command()
def dismiss(
    which: WhichArgument,
    tenant: TenantOption,
    reason: Annotated[str, typer.Option(help="Why they are not to be carried; it is kept in the audit.")] = "",
    *,
    only: OneOption = False,
    json: JsonOption = False,
) -> None:
    """Choose not to carry reports as they are. One that is changed in Intempus comes back by itself."""
    program = open_program()
    inbox = _inbox(program, tenant)
    count = inbox.dismiss(_chosen(inbox, which, only=only), reason, program.clock())
    show({"reports": count}, as_json=json, lines=[f"{count} reports will not be carried as they are."])


def _inbox(program: Program, tenant: str) -> ReportInbox:
    from bindeled.store.inbox import ReportInbox  # noqa: PLC0415 - models need Django set up

    return ReportInbox(program.tenants.by_slug(tenant).id)


def _chosen(inbox: ReportInbox, which: str, *, only: bool) -> list[int]:
    items = inbox.group(which).items
    return [item.report_id for item in items if not only or str(item.report_id) == which]


def _told(key: str, group: InboxGroup) -> str:
    return say(f"{key}.{group.finding.cause.value}", "en", **group.finding.facts)


def _at_stake(group: InboxGroup) -> str:
    return ", ".join(f"{quantity.normalize():f} {unit}".strip() for unit, quantity in group.quantities.items())


def _row(group: InboxGroup) -> tuple[object, ...]:
    about = group.key, len(group.items), moment_of(group.since), _at_stake(group), group.kroner
    return (*about, group.assigned_to, _told("cause", group))


def _item_row(item: ParkedItem) -> tuple[object, ...]:
    stake = f"{item.stake.quantity.normalize():f} {item.stake.unit}".strip() if item.stake else ""
    why = f"{item.dismissed} ({item.dismissed_by})" if item.dismissed else ""
    return item.report_id, item.date, moment_of(item.since), stake, item.assigned_to, why


def _facts(group: InboxGroup, now: datetime) -> dict[str, Any]:
    return {
        "key": group.key,
        "cause": group.finding.cause.value,
        "told": _told("cause", group),
        "remedy": _told("remedy", group),
        "whose": _told("whose", group),
        "mend_in": group.mend_in.value if group.mend_in else None,
        "since": group.since,
        "age_seconds": int(group.age(now).total_seconds()),
        "reports": [item.report_id for item in group.items],
        "quantities": dict(group.quantities),
        "kroner": group.kroner,
        "assigned_to": group.assigned_to,
        "dismissed": {item.report_id: item.dismissed for item in group.items if item.dismissed},
    }
