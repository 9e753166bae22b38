"""The query of surface C: a list of filter objects in the body (Uniconta sheet 3.3, 3.4, 8.7)."""

import operator
from typing import Any

from sandbox.uniconta import query
from sandbox.uniconta.call import Call
from sandbox.uniconta.crud import content
from sandbox.uniconta.entity import Entity
from sandbox.uniconta.refusal import Refusal
from sandbox.uniconta.state import Row

_NOTHING = "null"  # the literal for an empty field
_RANGE = ".."
_TRUTHS = {True: True, False: False, "true": True, "false": False, None: False}


def rows(call: Call, entity: Entity) -> list[Row]:
    """Return the rows that the body asks for. Skip and Take count in its first object only. Raises `Refusal`."""
    filters = _filters(content(call))
    reader = query.Reader(entity, call.switches)
    conditions = [each for item in filters for each in _conditions(reader, item, ranges=call.switches.web_ranges)]
    found = _ordered(call.rows(entity, conditions), filters, entity)
    skip, take = (_count(filters[0], name) for name in ("Skip", "Take"))
    return call.most(found[skip : skip + take] if take else found[skip:])


def _filters(sent: Any) -> list[dict[str, Any]]:
    if not isinstance(sent, list) or not sent or not all(isinstance(item, dict) for item in sent):
        raise Refusal("ArgumentMissing")
    return sent


def _conditions(reader: query.Reader, item: dict[str, Any], *, ranges: bool) -> list[query.Condition]:
    """Read one filter object; without a property or with an empty value it filters nothing."""
    name, value = item.get("PropertyName"), item.get("FilterValue")
    if not name or value is None or value == "":
        return []
    if isinstance(value, str) and ranges and _RANGE in value:
        low, _, high = value.partition(_RANGE)
        bounds = ((low, operator.ge), (high, operator.le))
        return [each for text, compare in bounds if text for each in reader.comparison(name, compare, text)]
    return reader.comparison(name, operator.eq, None if value == _NOTHING else value)


def _ordered(found: list[Row], filters: list[dict[str, Any]], entity: Entity) -> list[Row]:
    parts = []
    for item in filters:
        descending = _truth(item, "OrderByDescending")
        if (descending or _truth(item, "OrderBy")) and entity.has(item.get("PropertyName") or ""):
            parts.append(f"{item['PropertyName']} {'desc' if descending else 'asc'}")
    return query.in_order(found, ",".join(parts), entity)


def _truth(item: dict[str, Any], name: str) -> bool:
    """Read a boolean, which may come as text."""
    value = item.get(name)
    try:
        return _TRUTHS[value.lower() if isinstance(value, str) else value]
    except (KeyError, TypeError):
        raise Refusal("InvalidParameter", field=name) from None


def _count(item: dict[str, Any], name: str) -> int:
    text = str(item.get(name) or 0)
    if not text.isdecimal():
        raise Refusal("InvalidParameter", field=name)
    return int(text)
