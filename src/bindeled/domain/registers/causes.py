"""Why a record is parked, skipped or suggested, and what was noticed on the way: values, never exceptions.

The sentence and the remedy of each cause stand in the texts (`cause.<code>`, `remedy.<code>`), in both languages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class RecordCause(Enum):
    """Why a record cannot be carried now. It leaves the inbox by itself when the cause is gone."""

    MATCH_DOUBTFUL = "match_doubtful"
    MATCH_AMBIGUOUS = "match_ambiguous"
    NOT_CREATED = "not_created"
    NUMBER_MISSING = "number_missing"
    FIELD_EMPTY = "field_empty"
    FIELD_TOO_LONG = "field_too_long"
    FIELD_UNFIT = "field_unfit"
    CUSTOMER_UNKNOWN = "customer_unknown"
    PARENT_CIRCLE = "parent_circle"
    CONFLICT = "conflict"
    NOT_WRITTEN_BACK = "not_written_back"
    RECORD_REFUSED = "record_refused"


# A match was found, and a person says whether it is one.
DOUBTS = frozenset({RecordCause.MATCH_DOUBTFUL, RecordCause.MATCH_AMBIGUOUS})


class RecordNotice(Enum):
    """What a person should know about a record that nothing is wrong with."""

    ONLY_IN_UNICONTA = "only_in_uniconta"
    REPORTS_OPEN = "reports_open"
    FIELD_CUT = "field_cut"
    PARENT_NOT_CARRIED = "parent_not_carried"
    RENUMBERED = "renumbered"


class RecordSkip(Enum):
    """Why a record needs nothing."""

    SAME = "same"
    NOT_IN_FILTER = "not_in_filter"
    BLOCKED = "blocked"
    GONE = "gone"
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True)
class RecordFinding:
    """A cause or a notice with the facts that its sentence names: numbers and names, never a CPR number."""

    what: RecordCause | RecordNotice
    facts: Mapping[str, str] = field(default_factory=dict)
