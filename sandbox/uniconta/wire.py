"""Rows on their way out and in: labels, hidden fields, omitted nulls (Uniconta sheet 6.12, 7, 8.8, 8.13)."""

from collections.abc import Mapping
from typing import Any

from sandbox.uniconta import labels
from sandbox.uniconta.entity import DIMENSIONS, Entity
from sandbox.uniconta.kinds import CLOCK
from sandbox.uniconta.refusal import Refusal
from sandbox.uniconta.state import Row
from sandbox.uniconta.switches import Switches

# Fields that vanish with the module they belong to (sheet 1.3).
_MODULE_FIELDS = {
    "Payroll": frozenset({"PayrollCategory"}),
    "Warehouse": frozenset({"Warehouse", "Location"}),
    "ProjectTask": frozenset({"Task"}),
}


class Writer:
    """Writes rows of one entity as one user sees them, with the switches as they were when it was made."""

    def __init__(self, entity: Entity, switches: Switches, *, with_user_fields: bool, hide_cost: bool = False) -> None:
        self._hidden = hidden(entity, switches) | (frozenset() if with_user_fields else entity.user_fields.keys())
        if hide_cost:
            self._hidden |= {"CostPrice", "CostValue", "CostAmount"}
        self._texts = {
            name: labels.texts(enumeration, _language(switches), switches.labels)
            for name, enumeration in entity.enums.items()
            if name not in self._hidden
        }
        clocks = [name for name, kind in entity.kinds.items() if kind is CLOCK]
        self._clocks = clocks if switches.time_format == "minutes" else []

    def with_nulls(self, row: Row) -> Row:
        """Write a row for surface A."""
        return self._finish({name: value for name, value in row.items() if name not in self._hidden})

    def without_nulls(self, row: Row) -> Row:
        """Write a row for surface B, where a key without a value is left out."""
        hidden_names = self._hidden
        return self._finish(
            {name: value for name, value in row.items() if value is not None and name not in hidden_names}
        )

    def _finish(self, shown: Row) -> Row:
        for name, texts in self._texts.items():
            shown[name] = texts[shown[name]]
        for name in self._clocks:
            shown[name] = int(shown[name][11:13]) * 60 + int(shown[name][14:16])
        return shown


class Reader:
    """Reads what was sent into the values that are kept. Keys that are unknown, hidden or read-only are ignored."""

    def __init__(self, entity: Entity, switches: Switches, *, with_user_fields: bool) -> None:
        ignored = hidden(entity, switches) | (frozenset() if with_user_fields else entity.user_fields.keys())
        names = entity.writable - ignored
        self._kinds = {name: kind for name, kind in entity.kinds.items() if name in names}
        self._members = {
            name: _accepted(enumeration, switches) for name, enumeration in entity.enums.items() if name in names
        }
        self._refuse_unknown = switches.unknown_label == "refuse"

    @property
    def names(self) -> set[str]:
        """The fields that a client can set here."""
        return self._kinds.keys() | self._members.keys()

    def read(self, sent: Mapping[str, Any]) -> Row:
        """Return the values of the fields that were sent. Raises `Refusal` for one that cannot be read."""
        values: Row = {}
        for name, value in sent.items():
            kind = self._kinds.get(name)
            if kind is not None:
                try:
                    values[name] = kind.read(value)
                except (ValueError, TypeError):
                    raise Refusal("InvalidValue", field=name) from None
            elif name in self._members and value is not None:
                self._read_label(name, value, values)
        return values

    def _read_label(self, name: str, value: Any, values: Row) -> None:
        member = self._members[name].get(str(value))
        if member is not None:
            values[name] = member
        elif self._refuse_unknown:
            raise Refusal("InvalidValue", field=name)


def hidden(entity: Entity, switches: Switches) -> frozenset[str]:
    """Return the fields that this company does not have."""
    names = frozenset(DIMENSIONS[switches.dimensions :])
    for module in switches.modules_off:
        names |= _MODULE_FIELDS.get(module, frozenset())
    return names - {entity.key or ""}


def member_of(enumeration: str, text: str, switches: Switches) -> str | None:
    """Return the member that a text means, None when it means none."""
    return _accepted(enumeration, switches).get(text)


def _accepted(enumeration: str, switches: Switches) -> dict[str, str]:
    shown = {text: member for member, text in labels.texts(enumeration, _language(switches), switches.labels).items()}
    if switches.enum_input != "any":
        return shown
    names = labels.members(enumeration)
    numbers = {str(number): member for number, member in enumerate(names)}
    danish, english = ({t: m for m, t in labels.texts(enumeration, which, {}).items()} for which in _LANGUAGES)
    return {**numbers, **{name: name for name in names}, **danish, **english, **shown}


_LANGUAGES: tuple[labels.Language, ...] = ("da", "en")


def _language(switches: Switches) -> labels.Language:
    return "en" if switches.language == "en" else "da"
