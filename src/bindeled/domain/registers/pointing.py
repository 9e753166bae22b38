"""Values that point to other records: in what order records are made, and where each pointer leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.registers.causes import RecordCause, RecordFinding, RecordNotice
from bindeled.domain.registers.records import Pointer, Register
from bindeled.domain.registers.setup import Transform

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bindeled.domain.registers.records import Record, Value
    from bindeled.domain.registers.setup import FlowSetup


@dataclass(frozen=True, slots=True)
class Resolved:
    """Values with every pointer that leads somewhere turned into an id; the others are made when they are used."""

    values: Mapping[str, Value | Pointer]
    notices: tuple[RecordFinding, ...] = ()


def resolved(
    values: Mapping[str, Value | Pointer], known: Mapping[Pointer, str], coming: Collection[Pointer]
) -> Resolved | RecordFinding:
    """Turn pointers into ids. `coming` are those whose records are made before this one is written.

    A customer that is not there parks the record; a parent that is not carried is left out and told, anything else
    that leads nowhere is left as it is over there: the record is of use without it.
    """
    result: dict[str, Value | Pointer] = {}
    notices: list[RecordFinding] = []
    for target, value in values.items():
        if not isinstance(value, Pointer) or value in known:
            result[target] = known[value] if isinstance(value, Pointer) else value
        elif value in coming:
            result[target] = value
        elif value.register is Register.CUSTOMERS:
            return RecordFinding(RecordCause.CUSTOMER_UNKNOWN, {"customer": value.number})
        elif value.register is Register.PROJECTS:
            result[target] = None
            notices.append(RecordFinding(RecordNotice.PARENT_NOT_CARRIED, {"parent": value.number}))
    return Resolved(result, tuple(notices))


def by_depth(records: Sequence[Record], setup: FlowSetup) -> tuple[list[Record], list[Record]]:
    """Return the records with every parent before its children, and apart those that are their own ancestors."""
    parent_field = next((row.source for row in setup.rows if row.transform is Transform.PARENT), "")
    parents = {record.number: record.text(parent_field) for record in records}
    depths = {record.number: _depth(record.number, parents) for record in records}
    ordered = sorted((record for record in records if depths[record.number] >= 0), key=lambda r: depths[r.number])
    return ordered, [record for record in records if depths[record.number] < 0]


def _depth(number: str, parents: Mapping[str, str]) -> int:
    """Return how many ancestors there are, -1 where they run in a circle."""
    depth, seen = 0, {number}
    while (parent := parents.get(number, "")) in parents and parent:
        if parent in seen:
            return -1
        seen.add(parent)
        number, depth = parent, depth + 1
    return depth
