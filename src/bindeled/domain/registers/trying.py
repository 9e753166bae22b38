"""What a changed setup would make of real records, before anybody keeps it. Pure; nothing is read or written here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bindeled.domain.registers.causes import RecordFinding
from bindeled.domain.registers.mapping import map_record
from bindeled.domain.registers.records import Pointer, canonical

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bindeled.domain.registers.matching import Candidates, Match
    from bindeled.domain.registers.records import Record, Register
    from bindeled.domain.registers.setup import Filter, FlowSetup

# An end date is only carried beside a start.
_BESIDE = {"end_date": "start_date"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one field comes to: `left` as it is, the `value`, or why the record would be set aside."""

    value: str = ""
    left: bool = False
    finding: RecordFinding | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class TriedRecord:
    """One record with what a field of the follower gets now, and what it would get."""

    number: str
    name: str
    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True)
class TriedField:
    """A change of one field, tried on every record that is carried: how many it changes, and a few of them."""

    records: int
    changed: int
    set_aside: int
    samples: tuple[TriedRecord, ...]


@dataclass(frozen=True, slots=True)
class TriedFilter:
    """Another choice of records: how many are carried, and which come and go by it, as number and name."""

    records: int
    carried: int
    coming: tuple[tuple[str, str], ...]
    leaving: tuple[tuple[str, str], ...]


def try_field(
    before: FlowSetup, after: FlowSetup, register: Register, master: Iterable[Record], target: str, samples: int
) -> TriedField:
    """Return what a changed setup makes of one field, on the records that it carries."""
    tried = [
        TriedRecord(
            record.number, record.name, *(outcome_of(record, setup, register, target) for setup in (before, after))
        )
        for record in master
        if after.filter.takes(record) and not record.blocked
    ]
    changed = [one for one in tried if one.before != one.after]
    ordered = [*changed, *(one for one in tried if one.before == one.after and one.after.value)]
    return TriedField(
        len(tried), len(changed), sum(one.after.finding is not None for one in tried), tuple(ordered[:samples])
    )


def try_filter(before: Filter, after: Filter, master: Sequence[Record], samples: int) -> TriedFilter:
    """Return which of the master's records another filter would carry, beside those that are carried now."""
    usable = [record for record in master if not record.blocked]
    coming = [(one.number, one.name) for one in usable if after.takes(one) and not before.takes(one)]
    leaving = [(one.number, one.name) for one in usable if before.takes(one) and not after.takes(one)]
    carried = sum(after.takes(record) for record in usable)
    return TriedFilter(len(usable), carried, tuple(coming[:samples]), tuple(leaving[:samples]))


def try_pair(
    candidates: Candidates, master: Iterable[Record], rejected: Collection[tuple[int, int]], pair: tuple[int, int]
) -> Match | None:
    """Return what is found for a pair that was rejected, were it rejected no longer; None where the two are not found.

    `candidates` are the follower's records that are linked to nothing.
    """
    record = next((record for record in master if record.id == pair[0]), None)
    found = candidates.match(record, set(rejected) - {pair}) if record is not None else None
    return found if found is not None and pair[1] in found.candidates else None


def outcome_of(record: Record, setup: FlowSetup, register: Register, target: str) -> Outcome:
    """Return what one field of the follower gets from a record, whatever is the matter with its other fields."""
    mapped = map_record(record, _about(setup, target), register)
    if isinstance(mapped, RecordFinding):
        return Outcome(finding=mapped)
    if target not in mapped.values:
        return Outcome(left=True)
    value = mapped.values[target]
    return Outcome(value.number if isinstance(value, Pointer) else canonical(value), cut=bool(mapped.notices))


def _about(setup: FlowSetup, target: str) -> FlowSetup:
    wanted = {target, _BESIDE.get(target, target)}
    return replace(setup, rows=tuple(row for row in setup.rows if row.target in wanted))
