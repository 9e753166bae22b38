"""What a step of a register flow would have done, for a flow in shadow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.registers.causes import RecordCause
from bindeled.domain.registers.records import canonical
from bindeled.domain.registers.steps import Connect, Create, SetAside, Update
from bindeled.domain.shadow import PARK, WouldDo

if TYPE_CHECKING:
    from bindeled.domain.registers.steps import RecordStep


def register_would_do(step: RecordStep) -> WouldDo | None:
    """Return what a step would have done, None for one that changes nothing over there and waits for nobody."""
    if isinstance(step, Create):
        facts = {target: canonical(value) for target, value in step.values.items()}
        return WouldDo(step.master.id, "create", step.master.number, step.master.name, facts)
    if isinstance(step, Connect):
        facts = {"grade": step.match.grade.value, "reason": step.match.reason.value, "to": step.link.follower_number}
        return WouldDo(step.link.master_id, "link", step.link.master_number, step.link.name, facts)
    if isinstance(step, Update):
        facts = {target: canonical(value) for target, value in step.values.items()}
        return WouldDo(step.link.master_id, step.change.value, step.link.master_number, step.link.name, facts)
    if isinstance(step, SetAside) and isinstance(step.finding.what, RecordCause):
        facts = {"cause": step.finding.what.value, **step.finding.facts}
        return WouldDo(step.about, PARK, step.number, step.name, facts)
    return None
