"""What an entity is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sandbox.uniconta import labels
from sandbox.uniconta.kinds import CLOCK, DAY, FLAG, MOMENT, NUMBER, TEXT, WHOLE, Kind

USER_SUFFIX = "User"

# On every row; nobody can write them (Uniconta sheet 6).
_COMMON: Mapping[str, Kind] = {
    "RowId": WHOLE,
    "PrimaryKeyId": WHOLE,
    "CompanyId": WHOLE,
    "KeyStr": TEXT,
    "KeyName": TEXT,
    "Created": DAY,
    "UpdatedAt": MOMENT,
    "HasNotes": FLAG,
    "HasDocs": FLAG,
}
DIMENSIONS = tuple(f"Dimension{number}" for number in range(1, 6))
DIMENSION_FIELDS: dict[str, Kind] = dict.fromkeys(DIMENSIONS, TEXT)
CLOCKS: dict[str, Kind] = {"TimeFrom": CLOCK, "TimeTo": CLOCK}


@dataclass(frozen=True)
class Entity:
    """One entity. The same rows are also reached under its name with `User` behind, then with user-defined fields.

    `key` is the business key, None for lines; it is one of its kind within `within`, else within the company. `group`
    is the field that can bring a number series. `master` is the field that a line hangs on: other references of a line
    are not checked before it is posted. `companions` are shown and never kept: the name of what a field refers to
    (sheet 6), the text of an enumeration, or how many lines there are.
    """

    name: str
    own: Mapping[str, Kind]
    enums: Mapping[str, str] = field(default_factory=dict)  # field -> enumeration
    key: str | None = None
    title: str = "Name"
    required: tuple[str, ...] = ()
    computed: frozenset[str] = frozenset()  # read-only beside the common ones
    references: Mapping[str, str] = field(default_factory=dict)  # field -> entity
    fixed: Mapping[str, str] = field(default_factory=dict)  # field that never changes -> the error of trying
    group: str | None = None
    module: str | None = None
    within: str | None = None
    master: str | None = None
    companions: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # name -> (field, entity it refers to)
    enum_names: Mapping[str, str] = field(default_factory=dict)  # name -> enumeration field
    counts: Mapping[str, str] = field(default_factory=dict)  # name -> entity of the lines
    posted: bool = False  # filled by posting, never by a client
    user_fields: Mapping[str, Kind] = field(default_factory=dict)

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Every field that is no enumeration, user-defined ones too."""
        return {**_COMMON, **self.own, **self.user_fields}

    @cached_property
    def writable(self) -> frozenset[str]:
        """The names that a client may set."""
        return frozenset((self.own.keys() | self.enums.keys() | self.user_fields.keys()) - self.computed)

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """A row that nobody has filled."""
        plain = {name: kind.default for name, kind in self.kinds.items()}
        return plain | {name: labels.members(enumeration)[0] for name, enumeration in self.enums.items()}

    def has(self, name: str) -> bool:
        """Whether there is a field of this name."""
        return name in self.kinds or name in self.enums


def fields(
    text: str = "", number: str = "", flag: str = "", day: str = "", whole: str = "", moment: str = ""
) -> dict[str, Kind]:
    """Build fields from names parted by spaces, by kind."""
    named = ((text, TEXT), (number, NUMBER), (flag, FLAG), (day, DAY), (whole, WHOLE), (moment, MOMENT))
    return {name: kind for names, kind in named for name in names.split()}
