"""Implements `register_ports.RegisterMemory` in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.store import models
from bindeled.store.registers.conflicts import note_conflicts
from bindeled.store.registers.inbox import RecordInbox
from bindeled.store.registers.links import Links
from bindeled.store.registers.setups import Setups
from bindeled.store.registers.writes import Writes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bindeled.domain.registers.records import Link, Register
    from bindeled.domain.registers.setup import FlowSetup
    from bindeled.domain.registers.steps import Conflict, SetAside
    from bindeled.register_ports import NewWrite, OpenWrite, WriteOutcome


class StoredRegisterMemory:
    """What one tenant's register flows remember, for one run.

    `credential_version` and `epoch` are of the connection that the run writes through; they are kept with each write.
    """

    def __init__(self, tenant_id: int, run_id: int, credential_version: int = 0, epoch: int = 0) -> None:
        self._tenant_id = tenant_id
        self._run_id = run_id
        self._links = Links(tenant_id, run_id)
        self._inbox = RecordInbox(tenant_id, run_id)
        self._writes = Writes(tenant_id, run_id, credential_version, epoch)

    def links(self, register: Register) -> list[Link]:
        """Return every link of a register."""
        return self._links.all(register)

    def keep_links(
        self, links: Sequence[Link], at: datetime, *, grade: str = "", reason: str = "", by: str = ""
    ) -> None:
        """Keep links, new ones and changed ones, with who decided about them."""
        self._links.keep(links, at, grade=grade, reason=reason, by=by)

    def keep_needed(self, register: Register, numbers: Iterable[str], at: datetime) -> None:
        """Note exactly these masters' numbers as needed by another flow."""
        self._links.keep_needed(register, numbers, at)

    def rejected(self, register: Register) -> frozenset[tuple[int, int]]:
        """Return the pairs that a person has said are not the same."""
        rows = models.RejectedMatch.objects.filter(tenant_id=self._tenant_id, register=register.value)
        return frozenset(rows.values_list("master_id", "follower_id"))

    def setup(self, register: Register) -> FlowSetup:
        """Return the newest version of what the tenant has chosen for a flow."""
        return Setups(self._tenant_id, register).current()

    def open(self, writes: Sequence[NewWrite], at: datetime) -> list[OpenWrite]:
        """Note writes down as being sent."""
        return self._writes.open(writes, at)

    def settle(self, outcomes: Sequence[WriteOutcome], at: datetime) -> None:
        """Note how open writes ended and keep their links."""
        self._writes.settle(outcomes, self._links, at)

    def leaving(self, at: datetime) -> None:
        """Note that a call of this run leaves."""
        self._writes.leaving(at)

    def unsettled(self, register: Register) -> list[OpenWrite]:
        """Return the writes whose outcome is not known."""
        return self._writes.unsettled(register)

    def set_aside(self, register: Register, steps: Sequence[SetAside], at: datetime) -> tuple[int, int]:
        """Make the inbox of a register hold exactly these."""
        return self._inbox.hold_exactly(register, steps, at)

    def noticed(self, register: Register) -> list[SetAside]:
        """Return what the inbox of a register holds now."""
        return self._inbox.all(register)

    def note_conflicts(self, conflicts: Sequence[Conflict], at: datetime) -> int:
        """Keep both values of fields that both systems changed."""
        return note_conflicts(self._tenant_id, self._run_id, conflicts, at)
