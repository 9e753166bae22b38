"""How plans are shown before anything is written: step by step, and counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bindeled.cli.output import out, show, show_table
from bindeled.domain.planning import Carry, Forget, Park, Remove, Reverse, Skip
from bindeled.domain.registers.records import canonical
from bindeled.domain.registers.steps import Conflict, Connect, Create, Leave, Remember, SetAside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bindeled.domain.planning import Step
    from bindeled.domain.registers.steps import RecordStep, RegisterPlan


def show_report_plan(steps: Sequence[Step], *, as_json: bool) -> None:
    """Print what a run of the `reports` flow would do."""
    counts = Counter(type(step).__name__.lower() for step in steps)
    shown = [step for step in steps if not isinstance(step, Skip)]
    if as_json:
        told = [{"step": type(step).__name__.lower(), **asdict(step)} for step in shown]
        show({"counts": counts, "steps": told}, as_json=True)
        return
    show_table("Plan", ["report", "step", "project", "employee", "quantity", "why"], [_row(step) for step in shown])
    _show_counts(counts)


def show_register_plan(plan: RegisterPlan, *, as_json: bool) -> None:
    """Print what a run of a register's flow would do."""
    told = [fact for step in plan.steps if (fact := register_fact(step)) is not None]
    counts = Counter(str(fact["step"]) for fact in told)
    if as_json:
        show({"flow": plan.register.value, "counts": counts, "steps": told}, as_json=True)
        return
    rows = [(fact["number"], fact["name"], fact["step"], _in_words(fact)) for fact in told]
    show_table(f"Plan for {plan.register.value}", ["number", "name", "step", "what"], rows)
    _show_counts(counts)


def register_fact(step: RecordStep) -> dict[str, Any] | None:
    """Return one step for machines, None for one that a person need not see."""
    if isinstance(step, Create):
        values = {target: canonical(value) for target, value in step.values.items()}
        return {"step": "create", "number": step.master.number, "name": step.master.name, "values": values}
    if isinstance(step, SetAside):
        finding = {"cause": step.finding.what.value, "facts": dict(step.finding.facts)}
        return {"step": "set aside", "number": step.number, "name": step.name, **finding}
    if isinstance(step, Leave | Remember):
        return None
    whose = {"number": step.link.master_number, "name": step.link.name}
    if isinstance(step, Connect):
        match = {"grade": step.match.grade.value, "reason": step.match.reason.value}
        return {"step": "link", **whose, **match, "to": step.link.follower_number}
    if isinstance(step, Conflict):
        return {"step": "conflict", **whose, "field": step.target, "wanted": step.wanted, "held": step.held}
    changes = {target: [step.before[target], canonical(value)] for target, value in step.values.items()}
    return {"step": step.change.value, **whose, "changes": changes}


def _in_words(fact: dict[str, Any]) -> str:
    if "changes" in fact:
        return "; ".join(
            f"{target}: {old or '(empty)'} → {new or '(empty)'}" for target, (old, new) in fact["changes"].items()
        )
    left = {key: value for key, value in fact.items() if key not in {"step", "number", "name", "values", "facts"}}
    return ", ".join(f"{key} {value}" for key, value in left.items())


def _show_counts(counts: Counter[str]) -> None:
    out.print(", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "Nothing to do.")


def _row(step: Step) -> tuple[object, ...]:
    name = type(step).__name__.lower()
    if isinstance(step, Park):
        return step.report_id, name, "", "", "", step.finding.cause.value
    if isinstance(step, Carry | Remove | Reverse | Forget):
        line = step.lines[0] if isinstance(step, Carry) else step.line
        return step.report_id, name, line.project, line.employee, f"{line.quantity.normalize():f} {line.unit}", ""
    return step.report_id, name, "", "", "", step.reason.value
