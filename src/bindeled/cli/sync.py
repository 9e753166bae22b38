"""`bindeled sync`: run one flow now and wait for it, or show what it would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.bootstrap import FLOWS, LARGE_CORRECTIONS
from bindeled.cli.options import JsonOption, TenantOption, open_program
from bindeled.cli.output import errors, show
from bindeled.cli.plans import show_register_plan, show_report_plan
from bindeled.domain.errors import Misconfigured
from bindeled.domain.registers.records import Register
from bindeled.domain.schedules import in_order
from bindeled.domain.states import RunState

if TYPE_CHECKING:
    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Tenant
    from bindeled.run_ports import RunRecord

REPORTS = "reports"
ALL = "all"
# What a run that did not end well means for a script: a person must act, or it passes by itself.
_EXIT_CODES = {RunState.DONE: 0, RunState.WAITING: 3}
_REPORT_COUNTS = ("carried", "removed", "reversed", "parked")
_REGISTER_COUNTS = ("created", "updated", "deactivated", "reactivated", "linked", "parked")


def sync(
    flow: Annotated[str, typer.Argument(metavar="FLOW", help=f"One of: {', '.join((*in_order(FLOWS), ALL))}.")],
    tenant: TenantOption,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the plan; write nothing on either side.")] = False,
    allow_large_corrections: Annotated[
        bool,
        typer.Option(
            "--allow-large-corrections", help="Take back or change as much as it takes. Look at the dry run first."
        ),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Run a flow now, or all of them in order. Exits 0 when done, 3 when it waits for a system, 1 for a person."""
    flows = chosen_flows(flow)
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    if dry_run:
        for name in flows:
            show_plan(program, customer, name, as_json=json)
        return
    trigger = LARGE_CORRECTIONS if allow_large_corrections else "hand"
    ended = [run_now(program, customer, name, trigger, quiet=json) for name in flows]
    lines = [line for run in ended for line in sentences_of(run)]
    facts = facts_of(ended[0]) if flow != ALL else {"flows": {run.flow: facts_of(run) for run in ended}}
    show(facts, as_json=json, lines=lines)
    raise typer.Exit(exit_code(ended))


def chosen_flows(flow: str) -> list[str]:
    """Return the flows meant, in the order in which they run. Raises Misconfigured when there is no such flow."""
    if flow not in (*FLOWS, ALL):
        raise Misconfigured([f"There is no flow called {flow}. Known are: {', '.join((*in_order(FLOWS), ALL))}."])
    return in_order(FLOWS) if flow == ALL else [flow]


def exit_code(ended: list[RunRecord]) -> int:
    """Return what the runs mean together: a person must act for one, else one waits, else all is done."""
    codes = {_EXIT_CODES.get(run.state, 1) for run in ended}
    return 1 if 1 in codes else max(codes)


def run_now(program: Program, tenant: Tenant, flow: str, trigger: str, *, quiet: bool) -> RunRecord:
    """Queue a run, wait for its end while showing how far it is, and return it."""
    run_id = program.runs.queue(tenant.id, flow, trigger, program.clock())
    if quiet:
        return program.working.finish(run_id, lambda _run: None)
    what = "work reports" if flow == REPORTS else flow
    with errors.status(f"Carrying {what} …") as line:
        return program.working.finish(run_id, lambda run: line.update(f"Carrying {what} … {_progress(run)}"))


def _progress(run: RunRecord) -> str:
    done = run.counts.get("carried", run.counts.get("writes", 0))
    return f"{run.counts.get('read', 0)} read, {done} carried"


def facts_of(run: RunRecord) -> dict[str, Any]:
    """Return a run for machines."""
    return {"run": run.id, "state": run.state.value, "reason": run.reason, **run.counts}


def sentences_of(run: RunRecord) -> list[str]:
    """Return a run for people."""
    counts = run.counts
    if "would_write" in counts:
        return [_in_shadow(run)]
    names = _REPORT_COUNTS if run.flow == REPORTS else _REGISTER_COUNTS
    what = ", ".join(f"{counts.get(name, 0)} {name}" for name in names)
    lines = [f"Run {run.id} is {run.state.value}: {counts.get('read', 0)} {run.flow} read, {what}."]
    return [*lines, run.reason] if run.reason else lines


def _in_shadow(run: RunRecord) -> str:
    return (
        f"Run {run.id} is {run.state.value}, in shadow mode: nothing was written. It would have written "
        f"{run.counts['would_write']} and set aside {run.counts['would_park']} of {run.flow}."
    )


def show_plan(program: Program, tenant: Tenant, flow: str, *, as_json: bool) -> None:
    """Print what a run would do, step by step, and the counts."""
    if flow == REPORTS:
        show_report_plan([step for plan in program.flows.preview(tenant) for step in plan.steps], as_json=as_json)
    else:
        show_register_plan(program.flows.preview_register(tenant, Register(flow)), as_json=as_json)
