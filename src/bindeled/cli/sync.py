"""`bindeled sync`: run one flow now and wait for it, or show what it would do."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.bootstrap import FLOWS, LARGE_CORRECTIONS
from bindeled.cli.options import JsonOption, TenantOption, open_program
from bindeled.cli.output import errors, out, show, show_table
from bindeled.domain.errors import Misconfigured
from bindeled.domain.planning import Carry, Forget, Park, Remove, Reverse, Skip
from bindeled.domain.states import RunState

if TYPE_CHECKING:
    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Tenant
    from bindeled.domain.planning import Step
    from bindeled.ports import RunRecord

# What a run that did not end well means for a script: a person must act, or it passes by itself.
_EXIT_CODES = {RunState.DONE: 0, RunState.WAITING: 3}


def sync(
    flow: Annotated[str, typer.Argument(metavar="FLOW", help=f"One of: {', '.join((*FLOWS, 'all'))}.")],
    tenant: TenantOption,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the plan; write nothing on either side.")] = False,
    allow_large_corrections: Annotated[
        bool,
        typer.Option("--allow-large-corrections", help="Take back as much as it takes. Look at the dry run first."),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Run a flow now. Exits 0 when the run is done, 3 when it waits for a system, 1 when a person must act."""
    check_flow(flow)
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    if dry_run:
        show_plan(program, customer, as_json=json)
        return
    trigger = LARGE_CORRECTIONS if allow_large_corrections else "hand"
    ended = run_now(program, customer, trigger, quiet=json)
    show(facts_of(ended), as_json=json, lines=sentences_of(ended))
    raise typer.Exit(_EXIT_CODES.get(ended.state, 1))


def check_flow(flow: str) -> None:
    """Raise Misconfigured when there is no such flow."""
    if flow not in (*FLOWS, "all"):
        raise Misconfigured([f"There is no flow called {flow}. Known are: {', '.join((*FLOWS, 'all'))}."])


def run_now(program: Program, tenant: Tenant, trigger: str, *, quiet: bool) -> RunRecord:
    """Queue a run, wait for its end while showing how far it is, and return it."""
    run_id = program.runs.queue(tenant.id, FLOWS[0], trigger, program.clock())
    if quiet:
        return program.finish(run_id, lambda _run: None)
    with errors.status("Carrying work reports …") as line:
        return program.finish(run_id, lambda run: line.update(_progress(run)))


def _progress(run: RunRecord) -> str:
    counts = run.counts
    return f"Carrying work reports … {counts.get('read', 0)} read, {counts.get('carried', 0)} carried"


def facts_of(run: RunRecord) -> dict[str, Any]:
    """Return a run for machines."""
    return {"run": run.id, "state": run.state.value, "reason": run.reason, **run.counts}


def sentences_of(run: RunRecord) -> list[str]:
    """Return a run for people."""
    counts = run.counts
    what = ", ".join(f"{counts.get(name, 0)} {name}" for name in ("carried", "removed", "reversed", "parked"))
    lines = [f"Run {run.id} is {run.state.value}: {counts.get('read', 0)} reports read, {what}."]
    return [*lines, run.reason] if run.reason else lines


def show_plan(program: Program, tenant: Tenant, *, as_json: bool) -> None:
    """Print what a run would do, step by step, and the counts."""
    steps = [step for plan in program.preview(tenant) for step in plan.steps]
    counts = Counter(type(step).__name__.lower() for step in steps)
    shown = [step for step in steps if not isinstance(step, Skip)]
    if as_json:
        show(
            {"counts": counts, "steps": [{"step": type(s).__name__.lower(), **asdict(s)} for s in shown]}, as_json=True
        )
        return
    show_table("Plan", ["report", "step", "project", "employee", "quantity", "why"], [_row(step) for step in shown])
    out.print(", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "Nothing to do.")


def _row(step: Step) -> tuple[object, ...]:
    name = type(step).__name__.lower()
    if isinstance(step, Park):
        return step.report_id, name, "", "", "", step.finding.cause.value
    if isinstance(step, Carry | Remove | Reverse | Forget):
        line = step.lines[0] if isinstance(step, Carry) else step.line
        return step.report_id, name, line.project, line.employee, f"{line.quantity.normalize():f} {line.unit}", ""
    return step.report_id, name, "", "", "", step.reason.value
