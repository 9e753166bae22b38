"""`bindeled feeds`: addresses that show the newest reconciliation to a spreadsheet, told once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from bindeled.bootstrap.feeds import feed_facts
from bindeled.cli.options import JsonOption, TenantOption, day, open_program
from bindeled.cli.output import moment_of, show, show_table
from bindeled.domain.errors import Misconfigured
from bindeled.domain.pay_periods import PayPeriods, PeriodKind

if TYPE_CHECKING:
    from bindeled.domain.feeds import Feed

app = typer.Typer(no_args_is_help=True)

_COLUMNS = ("feed", "name", "shows", "names", "expires", "last read", "revoked")
_ONCE = "It is shown this once. Whoever has it sees the sums, so share it with care; in Google Sheets: =IMPORTDATA(…)"


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Where it is read, in words that tell it from others.")],
    tenant: TenantOption,
    weeks: Annotated[int, typer.Option(min=1, max=26, help="How many weeks back it shows.")] = 4,
    by: Annotated[PeriodKind, typer.Option(help="What is summed together.")] = PeriodKind.WEEK,
    begins: Annotated[
        date | None,
        typer.Option(parser=day, metavar="DAY", help="The first day of any one period, for fortnights and months."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=3660, help="How many days it lasts.")] = 365,
    *,
    names: Annotated[bool, typer.Option("--names", help="Show the employees' names too.")] = False,
    json: JsonOption = False,
) -> None:
    """Make a feed and print its address. A worker makes its content anew every few hours; see also: refresh."""
    program = open_program()
    periods = PayPeriods(by, begins) if begins else PayPeriods(by)
    customer = program.tenants.by_slug(tenant)
    feed, address = program.feeds.make(customer, name, periods, weeks=weeks, days=days, names=names)
    show({**feed_facts(feed), "address": address}, as_json=json, lines=[address, _ONCE])


@app.command("list")
def list_feeds(tenant: TenantOption, *, json: JsonOption = False) -> None:
    """List the feeds of a tenant, also those that ended; never their addresses."""
    program = open_program()
    feeds = program.feeds.stored.of_tenant(program.tenants.by_slug(tenant).id)
    if json:
        show({"feeds": [feed_facts(feed) for feed in feeds]}, as_json=True)
        return
    show_table("Feeds", _COLUMNS, [_cells(feed) for feed in feeds])


@app.command()
def refresh(tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Read both systems now and make what the tenant's feeds show anew."""
    program = open_program()
    feeds = program.feeds.stored.of_tenant(program.tenants.by_slug(tenant).id)
    good = [feed for feed in feeds if feed.is_good(program.clock())]
    for feed in good:
        program.feeds.refresh(feed, by_hand=True)
    show({"feeds": len(good)}, as_json=json, lines=[f"{len(good)} feeds show what was read just now."])


@app.command()
def revoke(
    feed: Annotated[int, typer.Argument(help="The feed's number; see: bindeled feeds list")],
    tenant: TenantOption,
    *,
    json: JsonOption = False,
) -> None:
    """End a feed now: its address shows nothing any more."""
    program = open_program()
    if not program.feeds.stored.revoke(program.tenants.by_slug(tenant).id, feed, program.clock()):
        raise Misconfigured([f"There is no feed {feed} that is good. Look with: bindeled feeds list --tenant {tenant}"])
    show({"feed": feed, "revoked": True}, as_json=json, lines=[f"Feed {feed} shows nothing any more."])


def _cells(feed: Feed) -> list[object]:
    shows = f"{feed.weeks} weeks by {feed.periods.kind.value}"
    moments = (feed.expires_at, feed.read_at, feed.revoked_at)
    return [feed.id, feed.name, shows, "yes" if feed.names else "no", *(moment_of(moment) for moment in moments)]
