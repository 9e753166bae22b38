"""Uniconta's JSON, read and written: what a key, a date, a number or a label looks like on the way (sheet 6 and 7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import Enum
from typing import TYPE_CHECKING, Any, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import time

Dimensions = tuple[str, str, str, str, str]
Member = TypeVar("Member", bound=Enum)

# The CPR number of an employee (sheet 6.6). It is dropped before anything else sees the row.
NEVER_READ = frozenset({"PersonalId"})

_QUANTITY_STEP = Decimal("0.0001")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T|$)")
_FLAGS = {"true": True, "false": False, "1": True, "0": False}


class Unreadable(ValueError):
    """A field does not hold what its kind promises. Names the field; the value may be personal and is left out."""

    def __init__(self, entity: str, name: str, kind: str) -> None:
        super().__init__(f"{entity}.{name} does not hold a {kind}")
        self.entity = entity
        self.name = name


# --- Labels -----------------------------------------------------------------------------------------------------------


class ProjectPhase(Enum):
    """Project phases by member name (sheet 6.4)."""

    CREATED = "Created"
    OFFER = "Offer"
    ACCEPTED = "Accepted"
    IN_PROGRESS = "InProgress"
    REPORTED_AS_FINISHED = "ReportedAsFinished"
    COMPLETED = "Completed"
    PAUSED = "Paused"
    UNKNOWN = "Unknown"


class CategoryType(Enum):
    """Kinds of project category by member name (sheet 6.5)."""

    HEADER = "Header"
    SUM = "Sum"
    REVENUE = "Revenue"
    LABOUR = "Labour"
    ADJUSTMENT = "Adjustment"
    ON_ACCOUNT_INVOICING = "OnAccountInvoicing"
    EXTERNAL_WORK = "ExternalWork"
    MATERIALS = "Materials"
    EXPENSES = "Expenses"
    MISCELLANEOUS = "Miscellaneous"
    OTHER = "Other"
    UNKNOWN = "Unknown"


def _folded(label: str) -> str:
    return "".join(label.split()).casefold()


def _labels(members: Iterable[Member], danish: Mapping[str, Member]) -> dict[str, Member]:
    """Return each member under its name, which without spaces is also its English label, and its Danish labels."""
    names = {_folded(str(member.value)): member for member in members}
    return names | {_folded(label): member for label, member in danish.items()}


_PHASES = _labels(
    ProjectPhase,
    {
        "Oprettet": ProjectPhase.CREATED,
        "Tilbud": ProjectPhase.OFFER,
        "Godkendt": ProjectPhase.ACCEPTED,
        "Igangværende": ProjectPhase.IN_PROGRESS,
        "Færdigmeldt projekt": ProjectPhase.REPORTED_AS_FINISHED,
        "Gennemført": ProjectPhase.COMPLETED,
        "Fuldført": ProjectPhase.COMPLETED,
        "Pause": ProjectPhase.PAUSED,
    },
)
# The sheet bears no Danish labels of these.
_CATEGORY_TYPES = _labels(CategoryType, {})


# --- Rows -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One row as Uniconta sent it, with every key kept: unknown ones and user-defined fields go back unchanged.

    An update replaces the whole row (sheet 4), so a row that was read must be written with all that it held.
    `withheld` names the keys that were there and were not read.
    """

    entity: str
    values: Mapping[str, Any]
    withheld: frozenset[str] = frozenset()

    @classmethod
    def read(cls, entity: str, values: Mapping[str, Any]) -> Self:
        """Return the row without the keys that are never read."""
        withheld = NEVER_READ & values.keys()
        kept = {key: value for key, value in values.items() if key not in withheld} if withheld else values
        return cls(entity, kept, withheld)

    @property
    def row_id(self) -> int | None:
        """Return Uniconta's own number of the row."""
        return self.whole("RowId")

    def changed(self, **values: Any) -> Row:
        """Return the row with these values in place; a key that was absent, since it was null, is added."""
        return Row(self.entity, {**self.values, **values}, self.withheld)

    def text(self, name: str) -> str:
        """Return a text or key, empty when there is none. Keys stay as they are: leading zeros count."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, (dict, list)):
            raise Unreadable(self.entity, name, "text")
        return str(value)

    def number(self, name: str) -> Decimal:
        """Return a number, 0 when there is none. Danish text such as "1.250,50" is understood."""
        value = self.values.get(name)
        if value is None or value == "":
            return Decimal(0)
        try:
            number = Decimal(_with_point(str(value)))
        except InvalidOperation:
            raise Unreadable(self.entity, name, "number") from None
        if not number.is_finite():
            raise Unreadable(self.entity, name, "number")
        return number

    def whole(self, name: str) -> int | None:
        """Return a whole number, None when there is none."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if type(value) is int:
            return value
        number = self.number(name)
        if number != number.to_integral_value():
            raise Unreadable(self.entity, name, "whole number")
        return int(number)

    def flag(self, name: str) -> bool:
        """Return a boolean, False when there is none."""
        value = self.values.get(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        flag = _FLAGS.get(str(value).strip().lower())
        if flag is None:
            raise Unreadable(self.entity, name, "boolean")
        return flag

    def day(self, name: str) -> date | None:
        """Return a calendar date, None when there is none: .NET writes "no date" as a day of year 1.

        The time part and any zone are ignored: dates are calendar dates (sheet 7), and shifting would move them.
        """
        value = self.values.get(name)
        if value is None or value == "":
            return None
        match = _DAY.match(str(value))
        try:
            day = date(*map(int, match.groups())) if match else None
        except ValueError:
            day = None
        if day is None:
            raise Unreadable(self.entity, name, "date")
        return None if day.year == 1 else day

    def phase(self, name: str = "Phase") -> ProjectPhase:
        """Return the phase behind a label in Danish or English, or behind a member name."""
        return _PHASES.get(_folded(self.text(name)), ProjectPhase.UNKNOWN)

    def category_type(self, name: str = "CatType") -> CategoryType:
        """Return the kind of category behind an English label or member name."""
        return _CATEGORY_TYPES.get(_folded(self.text(name)), CategoryType.UNKNOWN)

    def dimensions(self) -> Dimensions:
        """Return the five dimension keys, empty text where none is set."""
        text = self.text
        return (text("Dimension1"), text("Dimension2"), text("Dimension3"), text("Dimension4"), text("Dimension5"))


def _with_point(text: str) -> str:
    compact = "".join(text.split())
    return compact.replace(".", "").replace(",", ".") if "," in compact else compact


# --- Writing ----------------------------------------------------------------------------------------------------------


def written_number(number: Decimal) -> float:
    """Return a quantity for a JSON number: at most four decimals, and the shortest spelling of the double."""
    return float(number.quantize(_QUANTITY_STEP, rounding=ROUND_HALF_UP))


def written_time(day: date, moment: time | None) -> str | None:
    """Return a time of day as a date-time on the line's own day, None when there is none.

    Its JSON type is not known (sheet 10.8), but the Client property is a date-time whose time part counts (sheet 6.8).
    A real day is given and not year 1, which a server that reckons with zones would push out of its calendar.
    """
    return None if moment is None else f"{day.isoformat()}T{moment.isoformat(timespec='seconds')}"


def without_blanks(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values to insert: a key that is null or empty text is left out, so that Uniconta's default holds."""
    return {key: value for key, value in values.items() if value is not None and value != ""}
