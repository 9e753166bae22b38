"""`bindeled status`: every tenant at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bindeled.bootstrap import start
from bindeled.cli.options import JsonOption
from bindeled.cli.output import show, show_table
from bindeled.connections.links import WHOSE_MOVE
from bindeled.domain.calendar import danish_day, next_slot
from bindeled.settings import read_settings

if TYPE_CHECKING:
    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Tenant

_COLUMNS = ("tenant", "intempus", "uniconta", "carried_today", "waiting", "parked", "last_run", "next_run")


def status(*, json: JsonOption = False) -> None:
    """Show both links with whose move it is, what waits, what is parked, and the last and next run."""
    program = start(read_settings())
    rows = [_standing(program, tenant) for tenant in program.tenants.all()]
    if json:
        show({"tenants": rows}, as_json=True)
        return
    show_table(
        "Status", [name.replace("_", " ") for name in _COLUMNS], [[row[name] for name in _COLUMNS] for row in rows]
    )


def _standing(program: Program, tenant: Tenant) -> dict[str, Any]:
    from bindeled.store.views import connection_rows, flow_today  # noqa: PLC0415 - models need Django set up

    now = program.clock()
    flow = flow_today(tenant.id, danish_day(now))
    links = {row.connection.system.value: row.connection.link for row in connection_rows(tenant.id, danish_day(now))}
    last = next(iter(program.runs.latest(tenant.id, 1)), None)
    return {
        "tenant": tenant.slug,
        "intempus": _link(links.get("intempus")),
        "uniconta": _link(links.get("uniconta")),
        "carried_today": flow.carried.reports,
        "waiting": flow.waiting.reports,
        "parked": flow.parked.reports,
        "last_run": f"{last.state.value}: {last.reason}".rstrip(": ") if last else None,
        "next_run": next_slot(now).isoformat(timespec="minutes"),
    }


def _link(link: Any) -> str:
    return f"{link.value}, move: {WHOSE_MOVE[link].value}" if link else "not_configured, move: customer"
