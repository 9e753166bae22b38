"""`bindeled schedules`: when each flow runs by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.bootstrap import FLOWS
from bindeled.cli.options import JsonOption, TenantOption, open_program
from bindeled.cli.output import moment_of, show, show_table
from bindeled.domain.errors import Misconfigured
from bindeled.domain.schedule_words import read_day_off, read_window, told_schedule, written_schedule
from bindeled.domain.schedules import in_order

if TYPE_CHECKING:
    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Tenant
    from bindeled.domain.schedules import KeptSchedule, Schedule

app = typer.Typer(no_args_is_help=True)

_COLUMNS = ("flow", "last run", "", "next run", "set by", "runs")
_HISTORY_COLUMNS = ("number", "set at", "set by", "runs")
FlowArgument = Annotated[str, typer.Argument(metavar="FLOW", help=f"One of: {', '.join(in_order(FLOWS))}.")]


@app.command("list")
def list_schedules(tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Show when each flow runs by itself, in the order in which they run when due together; last and next run."""
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    rows = [Row(program, customer, flow) for flow in in_order(FLOWS)]
    if json:
        show({"schedules": [row.facts() for row in rows]}, as_json=True)
    else:
        show_table("Schedules, in Danish time", _COLUMNS, [row.cells() for row in rows])


@app.command("set")
def set_schedule(
    flow: FlowArgument,
    tenant: TenantOption,
    window: Annotated[
        list[str] | None,
        typer.Option(
            help="When: 'mon-fri 07:00,10:00', or 'mon-fri every 15 minutes 06:00-18:00'. May be given again; together "
            "they replace what was. Danish time.",
        ),
    ] = None,
    *,
    never: Annotated[bool, typer.Option("--never", help="Never run by itself; days off are remembered.")] = False,
    skip_holidays: Annotated[
        bool | None,
        typer.Option("--skip-holidays/--keep-holidays", help="Leave out the Danish public holidays, or run on them."),
    ] = None,
    day_off: Annotated[
        list[str] | None,
        typer.Option(
            help="A day on which nothing runs: 12-24 every year, 2026-07-20 once. May be given again; together they "
            "replace what was. 'none' takes them away."
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Change when a flow runs by itself; what is not named stays as it is."""
    check_scheduled(flow)
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    before = program.schedules.current(customer.id, flow).schedule
    after = _changed(before, window, never=never, skip_holidays=skip_holidays, day_off=day_off)
    _tell(flow, program.schedules.set(customer.id, flow, after, program.clock()), as_json=json)


@app.command()
def reset(flow: FlowArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Go back to the default of a flow."""
    check_scheduled(flow)
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    _tell(flow, program.schedules.reset(customer.id, flow, program.clock()), as_json=json)


@app.command()
def undo(flow: FlowArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Take back the latest change of a flow's schedule; once more brings it back."""
    check_scheduled(flow)
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    _tell(flow, program.schedules.undo(customer.id, flow, program.clock()), as_json=json)


@app.command()
def history(flow: FlowArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Show every schedule that a flow has had, and who set it."""
    check_scheduled(flow)
    program = open_program()
    versions = program.schedules.history(program.tenants.by_slug(tenant).id, flow)
    if json:
        show({"flow": flow, "versions": [_facts(kept) for kept in versions]}, as_json=True)
        return
    rows = [(kept.number, moment_of(kept.at), _set_by(kept), told_schedule(kept.schedule)) for kept in versions]
    show_table(f"Schedules of {flow}", _HISTORY_COLUMNS, rows)


class Row:
    """One flow of a tenant: its schedule, its last and its next run."""

    def __init__(self, program: Program, tenant: Tenant, flow: str) -> None:
        self._flow = flow
        self._kept = program.schedules.current(tenant.id, flow)
        self._last = program.runs.latest_of(tenant.id, flow)
        self._next = program.flows.next_run(tenant, flow)
        self._is_in_shadow = program.shadows.current(tenant.id, flow) is not None

    def facts(self) -> dict[str, Any]:
        """Return it for machines."""
        last = self._last
        return {
            "flow": self._flow,
            **_facts(self._kept),
            "last_run": {"run": last.id, "state": last.state.value, "at": last.queued_at} if last else None,
            "next_run": self._next,
            "in_shadow": self._is_in_shadow,
        }

    def cells(self) -> list[object]:
        """Return it as a row under `_COLUMNS`."""
        last = self._last
        return [
            self._flow,
            moment_of(last.queued_at) if last else "none yet",
            last.state.value if last else "",
            f"{moment_of(self._next) or 'only by hand'}{', in shadow' if self._is_in_shadow else ''}",
            _set_by(self._kept),
            told_schedule(self._kept.schedule),
        ]


def check_scheduled(flow: str) -> None:
    """Raise Misconfigured when there is no such flow."""
    if flow not in FLOWS:
        raise Misconfigured([f"There is no flow called {flow}. Known are: {', '.join(FLOWS)}."])


def _changed(
    before: Schedule, windows: list[str] | None, *, never: bool, skip_holidays: bool | None, day_off: list[str] | None
) -> Schedule:
    if never and windows:
        raise Misconfigured(["--never and --window contradict each other. Give one of them."])
    if not never and not windows and skip_holidays is None and day_off is None:
        raise Misconfigured(["Nothing to change. Name --window, --never, --skip-holidays or --day-off."])
    after = replace(before, windows=tuple(read_window(text) for text in windows or ())) if windows or never else before
    if skip_holidays is not None:
        after = replace(after, skip_holidays=skip_holidays)
    if day_off is not None:
        after = replace(after, days_off=tuple(read_day_off(text) for text in day_off if text != "none"))
    return after


def _tell(flow: str, kept: KeptSchedule, *, as_json: bool) -> None:
    sentence = f"{flow}: {told_schedule(kept.schedule)}"
    show({"flow": flow, **_facts(kept)}, as_json=as_json, lines=[sentence])


def _facts(kept: KeptSchedule) -> dict[str, Any]:
    return {**written_schedule(kept.schedule), "number": kept.number, "author": kept.author, "set_at": kept.at}


def _set_by(kept: KeptSchedule) -> str:
    return kept.author or "default"
