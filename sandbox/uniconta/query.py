"""`$filter`, `$orderby`, `$top`, `$skip`, and the single equality of surface B (Uniconta sheet 3.1, 3.2, 8.5, 8.6)."""

import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from odata_query import ast
from odata_query.exceptions import ODataException
from odata_query.grammar import ODataLexer, ODataParser

from sandbox.uniconta.entity import Entity
from sandbox.uniconta.refusal import Refusal
from sandbox.uniconta.state import Row, Table
from sandbox.uniconta.switches import Switches
from sandbox.uniconta.wire import hidden, member_of

Test = Callable[[Row], bool]

_COMPARISONS: Mapping[type, Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
}
# The old literal form is the one that is known to work; the library knows the new one (sheet 3.1).
_STRING_OR_DATETIME = re.compile(r"datetime'([^']*)'|'(?:[^']|'')*'", re.IGNORECASE)


class Comparison(NamedTuple):
    """One comparison of a field with a value that is already of the field's kind."""

    name: str
    compare: Callable[[Any, Any], bool]
    value: Any

    def holds(self, row: Row) -> bool:
        """Whether it is true of `row`; a field without a value is only equal to nothing."""
        value = row[self.name]
        if value is None or self.value is None:
            return self.compare is operator.eq and value is self.value
        return self.compare(value, self.value)


class Alternatives(NamedTuple):
    """Several comparisons of one field, of which one must hold."""

    options: tuple[Comparison, ...]

    def holds(self, row: Row) -> bool:
        """Whether one of them is true of `row`."""
        return any(option.holds(row) for option in self.options)


Condition = Comparison | Alternatives


class Reader:
    """Turns the text of a filter into conditions that must all hold. Raises `Refusal` for what is not understood."""

    def __init__(self, entity: Entity, switches: Switches) -> None:
        self._entity = entity
        self._switches = switches
        self._hidden = hidden(entity, switches)

    def conditions(self, text: str) -> list[Condition]:
        """Read a `$filter`. Only what is known to work is let through: and, eq, ge, gt, le, lt, and `or` in a field."""
        return self._all_of(_parse(_with_new_dates(text)))

    def equality(self, name: str, text: str) -> list[Condition]:
        """Read `?Name=&Value=`."""
        return self.comparison(name, operator.eq, text)

    def _all_of(self, node: Any) -> list[Condition]:
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            return self._all_of(node.left) + self._all_of(node.right)
        if isinstance(node, ast.BoolOp):
            return self._one_of(_options(node))
        return self.comparison(*_parts(node))

    def _one_of(self, nodes: list[Any]) -> list[Condition]:
        parts = [_parts(node) for node in nodes]
        too_many = len(parts) > self._switches.most_alternatives
        if too_many or len({name for name, _, _ in parts}) != 1:
            raise Refusal("InvalidParameter")  # `or` across fields does not exist
        raw = [Comparison(*part) for part in parts]
        return self._known(raw, lambda: Alternatives(tuple(self._comparison(*part) for part in parts)))

    def comparison(self, name: str, compare: Callable[[Any, Any], bool], value: Any) -> list[Condition]:
        """Read one comparison whose parts are already apart; None is no value."""
        return self._known([Comparison(name, compare, value)], lambda: self._comparison(name, compare, value))

    def _known(self, raw: list[Comparison], build: Callable[[], Condition]) -> list[Condition]:
        """Leave out a condition on a property that does not exist: then all rows come back (sheet 3.4)."""
        name = raw[0].name
        if self._entity.has(name) and name not in self._hidden:
            return [build()]
        if self._switches.unknown_property == "refuse":
            raise Refusal("InvalidParameter", field=name)
        return []

    def _comparison(self, name: str, compare: Callable[[Any, Any], bool], value: Any) -> Comparison:
        enumeration = self._entity.enums.get(name)
        if enumeration is not None:
            return Comparison(name, compare, member_of(enumeration, str(value), self._switches) or "")
        try:
            return Comparison(name, compare, self._entity.kinds[name].read(value))
        except (ValueError, TypeError):
            raise Refusal("InvalidParameter", field=name) from None


