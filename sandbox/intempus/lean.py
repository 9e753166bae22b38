"""Renders rows straight from columns, since a thousand model instances per page would be too slow.

Each resource's own field declarations say which columns to read and how a value is written, so the rows equal those
tastypie makes one by one; `test_lean.py` holds them alike, byte for byte. Plain lists go an even shorter way, see
`sandbox.intempus.raw`.
"""

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from tastypie import fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db import models
    from django.db.models import QuerySet

    from sandbox.intempus.resources.base import Resource

    Writer = Callable[[Any], Any]


class _Column(NamedTuple):
    """One field that is read from a column; `write` is None when the value goes out as it is read."""

    name: str
    path: str
    write: "Writer | None"


def rows(resource: "Resource", chosen: "QuerySet[Any]") -> list[dict[str, Any]]:
    """Return the rows of the query `chosen`, in its order, ready for JSON."""
    columns = _columns(resource)
    names = [column.name for column in columns]
    written = [(column.name, column.write) for column in columns if column.write]
    rendered = []
    for values in chosen.values_list(*(column.path for column in columns)):
        row = dict(zip(names, values, strict=True))
        for name, write in written:
            value = row[name]
            if value is not None:
                row[name] = write(value)
        row["resource_uri"] = resource.uri(row["id"])
        rendered.append(row)
    _add_uncolumned(resource, rendered)
    return rendered


def as_json(data: Any) -> str:
    """Write `data` as tastypie does: keys sorted, Danish letters as they are."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False)


def _columns(resource: "Resource") -> list[_Column]:
    return [
        _Column(name, path_of(field), _writer(resource, field))
        for name, field in sorted(resource.fields.items())
        if field.attribute and name not in resource.computed and field.use_in != "detail"
    ]


def path_of(field: Any) -> str:
    """Return the column a field is read from, as a query names it."""
    return f"{field.attribute}_id" if field.is_related else str(field.attribute)


def _add_uncolumned(resource: "Resource", rendered: list[dict[str, Any]]) -> None:
    """Fill what no single column holds: defaults of empty columns, and what is gathered for a page at once."""
    gathered = resource.compute([row["id"] for row in rendered]) if resource.computed else {}
    defaults = [(name, field) for name, field in resource.fields.items() if falls_back(resource, field)]
    for row in rendered:
        for name, by_id in gathered.items():
            row[name] = by_id[row["id"]]
        for name, field in defaults:
            if row.get(name) is None:
                row[name] = field.convert(field.default)


def falls_back(resource: "Resource", field: Any) -> bool:
    """Say whether tastypie would show a default: the field has one, and its column may be empty or is missing."""
    if field.null or not field.has_default() or field.use_in == "detail":
        return False
    column = _model_field(resource, field)
    return column is None or column.null


def _model_field(resource: "Resource", field: Any) -> "models.Field[Any, Any] | None":
    try:
        return resource._meta.object_class._meta.get_field(field.attribute)  # type: ignore[no-any-return] # noqa: SLF001 - tastypie carries no types; documented names
    except FieldDoesNotExist:
        return None


def _writer(resource: "Resource", field: Any) -> "Writer | None":
    if field.is_related:
        return field.to_class().uri  # type: ignore[no-any-return] # tastypie carries no types
    if isinstance(field, fields.CharField):
        column = _model_field(resource, field)
        return None if column is not None and column.get_internal_type() == "CharField" else str
    return next((writer for kind, writer in _WRITERS if isinstance(field, kind)), None)


def _moment(value: dt.date | dt.time) -> str:
    return value.isoformat()


def _decimal(value: Decimal | str) -> str:
    return str(Decimal(value))


_WRITERS: "Iterable[tuple[type, Writer]]" = (
    (fields.DateField, _moment),
    (fields.DateTimeField, _moment),
    (fields.TimeField, _moment),
    (fields.DecimalField, _decimal),
)
