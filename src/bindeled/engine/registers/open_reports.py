"""Warns of projects that are closed while reports on them wait for approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.registers.causes import RecordFinding, RecordNotice
from bindeled.domain.registers.records import ACTIVITY, Register
from bindeled.domain.registers.steps import Change, SetAside, Update

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bindeled.domain.registers.steps import RegisterPlan
    from bindeled.engine.registers.desk import Desk


def tell_open_reports(desk: Desk, decided: RegisterPlan) -> list[SetAside]:
    """Return a notice for each closed project with open reports: those closed now, and those told of before."""
    follower = desk.follower(Register.PROJECTS)
    notices = []
    for master_id, follower_id, number, name in _closed(desk, decided):
        count = follower.open_reports(follower_id)
        if count:
            finding = RecordFinding(RecordNotice.REPORTS_OPEN, {"count": str(count)})
            notices.append(SetAside(master_id, number, name, finding))
    return notices


def _closed(desk: Desk, decided: RegisterPlan) -> Iterator[tuple[int, int, str, str]]:
    changed = {step.link.master_id: step for step in decided.of(Update)}
    told = {step.about for step in desk.memory.noticed(Register.PROJECTS) if _is_open_reports(step)}
    activity = ACTIVITY[Register.PROJECTS]
    active = {record.id for record in desk.followers_of(Register.PROJECTS) if record.text(activity) == "true"}
    for link in desk.memory.links(Register.PROJECTS):
        step = changed.get(link.master_id)
        closes = step is not None and step.change is Change.DEACTIVATE
        still = link.master_id in told and link.follower_id not in active and step is None
        if closes or still:
            yield link.master_id, link.follower_id, link.master_number, link.name


def _is_open_reports(step: SetAside) -> bool:
    return step.finding.what is RecordNotice.REPORTS_OPEN
