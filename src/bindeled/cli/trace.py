"""`bindeled trace` answers "where is my hour?"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bindeled.bootstrap import start
from bindeled.cli.options import JsonOption, TenantOption
from bindeled.cli.output import show, show_table
from bindeled.settings import read_settings

if TYPE_CHECKING:
    from bindeled.store.views import Moment


def trace(
    report: Annotated[int, typer.Argument(help="The report's number in Intempus.")],
    tenant: TenantOption,
    *,
    json: JsonOption = False,
) -> None:
    """Show everything that is known of one report, in order. Exits 1 when nothing is known of it."""
    program = start(read_settings())
    from bindeled.store.views import report_timeline  # noqa: PLC0415 - models need Django set up

    timeline = report_timeline(program.tenants.by_slug(tenant).id, report)
    if json:
        show({"report": report, "entries": timeline.entries, "moments": timeline.moments}, as_json=True)
    elif timeline.moments:
        show_table(
            f"Report {report}", ["when", "what", "run", "details"], [_row(moment) for moment in timeline.moments]
        )
    else:
        show({}, as_json=False, lines=[_unknown(report)])
    raise typer.Exit(0 if timeline.moments else 1)


def _row(moment: Moment) -> tuple[object, ...]:
    details = ", ".join(f"{name}: {fact}" for name, fact in moment.facts.items() if fact not in (None, ""))
    return moment.at.isoformat(timespec="seconds"), moment.kind, moment.run_id, details


def _unknown(report: int) -> str:
    return (
        f"Nothing is known of report {report}: it is not approved yet, it lies before the first day that is carried, "
        "or no run has read it. Look it up in Intempus, or run: bindeled sync reports --dry-run"
    )
