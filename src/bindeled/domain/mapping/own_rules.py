"""Rules that a tenant writes for its own reports: data, judged here; nothing of them is ever run as a program."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.domain.mapping.folding import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bindeled.domain.nouns import JournalLine, WorkReport


class Field(Enum):
    """What a rule can look at: of the report as it is in Intempus, or of the line that it becomes."""

    REMARKS = "remarks"
    START_TIME = "start_time"
    END_TIME = "end_time"
    ORIGIN = "origin"
    WEEKDAY = "weekday"
    PROJECT = "project"
    TASK = "task"
    EMPLOYEE = "employee"
    PAY_TYPE = "pay_type"
    PROJECT_CATEGORY = "project_category"
    ITEM = "item"
    TEXT = "text"
    QUANTITY = "quantity"
    UNIT = "unit"
    DIMENSION_1 = "dimension1"
    DIMENSION_2 = "dimension2"
    DIMENSION_3 = "dimension3"
    DIMENSION_4 = "dimension4"
    DIMENSION_5 = "dimension5"


class Condition(Enum):
    """When a rule speaks up about a field. Texts are compared without regard to capitals."""

    IS_EMPTY = "is_empty"
    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    LONGER_THAN = "longer_than"
    ABOVE = "above"
    BELOW = "below"


class Severity(Enum):
    """What happens when a rule speaks up: the report is parked, or carried with a caution."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class OwnRule:
    """One rule: where `field` meets `condition` with `value`, `message` is told and `severity` decides.

    With `only_field` the rule is about those reports whose field is `only_value`, such as the unit `km`.
    """

    name: str
    field: Field
    condition: Condition
    severity: Severity
    message_da: str
    message_en: str
    value: str = ""
    only_field: Field | None = None
    only_value: str = ""


def speaks_up(rule: OwnRule, report: WorkReport, line: JournalLine) -> bool:
    """Tell whether a rule has something to say about a report and the line that it becomes."""
    if rule.only_field is not None and not _is(value_of(rule.only_field, report, line), rule.only_value):
        return False
    return _HOLDS[rule.condition](value_of(rule.field, report, line), rule.value)


def value_of(field: Field, report: WorkReport, line: JournalLine) -> str:
    """Return a field as text: numbers without trailing zeros, times as 07:00, weekdays as 1 for Monday."""
    of_report = _OF_REPORT.get(field)
    if of_report is not None:
        return of_report(report)
    if field.value.startswith("dimension"):
        return line.dimensions[int(field.value[-1]) - 1]
    value = getattr(line, field.value)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def lacks_a_number(rule: OwnRule) -> bool:
    """Tell whether a rule compares with something that is no number, and so could never hold."""
    return rule.condition in _COMPARING and _number(rule.value) is None


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _is(text: str, value: str) -> bool:
    return folded(text) == folded(value)


def _above(text: str, value: str) -> bool:
    one, other = _number(text), _number(value)
    return one is not None and other is not None and one > other


_OF_REPORT: Mapping[Field, Callable[[WorkReport], str]] = MappingProxyType(
    {
        Field.REMARKS: lambda report: report.remarks,
        Field.ORIGIN: lambda report: report.origin,
        Field.WEEKDAY: lambda report: str(report.start_date.isoweekday()),
        Field.START_TIME: lambda report: f"{report.start_time:%H:%M}" if report.start_time else "",
        Field.END_TIME: lambda report: f"{report.end_time:%H:%M}" if report.end_time else "",
    }
)
_COMPARING = frozenset({Condition.LONGER_THAN, Condition.ABOVE, Condition.BELOW})
_HOLDS: Mapping[Condition, Callable[[str, str], bool]] = MappingProxyType(
    {
        Condition.IS_EMPTY: lambda text, _value: not text.strip(),
        Condition.IS: _is,
        Condition.IS_NOT: lambda text, value: not _is(text, value),
        Condition.CONTAINS: lambda text, value: folded(value) in text.casefold(),
        Condition.LONGER_THAN: lambda text, value: _above(str(len(text)), value),
        Condition.ABOVE: _above,
        Condition.BELOW: lambda text, value: _above(value, text),
    }
)
