"""What the register flows remember, in memory."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from bindeled.domain.registers.standard import STANDARD
from bindeled.domain.states import EntryState
from bindeled.register_ports import NewWrite, OpenWrite

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bindeled.domain.registers.records import Link, Register
    from bindeled.domain.registers.setup import FlowSetup
    from bindeled.domain.registers.steps import Conflict, SetAside
    from bindeled.register_ports import WriteOutcome


class MemoryRegisterMemory:
    """Implements `RegisterMemory`."""

    def __init__(self) -> None:
        self.kept: dict[Register, dict[int, Link]] = defaultdict(dict)
        self.setups: dict[Register, FlowSetup] = dict(STANDARD)
        self.not_same: set[tuple[Register, int, int]] = set()
        self.writes: dict[int, tuple[OpenWrite, EntryState]] = {}
        self.inbox: dict[Register, list[SetAside]] = defaultdict(list)
        self.conflicts: list[Conflict] = []
        self.decided_by: dict[tuple[Register, int], str] = {}

    def links(self, register: Register) -> list[Link]:
        """As the port says."""
        return list(self.kept[register].values())

    def keep_links(
        self, links: Sequence[Link], at: datetime, *, grade: str = "", reason: str = "", by: str = ""
    ) -> None:
        """As the port says."""
        del at, grade, reason
        for link in links:
            if by:
                self.decided_by[link.register, link.master_id] = by
            rows = self.kept[link.register]
            for other in [o for o in rows.values() if o.follower_id == link.follower_id]:
                del rows[other.master_id]
            before = self.kept[link.register].get(link.master_id, link)
            rows[link.master_id] = replace(link, needed=before.needed)

    def keep_needed(self, register: Register, numbers: Iterable[str], at: datetime) -> None:
        """As the port says."""
        del at
        wanted = set(numbers)
        for master_id, link in self.kept[register].items():
            self.kept[register][master_id] = replace(link, needed=link.master_number in wanted)

    def rejected(self, register: Register) -> frozenset[tuple[int, int]]:
        """As the port says."""
        return frozenset((master, follower) for whose, master, follower in self.not_same if whose is register)

    def setup(self, register: Register) -> FlowSetup:
        """As the port says."""
        return self.setups[register]

    def open(self, writes: Sequence[NewWrite], at: datetime) -> list[OpenWrite]:
        """As the port says."""
        opened = [OpenWrite(len(self.writes) + place, write, at) for place, write in enumerate(writes)]
        self.writes |= {entry.id: (entry, EntryState.SENDING) for entry in opened}
        return opened

    def settle(self, outcomes: Sequence[WriteOutcome], at: datetime) -> None:
        """As the port says."""
        for outcome in outcomes:
            entry, state = self.writes[outcome.write_id]
            if state is EntryState.SENDING:
                self.writes[outcome.write_id] = entry, outcome.state
                self.keep_links([outcome.link] if outcome.link else [], at)

    def unsettled(self, register: Register) -> list[OpenWrite]:
        """As the port says."""
        open_ones = (entry for entry, state in self.writes.values() if state is EntryState.SENDING)
        return [entry for entry in open_ones if entry.write.register is register]

    def set_aside(self, register: Register, steps: Sequence[SetAside], at: datetime) -> tuple[int, int]:
        """As the port says."""
        del at
        before = {(step.about, step.finding.what) for step in self.inbox[register]}
        after = {(step.about, step.finding.what) for step in steps}
        self.inbox[register] = list(steps)
        return len(after - before), len(before - after)

    def noticed(self, register: Register) -> list[SetAside]:
        """As the port says."""
        return self.inbox[register]

    def note_conflicts(self, conflicts: Sequence[Conflict], at: datetime) -> int:
        """As the port says."""
        del at
        known = {(c.link.register, c.link.master_id, c.target) for c in self.conflicts if not c.master_wins}
        fresh = [c for c in conflicts if (c.link.register, c.link.master_id, c.target) not in known]
        self.conflicts += fresh
        return len(fresh)
