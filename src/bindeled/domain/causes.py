"""Why a report is parked or skipped, and what was noticed on the way: values, never exceptions.

The sentence and the remedy of each cause stand in the texts (`cause.<code>`, `remedy.<code>`), in both languages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Cause(Enum):
    """Why a report cannot be carried now. It leaves the inbox by itself when the cause is gone."""

    EMPLOYEE_NOT_READ = "employee_not_read"
    EMPLOYEE_UNKNOWN = "employee_unknown"
    EMPLOYEE_BLOCKED = "employee_blocked"
    EMPLOYEE_TERMINATED = "employee_terminated"
    PROJECT_MISSING = "project_missing"
    PROJECT_UNKNOWN = "project_unknown"
    PROJECT_BLOCKED = "project_blocked"
    TASK_UNKNOWN = "task_unknown"
    TASK_ENDED = "task_ended"
    PAY_TYPE_UNKNOWN = "pay_type_unknown"
    PAY_TYPE_AMBIGUOUS = "pay_type_ambiguous"
    PAY_TYPE_BLOCKED = "pay_type_blocked"
    ITEM_UNKNOWN = "item_unknown"
    ITEM_BLOCKED = "item_blocked"
    ITEMS_NOT_ALLOWED = "items_not_allowed"
    PROJECT_CATEGORY_MISSING = "project_category_missing"
    PROJECT_CATEGORY_NOT_BOOKABLE = "project_category_not_bookable"
    KIND_UNKNOWN = "kind_unknown"
    QUANTITY_ZERO = "quantity_zero"
    QUANTITY_NEGATIVE = "quantity_negative"
    QUANTITY_ABSURD = "quantity_absurd"
    UNIT_DIFFERS = "unit_differs"
    SPAN_TOO_LONG = "span_too_long"
    PERIOD_CLOSED = "period_closed"
    OUTSIDE_CONTRACT = "outside_contract"
    LOCKED_IN_INTEMPUS = "locked_in_intempus"
    WEEK_SHUT = "week_shut"
    ROW_CHANGED = "row_changed"
    OWN_RULE = "own_rule"
    REFUSED = "refused"
    LINE_GONE = "line_gone"
    LINE_CHANGED = "line_changed"
    CARRIED_LONG_AGO = "carried_long_ago"
    UNREADABLE = "unreadable"


class SkipReason(Enum):
    """Why a report needs nothing."""

    NOT_APPROVED = "not_approved"
    CARRIED = "carried"
    GENERATED = "generated"
    BEFORE_START = "before_start"
    UNSETTLED = "unsettled"
    DISMISSED = "dismissed"


class Caution(Enum):
    """Something a person should know about a report that was carried all the same."""

    PAY_TYPE_BY_NAME = "pay_type_by_name"
    PAY_TYPE_RENAMED = "pay_type_renamed"
    PAY_TYPE_RENUMBERED = "pay_type_renumbered"
    PAY_TYPE_REPLACED = "pay_type_replaced"
    PAY_TYPE_BY_TASK = "pay_type_by_task"
    PROJECT_CLOSED = "project_closed"
    TASK_ENDED = "task_ended"
    TEXT_CUT = "text_cut"
    OWN_RULE = "own_rule"


@dataclass(frozen=True, slots=True)
class Finding:
    """A cause with the facts that its sentence names: numbers and names of records, no remarks, no secrets."""

    cause: Cause
    facts: Mapping[str, str] = field(default_factory=dict)
