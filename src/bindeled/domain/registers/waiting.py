"""What waits in the inbox of master data, as a person reads it: records of one register with one cause together."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.registers.causes import RecordNotice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bindeled.domain.registers.causes import RecordCause, RecordFinding
    from bindeled.domain.registers.records import Register


_CANDIDATE = re.compile(r"(.*?) \(id (\d+)\)(?:; |$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class WaitingRecord:
    """One record that is set aside, or that something is to be known about, and since when."""

    register: Register
    number: str
    name: str
    finding: RecordFinding
    since: datetime


@dataclass(frozen=True, slots=True)
class RecordGroup:
    """Records of one register with the same cause, the longest waiting first."""

    register: Register
    what: RecordCause | RecordNotice
    records: tuple[WaitingRecord, ...]

    @property
    def since(self) -> datetime:
        """Return since when the one waits that has waited longest."""
        return self.records[0].since

    @property
    def is_notice(self) -> bool:
        """Tell whether nothing is wrong with the records, and there is only something to know."""
        return isinstance(self.what, RecordNotice)


def grouped_records(records: Iterable[WaitingRecord]) -> list[RecordGroup]:
    """Return the records by register and cause: what waits first, the longest waiting before the others."""
    found: defaultdict[tuple[Register, RecordCause | RecordNotice], list[WaitingRecord]] = defaultdict(list)
    for record in records:
        found[record.register, record.finding.what].append(record)
    groups = [
        RecordGroup(register, what, tuple(sorted(same, key=lambda record: (record.since, record.number))))
        for (register, what), same in found.items()
    ]
    return sorted(groups, key=lambda group: (group.is_notice, group.since, group.register.value, group.what.value))


def told_candidates(told: str) -> tuple[tuple[int, str], ...]:
    """Return the candidates that a finding tells, as id and number with name: `101 Anna (id 7); 102 Bo (id 8)`."""
    return tuple((int(found[2]), found[1]) for found in _CANDIDATE.finditer(told))
