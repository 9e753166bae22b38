"""`bindeled shadow`: flows that run and write nothing, and what they would have written."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.bootstrap import FLOWS
from bindeled.cli.options import JsonOption, TenantOption, open_program
from bindeled.cli.output import moment_of, show, show_table
from bindeled.cli.sync import ALL, chosen_flows
from bindeled.domain.errors import Misconfigured
from bindeled.domain.schedules import in_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Tenant
    from bindeled.domain.shadow import KeptWouldDo, Shadow, ShadowSummary

app = typer.Typer(no_args_is_help=True)

_COLUMNS = ("record", "name", "would", "first seen", "facts")
FlowArgument = Annotated[str, typer.Argument(metavar="FLOW", help=f"One of: {', '.join((*in_order(FLOWS), ALL))}.")]


@app.command()
def on(flow: FlowArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Let a flow run on its schedule from now on without writing anything, and keep what it would have written."""
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    begun = [program.shadows.begin(customer.id, name, program.clock()) for name in chosen_flows(flow)]
    facts = [{"flow": shadow.flow, "since": shadow.since} for shadow in begun]
    lines = [f"{shadow.flow}: writes nothing, since {moment_of(shadow.since)}." for shadow in begun]
    show({"shadow": facts}, as_json=json, lines=lines)


@app.command()
def off(flow: FlowArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Go live: let a flow write again, from its next run on.

    Tells what it would have written until now, and what is not ready yet; that hinders nothing here.
    """
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    wanted = [name for name in chosen_flows(flow) if flow != ALL or program.shadows.current(customer.id, name)]
    # Whoever is live has nothing left to be ready for, so it is asked before.
    not_ready = program.setting_up.not_ready(customer) if wanted else []
    told = [Told(program, customer, program.shadows.end(customer.id, name, program.clock())) for name in wanted]
    lines = [line for one in told for line in (f"{one.flow} writes from its next run on.", *one.lines())]
    lines += [f"Not ready yet: {sentence}" for sentence in not_ready]
    facts = {"shadow": [one.facts() for one in told], "not_ready": not_ready}
    show(facts, as_json=json, lines=lines or ["No flow is in shadow mode."])


@app.command()
def report(
    flow: FlowArgument,
    tenant: TenantOption,
    *,
    details: Annotated[bool, typer.Option("--details", help="List every change, not only how many there are.")] = False,
    json: JsonOption = False,
) -> None:
    """Show what a flow would have written while in shadow mode; of the latest time, when that is over."""
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    shadows = [shadow for name in chosen_flows(flow) if (shadow := program.shadows.latest(customer.id, name))]
    if not shadows:
        raise Misconfigured([f"No shadow mode to report on. Begin with: bindeled shadow on {flow} --tenant {tenant}"])
    told = [Told(program, customer, shadow) for shadow in shadows]
    if json:
        show({"shadow": [{**one.facts(), **one.details(wanted=details)} for one in told]}, as_json=True)
        return
    for one in told:
        show({}, as_json=False, lines=one.lines())
        if details:
            show_table(one.flow, _COLUMNS, one.rows())


class Told:
    """One shadow, as it is told."""

    def __init__(self, program: Program, tenant: Tenant, shadow: Shadow) -> None:
        self.flow = shadow.flow
        self._shadow = shadow
        self._lasted = shadow.lasted(program.clock())
        self._meant = program.settings.shadow_days
        self._is_complete = self._lasted >= timedelta(days=self._meant)
        self._runs = program.shadows.runs(tenant.id, shadow)
        self._kept: list[KeptWouldDo] = program.shadows.kept(shadow)
        self._summary: ShadowSummary = program.shadows.summary(shadow)

    def facts(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "flow": self.flow,
            "since": self._shadow.since,
            "ended_at": self._shadow.ended_at,
            "days": self._lasted.days,
            "is_complete": self._is_complete,
            "runs": self._runs,
            "would": self._summary.by_step,
            "would_park": self._summary.by_cause,
            "hours": self._summary.hours,
            "gone": self._summary.gone,
            "changed": self._summary.changed,
        }

    def details(self, *, wanted: bool) -> dict[str, Any]:
        """Return every change for machines, nothing where that is not wanted."""
        return {"changes": [{**_facts(one), "facts": dict(one.would.facts)} for one in self._kept]} if wanted else {}

    def rows(self) -> list[tuple[object, ...]]:
        """Return every change as a row under the columns."""
        return [
            (
                one.would.number or one.would.about,
                one.would.name,
                one.would.step if one.gone_at is None else f"{one.would.step}, no longer",
                moment_of(one.first_at),
                ", ".join(f"{name} {text}" for name, text in one.would.facts.items()),
            )
            for one in self._kept
        ]

    def lines(self) -> list[str]:
        """Return it for people."""
        summary = self._summary
        since, would = moment_of(self._shadow.since), _counted(summary.by_step) or "nothing"
        lines = [f"{self.flow}, in shadow since {since}: {self._runs} {_runs(self._runs)} would have done: {would}."]
        if summary.hours:
            lines.append(f"  Reports to be carried hold {summary.hours.normalize():f} hours.")
        if summary.by_cause:
            lines.append(f"  Set aside, by cause: {_counted(summary.by_cause)}.")
        if summary.gone or summary.changed:
            lines.append(f"  {summary.changed} changed meanwhile, {summary.gone} are no longer to be done.")
        if self._shadow.ended_at is None and not self._is_complete:
            lines.append(f"  It has lasted {self._lasted.days} days; give it {self._meant} before you go live.")
        return lines


def _runs(count: int) -> str:
    return "run" if count == 1 else "runs"


def _facts(one: KeptWouldDo) -> dict[str, Any]:
    return {
        "about": one.would.about,
        "number": one.would.number,
        "name": one.would.name,
        "step": one.would.step,
        "first_at": one.first_at,
        "last_at": one.last_at,
        "gone_at": one.gone_at,
        "changes": one.changes,
    }


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())
