"""Is the plan sane? A run that would take out of use, or change, far more than usual stops and asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.errors import UnsafePlan
from bindeled.domain.registers.steps import Change, Update

if TYPE_CHECKING:
    from bindeled.domain.registers.steps import RegisterPlan


@dataclass(frozen=True, slots=True)
class ChangeLimit:
    """How much one run may do to records that are linked: shares of them, but always up to `free`."""

    deactivated: float = 0.2
    changed: float = 0.5
    free: int = 20


def check_plan(plan: RegisterPlan, limit: ChangeLimit) -> None:
    """Raise UnsafePlan when the plan deactivates, changes or makes anew far more records than usual.

    One side suddenly empty looks just like everything unticked or deleted: a filter that broke, a login that sees
    less. What brings a pair in line for the first time is no change: a first run writes as much as it must, and one
    that goes on where another broke off writes the rest. What takes a record out of use always counts.
    """
    updates = plan.of(Update)
    deactivated = sum(step.change is Change.DEACTIVATE for step in updates)
    changed = sum(step.change is Change.DEACTIVATE or not step.is_first for step in updates)
    for what, count, share in (
        ("be deactivated", deactivated, limit.deactivated),
        ("be made anew, since they can no longer be seen", plan.gone, limit.deactivated),
        ("be changed", changed, limit.changed),
    ):
        if count > max(limit.free, share * plan.linked_before):
            raise UnsafePlan(_sentence(plan.register.value, what, count, plan.linked_before))


def _sentence(flow: str, what: str, count: int, linked: int) -> str:
    return (
        f"{count} of {linked} linked {flow} would {what}. Nothing was written. Look at it with: bindeled sync {flow} "
        f"--tenant … --dry-run. If it is right, run again with --allow-large-corrections; if not, check the filter "
        "and what the logins may see."
    )
