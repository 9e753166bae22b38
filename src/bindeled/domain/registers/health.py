"""Is a field mapping sound? Which fields both systems really have, with samples, and which rows no longer fit them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from bindeled.domain.mapping import masked
from bindeled.domain.registers.causes import RecordCause, RecordFinding, RecordNotice
from bindeled.domain.registers.fields import FOLLOWER_FIELDS
from bindeled.domain.registers.mapping import map_record
from bindeled.domain.registers.records import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bindeled.domain.registers.records import Record, Register, Value
    from bindeled.domain.registers.setup import FlowSetup

_SAMPLES = 3


class Trouble(Enum):
    """What can be the matter with a mapping. The last two are about records and stop nothing else."""

    SOURCE_NOT_SEEN = "source_not_seen"
    TARGET_UNKNOWN = "target_unknown"
    FILTER_NOT_SEEN = "filter_not_seen"
    UNFIT = "unfit"
    CUT = "cut"


# A standard field that nobody has filled yet is not seen either, so that alone is nothing to mend.
SERIOUS = frozenset({Trouble.TARGET_UNKNOWN, Trouble.FILTER_NOT_SEEN, Trouble.UNFIT})


@dataclass(frozen=True, slots=True)
class FieldSeen:
    """A field that records really have: what it holds, how many have something in it, and a few samples."""

    name: str
    holds: str
    filled: int
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MappingTrouble:
    """One thing that is the matter, with the fields it is about and how many records it concerns."""

    trouble: Trouble
    source: str
    target: str
    records: int = 0


def fields_seen(records: Iterable[Record]) -> list[FieldSeen]:
    """Return every field that some record has, by name. Uniconta leaves out what is empty everywhere (sheet 7)."""
    values: dict[str, list[Value]] = {}
    for record in records:
        for name, value in record.fields.items():
            values.setdefault(name, []).append(value)
    return [_seen(name, values[name]) for name in sorted(values)]


def troubles(
    setup: FlowSetup, register: Register, master: Sequence[Record], follower: Sequence[Record]
) -> list[MappingTrouble]:
    """Return what is the matter with a mapping, judged by the records of both systems as they are now."""
    has = {name for record in master for name in record.fields}
    takes = {name for record in follower for name in record.fields} | FOLLOWER_FIELDS[register].keys()
    found = [
        MappingTrouble(Trouble.SOURCE_NOT_SEEN, row.source, row.target)
        for row in setup.rows
        if master and row.source and row.source not in has
    ]
    found += [
        MappingTrouble(Trouble.TARGET_UNKNOWN, row.source, row.target) for row in setup.rows if row.target not in takes
    ]
    if master and setup.filter.field and setup.filter.field not in has:
        found.append(MappingTrouble(Trouble.FILTER_NOT_SEEN, setup.filter.field, ""))
    return found + _about_records(setup, register, master)


def _about_records(setup: FlowSetup, register: Register, master: Iterable[Record]) -> list[MappingTrouble]:
    counted: dict[tuple[Trouble, str, str], int] = {}
    for record in master:
        if setup.filter.takes(record):
            for trouble, finding in _findings(record, setup, register):
                key = trouble, finding.facts["source"], finding.facts["target"]
                counted[key] = counted.get(key, 0) + 1
    return [MappingTrouble(*key, records=count) for key, count in counted.items()]


def _findings(record: Record, setup: FlowSetup, register: Register) -> list[tuple[Trouble, RecordFinding]]:
    mapped = map_record(record, setup, register)
    if isinstance(mapped, RecordFinding):
        unfit = {RecordCause.FIELD_UNFIT, RecordCause.FIELD_TOO_LONG}
        return [(Trouble.UNFIT, mapped)] if mapped.what in unfit else []
    return [(Trouble.CUT, notice) for notice in mapped.notices if notice.what is RecordNotice.FIELD_CUT]


def _seen(name: str, values: Sequence[Value]) -> FieldSeen:
    filled = [value for value in values if value is not None and canonical(value)]
    holds = sorted({type(value).__name__ for value in filled}) or ["nothing"]
    samples = dict.fromkeys(masked(canonical(value))[:40] for value in filled)
    return FieldSeen(name, " or ".join(_NAMES.get(kind, kind) for kind in holds), len(filled), (*samples,)[:_SAMPLES])


_NAMES = {"str": "text", "Decimal": "number", "bool": "yes or no", "date": "day"}
