"""The set-up of a tenant: what must be in place, what people say of it, and what checks prove."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bindeled.domain.checklist import (
    Line,
    Standing,
    checklist_of,
    item_of,
    moved_by_checks,
    proved_by,
    require_sayable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bindeled.domain.accounts import System
    from bindeled.domain.checklist import Checklist, ItemState
    from bindeled.ports import Clock


class ChecklistRows(Protocol):
    """Where the standings of the items lie."""

    def standings(self, tenant_id: int) -> Mapping[str, Standing]:
        """Return what was said of each item that somebody spoke of, by its code."""

    def say(self, tenant_id: int, standings: Mapping[str, Standing], at: datetime) -> None:
        """Keep what is said of these items now, all of it or nothing."""


class Setup:
    """The checklists of all tenants."""

    def __init__(self, rows: ChecklistRows, clock: Clock) -> None:
        self._rows = rows
        self._clock = clock

    def checklist(self, tenant_id: int) -> Checklist:
        """Return every item with its standing; whether it is ready follows from them."""
        return checklist_of(self._rows.standings(tenant_id))

    def say(
        self, tenant_id: int, code: str, state: ItemState, *, by: str, reason: str = "", due: date | None = None
    ) -> Line:
        """Keep what a person says of an item, and return its line. A day that was agreed before stays without another.

        Raises Misconfigured when there is no such item, or it cannot be said of it.
        """
        item, now = item_of(code), self._clock()
        before = self._rows.standings(tenant_id).get(code, Standing())
        standing = Standing(state, by.strip(), now, reason.strip(), due or before.due)
        require_sayable(item, standing)
        self._rows.say(tenant_id, {code: standing}, now)
        return Line(item, standing)

    def note_checks(self, tenant_id: int, system: System, outcomes: Mapping[str, bool]) -> None:
        """Let the items that checks prove follow from these: names of checks (`read.employees`) that told something."""
        now = self._clock()
        proofs = proved_by(system, outcomes)
        moved = moved_by_checks(self._rows.standings(tenant_id), proofs, f"check of {system.title}", now)
        if moved:
            self._rows.say(tenant_id, moved, now)
