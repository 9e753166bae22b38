"""What is kept of one load, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bindeled.domain.loading import WANTED, Decision, ItemKind, ItemOutcome, KeptItem, LoadItem, merged
from bindeled.domain.states import EntryState
from bindeled.domain.undoing import DoneWrite

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bindeled.domain.loading import Key
    from bindeled.domain.registers.records import Register
    from tests.fakes.register_memory import MemoryRegisterMemory


@dataclass
class MemoryLoad:
    """Implements `LoadKeeper` over the memory that the register flows write to."""

    register: Register
    memory: MemoryRegisterMemory
    items: dict[Key, KeptItem] = field(default_factory=dict)
    is_finished: bool = False

    def plan(self, found: Iterable[LoadItem]) -> None:
        """Keep what a plan holds."""
        self.items = {kept.item.key: kept for kept in merged(self.items.values(), found)}

    def decide(self, decision: Decision, *kinds: ItemKind, number: str = "", chosen: int | None = None) -> None:
        """Decide about everything of these kinds, or one record of them."""
        for key, kept in self.items.items():
            if kept.item.kind in kinds and number in {"", kept.item.number}:
                self.items[key] = replace(
                    kept, decision=decision, chosen=chosen, decided_by="anna", outcome=ItemOutcome.NOT_YET
                )

    def outcomes(self) -> dict[str, str]:
        """Return what became of what was decided, by number and kind."""
        decided = (kept for kept in self.items.values() if kept.decision is not Decision.OPEN)
        return {f"{kept.item.kind.value} {kept.item.number}": kept.outcome.value for kept in decided}

    # the port

    def wanted(self) -> list[KeptItem]:
        """As the port says."""
        undone = (kept for kept in self.items.values() if kept.outcome is ItemOutcome.NOT_YET)
        return [kept for kept in undone if kept.decision in WANTED]

    def reject(self, pairs: Iterable[tuple[int, int]], by: str, at: datetime) -> None:
        """As the port says."""
        del at, by
        self.memory.not_same.update((self.register, *pair) for pair in pairs)

    def refused(self) -> list[int]:
        """As the port says."""
        return [opened.write.master_id for opened, state in self.memory.writes.values() if state is EntryState.REFUSED]

    def settle(self, outcomes: Mapping[Key, ItemOutcome], at: datetime) -> None:
        """As the port says."""
        del at
        for key, outcome in outcomes.items():
            self.items[key] = replace(self.items[key], outcome=outcome)

    def done_writes(self) -> list[DoneWrite]:
        """As the port says."""
        done = [opened.write for opened, state in self.memory.writes.values() if state is EntryState.DONE]
        links = {link.master_id: link.follower_id for link in self.memory.links(self.register)}
        return [
            DoneWrite(
                write.register,
                write.master_id,
                write.follower_id or links[write.master_id],
                write.number,
                write.name,
                write.effect,
                write.before,
                write.values,
            )
            for write in reversed(done)
            if write.register is self.register
        ]

    def finish(self, at: datetime) -> None:
        """As the port says."""
        del at
        self.is_finished = True
