"""Rows on their way out and in: labels, hidden fields, omitted nulls (Uniconta sheet 6.12, 7, 8.8, 8.13)."""

from collections.abc import Mapping
from typing import Any

from sandbox.uniconta import labels
from sandbox.uniconta.derived import Companions
from sandbox.uniconta.entity import DIMENSIONS, Entity
from sandbox.uniconta.kinds import CLOCK, DAY, MOMENT
from sandbox.uniconta.refusal import Refusal
from sandbox.uniconta.state import Company, Row
from sandbox.uniconta.switches import Switches

COST_FIELDS = frozenset({"CostPrice", "CostValue", "CostAmount", "AverageCost", "Margin", "MarginRatio"})

# Fields that vanish with the module they belong to (sheet 1.3).
_MODULE_FIELDS: Mapping[str, frozenset[str]] = {
    "Project": frozenset({"PrCategory", "InternalProject"}),
    "Payroll": frozenset({"PayrollCategory"}),
    "TimeManagement": frozenset({"TMCloseDate", "TMApproveDate"}),
    "Warehouse": frozenset({"Warehouse", "Location"}),
    "Location": frozenset({"Location"}),
    "ItemVariants": frozenset({"Variant", "UseVariants"}),
    "ProjectTask": frozenset({"Task"}),
}
_LANGUAGES: tuple[labels.Language, ...] = ("da", "en")


class Writer:
    """Writes rows of one entity as one user sees them, with the switches as they were when it was made.

    `unseen` are fields that this user has no right to.
    """

    def __init__(
        self,
        company: Company,
        entity: Entity,
        switches: Switches,
        *,
        with_user_fields: bool,
        unseen: frozenset[str] = frozenset(),
    ) -> None:
        self._hidden = hidden(entity, switches) | (frozenset() if with_user_fields else entity.user_fields.keys())
        zeroed = unseen & COST_FIELDS & entity.kinds.keys() if switches.hidden_cost_price == "zero" else frozenset()
        self._hidden |= unseen - zeroed
        self._zeros = dict.fromkeys(sorted(zeroed), 0.0)
        self._texts = {
            name: _written(enumeration, switches)
            for name, enumeration in entity.enums.items()
            if name not in self._hidden
        }
        self._names = {name: field for name, field in entity.enum_names.items() if field in self._texts}
        self._companions = Companions(company, entity, self._hidden)
        self._clocks = _of_kind(entity, CLOCK) if switches.time_format == "minutes" else []
        self._zoned = _of_kind(entity, DAY, MOMENT) if switches.zoned_dates else []

    def with_nulls(self, row: Row) -> Row:
        """Write a row for surface A."""
        hidden_names = self._hidden
        shown = {name: value for name, value in row.items() if name not in hidden_names}
        shown.update(self._companions.of(row))
        return self._finish(shown)

    def without_nulls(self, row: Row) -> Row:
        """Write a row for surfaces B and C, where a key without a value is left out."""
        hidden_names = self._hidden
        shown = {name: value for name, value in row.items() if value is not None and name not in hidden_names}
        shown.update({name: value for name, value in self._companions.of(row).items() if value is not None})
        return self._finish(shown)

    def _finish(self, shown: Row) -> Row:
        for name, texts in self._texts.items():
            shown[name] = texts[shown[name]]
        for name, field in self._names.items():
            shown[name] = shown[field]
        for name in self._clocks:
            shown[name] = int(shown[name][11:13]) * 60 + int(shown[name][14:16])
        for name in self._zoned:
            if name in shown:
                shown[name] += "Z"
        shown.update(self._zeros)
        return shown


class Reader:
    """Reads what was sent into the values that are kept. Keys that are unknown, hidden or read-only are ignored."""

    def __init__(self, entity: Entity, switches: Switches, *, with_user_fields: bool) -> None:
        missing = hidden(entity, switches)
        names = entity.writable - missing - (frozenset() if with_user_fields else entity.user_fields.keys())
        self._kinds = {name: kind for name, kind in entity.kinds.items() if name in names}
        self._members = {
            name: _accepted(enumeration, switches) for name, enumeration in entity.enums.items() if name in names
        }
        self._refuse_unknown = switches.unknown_label == "refuse"
        self._refused = missing if switches.module_field_sent == "refuse" else frozenset()

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
            elif name in self._refused:
                raise Refusal("AddInNotActivated", field=name)
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
    names -= {entity.key or ""}
    return names | {companion for companion, (field, _) in entity.companions.items() if field in names}


def member_of(enumeration: str, text: str, switches: Switches) -> str | None:
    """Return the member that a filter means, None when it means none."""
    if switches.enum_filter == "number":
        return {number: member for member, number in labels.numbers(enumeration).items()}.get(text)
    return _accepted(enumeration, switches).get(text)


def _written(enumeration: str, switches: Switches) -> dict[str, Any]:
    """Return what goes over the wire for each member."""
    if switches.enum_output == "number":
        return {member: int(number) for member, number in labels.numbers(enumeration).items()}
    if switches.enum_output == "member":
        return {member: member for member in labels.members(enumeration)}
    return {**labels.texts(enumeration, _language(switches), switches.labels)}


def _accepted(enumeration: str, switches: Switches) -> dict[str, str]:
    shown = {text: member for member, text in labels.texts(enumeration, _language(switches), switches.labels).items()}
    if switches.enum_input == "any":
        numbers = {number: member for member, number in labels.numbers(enumeration).items()}
        danish, english = ({t: m for m, t in labels.texts(enumeration, which, {}).items()} for which in _LANGUAGES)
        names = {name: name for name in labels.members(enumeration)}
        shown = {**numbers, **names, **danish, **english, **shown}
    if switches.offer_phase:
        return shown
    return {text: member for text, member in shown.items() if (enumeration, member) not in labels.DOUBTFUL}


def _of_kind(entity: Entity, *kinds: Any) -> list[str]:
    return [name for name, kind in entity.kinds.items() if kind in kinds]


def _language(switches: Switches) -> labels.Language:
    return "en" if switches.language == "en" else "da"
