"""Settles what an earlier run left open: looks each write up in what the follower shows, and never guesses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.registers.fields import is_unlanded
from bindeled.domain.registers.records import Link
from bindeled.domain.states import EntryState
from bindeled.register_ports import WriteOutcome

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime, timedelta

    from bindeled.domain.registers.records import Record, Register
    from bindeled.engine.registers.desk import Desk
    from bindeled.register_ports import OpenWrite


def settle_open_writes(desk: Desk, register: Register) -> frozenset[int]:
    """Look every open write of a register up; return the masters whose create is still too young to tell.

    A create is found by the id that it was made under, or by its number on a record that is linked to nothing.
    """
    opened = desk.memory.unsettled(register)
    if not opened:
        return frozenset()
    linked = {link.follower_id for link in desk.memory.links(register)}
    outcomes = settle_by(opened, desk.followers_of(register), linked, desk.clock(), desk.limits.settle_after)
    desk.memory.settle(outcomes, desk.clock())
    settled = {outcome.write_id for outcome in outcomes}
    desk.counts.settled += len(outcomes)
    desk.counts.unsettled += len(opened) - len(outcomes)
    return frozenset(entry.write.master_id for entry in opened if entry.id not in settled)


def settle_by(
    opened: Iterable[OpenWrite],
    there: Collection[Record],
    linked: Collection[int],
    now: datetime,
    settle_after: timedelta,
) -> list[WriteOutcome]:
    """Decide how open writes ended from what the follower shows; those that cannot be told yet are left out."""
    by_id = {record.id: record for record in there}
    by_creation = {record.creation_id: record for record in there if record.creation_id}
    by_number = {record.number: record for record in there if record.number and record.id not in linked}
    outcomes = []
    for entry in opened:
        write = entry.write
        if write.follower_id is not None:
            outcomes.append(WriteOutcome(entry.id, _ended(entry, by_id.get(write.follower_id))))
            continue
        found = by_creation.get(write.creation_id) or by_number.get(write.number)
        if found is not None:
            link = Link(write.register, write.master_id, found.id, write.number, found.number, write.name)
            outcomes.append(WriteOutcome(entry.id, EntryState.DONE, link))
        elif now - entry.sent_at >= settle_after:
            outcomes.append(WriteOutcome(entry.id, EntryState.NOT_THERE))
    return outcomes


def _ended(entry: OpenWrite, record: Record | None) -> EntryState:
    """Tell whether a change arrived. It may safely be made again, so nothing is waited for."""
    register, values = entry.write.register, entry.write.values
    told = {name: value for name, value in values.items() if not is_unlanded(register, name, value)}
    arrived = record is not None and bool(told) and all(record.text(name) == value for name, value in told.items())
    return EntryState.DONE if arrived else EntryState.NOT_THERE
