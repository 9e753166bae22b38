"""What a tenant has chosen for one flow: which records, which fields, and who wins. Data, kept in versions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bindeled.domain.registers.records import Record


class Transform(Enum):
    """How a field's value becomes the other's. The list is fixed; each is a function in `transforms`."""

    AS_IS = "as_is"
    ONE_LINE = "one_line"
    CAPITALS = "capitals"
    DIGITS = "digits"
    E_MAIL = "e_mail"
    UNIT = "unit"
    ABOVE_ZERO = "above_zero"
    YES = "yes"
    CUSTOMER = "customer"
    PARENT = "parent"
    EMPLOYEE = "employee"
    GROUP = "group"
    PHASE = "phase"


class WhenEmpty(Enum):
    """What to do when the master has no value: empty the follower's, leave it, or set the record aside."""

    CLEAR = "clear"
    KEEP = "keep"
    PARK = "park"


class WhenLong(Enum):
    """What to do with a text that does not fit: cut it and say so, or set the record aside."""

    CUT = "cut"
    PARK = "park"


class Written(Enum):
    """When a field is written: at every change of the master, or only when the record is created."""

    ALWAYS = "always"
    ONCE = "once"


class WhenConflict(Enum):
    """Who decides when both systems have changed a field since the last run."""

    MASTER_WINS = "master_wins"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One row of a field mapping: master's field, transform, follower's field, and the rules.

    Several rows may lead to one target: the first with a value counts, and the last one's rules hold when none has.
    `length` is the most characters that the follower takes, None where that is not known.
    """

    source: str
    target: str
    transform: Transform = Transform.ONE_LINE
    when_empty: WhenEmpty = WhenEmpty.CLEAR
    written: Written = Written.ALWAYS
    length: int | None = None
    when_long: WhenLong = WhenLong.CUT


@dataclass(frozen=True, slots=True)
class Filter:
    """Which records of the master are carried: those whose `field` has one of `values`.

    Without values, those where it is set at all (a ticked box, a text); without a field, every record.
    """

    field: str = ""
    values: frozenset[str] = frozenset()

    def takes(self, record: Record) -> bool:
        """Tell whether the record is to be carried. Blocked ones are judged elsewhere."""
        if not self.field:
            return True
        value = record.text(self.field)
        return value in self.values if self.values else value not in {"", "false", "0"}


@dataclass(frozen=True, slots=True)
class FlowSetup:
    """Everything that is chosen for one flow. `creates` says whether the follower may be given new records."""

    rows: tuple[MappingRow, ...]
    filter: Filter = Filter()
    creates: bool = True
    when_conflict: WhenConflict = WhenConflict.MASTER_WINS

    def targets(self) -> list[str]:
        """Return the follower's fields that are written, each once."""
        return list(dict.fromkeys(row.target for row in self.rows))
