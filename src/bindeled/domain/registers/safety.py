"""Is the plan sane? A run that would take out of use, or change, far more than usual stops and asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.errors import UnsafePlan
from bindeled.domain.registers.steps import Change, Connect, Update

if TYPE_CHECKING:
    from bindeled.domain.registers.steps import RegisterPlan


@dataclass(frozen=True, slots=True)
class ChangeLimit:
    """How much one run may do to records that were linked before: shares of them, but always up to `free`."""

    deactivated: float = 0.2
    changed: float = 0.5
    free: int = 20


def check_plan(plan: RegisterPlan, limit: ChangeLimit) -> None:
    """Raise UnsafePlan when the plan deactivates, changes or makes anew far more records than usual.

    One side suddenly empty looks just like everything unticked or deleted: a filter that broke, a login that sees
    less. Records that are linked in this run do not count: a first run changes as much as it must.
    """
    fresh = {step.link.master_id for step in plan.of(Connect)}
    updates = [step for step in plan.of(Update) if step.link.master_id not in fresh]
    deactivated = sum(step.change is Change.DEACTIVATE for step in updates)
    for what, count, share in (
        ("be deactivated", deactivated, limit.deactivated),
        ("be made anew, since they can no longer be seen", plan.gone, limit.deactivated),
        ("be changed", len(updates), limit.changed),
    ):
        if count > max(limit.free, share * plan.linked_before):
            raise UnsafePlan(_sentence(plan.register.value, what, count, plan.linked_before))


def _sentence(flow: str, what: str, count: int, linked: int) -> str:
    return (
        f"{count} of {linked} linked {flow} would {what}. Nothing was written. Look at it with: bindeled sync {flow} "
        f"--tenant … --dry-run. If it is right, run again with --allow-large-corrections; if not, check the filter "
        "and what the logins may see."
    )