def select(table: Table, conditions: list[Condition]) -> list[Row]:
    """Return the rows for which all conditions hold, by way of an index where there is one."""
    rows, left = _narrow(table, conditions)
    return [row for row in rows if all(condition.holds(row) for condition in left)]


def in_order(rows: list[Row], text: str, entity: Entity) -> list[Row]:
    """Sort by `Name asc, Number desc`; rows without a value come first. Raises `Refusal` for an unknown field."""
    for part in reversed([part.split() for part in text.split(",") if part.strip()]):
        name, direction = part[0], (part[1] if len(part) > 1 else "asc").lower()
        if not entity.has(name) or direction not in ("asc", "desc"):
            raise Refusal("InvalidParameter", field=name)
        rows = sorted(rows, key=lambda row: (row[name] is not None, row[name]), reverse=direction == "desc")
    return rows


def count(params: Mapping[str, str], name: str) -> int | None:
    """Read `$top` or `$skip`, None when absent. Raises `Refusal` when it is not a whole number."""
    text = params.get(name)
    if text is None:
        return None
    if not text.isdecimal():
        raise Refusal("InvalidParameter", field=name)
    return int(text)


def _narrow(table: Table, conditions: list[Condition]) -> tuple[list[Row], list[Condition]]:
    """Return rows by the first index that serves (key, range of references, journal), and what is left to check."""
    simple = [
        condition for condition in conditions if isinstance(condition, Comparison) and condition.value is not None
    ]
    equal = {condition.name: condition.value for condition in simple if condition.compare is operator.eq}
    if table.entity.key in equal and table.entity.within is None:
        row = table.by_key(equal[table.entity.key])
        return [] if row is None else [row], conditions
    low, high = _bounds([condition for condition in simple if condition.name == "ReferenceNumber"])
    if low and high:
        return table.with_reference(low, high), conditions
    if table.entity.key is None and "Journal" in equal:
        served = Comparison("Journal", operator.eq, equal["Journal"])
        return table.in_journal(equal["Journal"]), [condition for condition in conditions if condition != served]
    return list(table), conditions


def _bounds(conditions: list[Comparison]) -> tuple[str | None, str | None]:
    low = [c.value for c in conditions if c.compare in (operator.ge, operator.gt, operator.eq)]
    high = [c.value for c in conditions if c.compare in (operator.le, operator.lt, operator.eq)]
    return max(low, default=None), min(high, default=None)


def _options(node: Any) -> list[Any]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return _options(node.left) + _options(node.right)
    return [node]


def _parts(node: Any) -> tuple[str, Callable[[Any, Any], bool], Any]:
    """Take a comparison of a field with a literal apart; anything else is not known to work (sheet 10.3)."""
    if not isinstance(node, ast.Compare) or not isinstance(node.left, ast.Identifier):
        raise Refusal("InvalidParameter")
    compare = _COMPARISONS.get(type(node.comparator))
    value = _literal(node.right)
    if compare is None:
        raise Refusal("InvalidParameter", field=node.left.name)
    return node.left.name, compare, value


def _literal(node: Any) -> Any:
    if isinstance(node, ast.Null):
        return None
    if isinstance(node, (ast.String, ast.Date, ast.DateTime, ast.Boolean, ast.Integer, ast.Float)):
        return node.val
    raise Refusal("InvalidParameter")


def _with_new_dates(text: str) -> str:
    """Write `datetime'2026-01-31T00:00:00'` as the bare literal; what stands inside other quotes is left alone."""
    return _STRING_OR_DATETIME.sub(lambda match: match[1] if match[1] is not None else match[0], text)


@lru_cache(maxsize=512)
def _parse(text: str) -> Any:
    try:
        return ODataParser().parse(ODataLexer().tokenize(text))
    except (ODataException, ValueError):
        raise Refusal("InvalidParameter", field="$filter") from None
