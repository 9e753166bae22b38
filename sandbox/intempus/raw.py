"""Writes the rows of a list as JSON straight from what SQLite returns, past Django's values and without a dictionary.

`sandbox.intempus.lean` does the same by way of Django's values; it is what resources with gathered fields and single
rows use. Both take what a field means from the resource's declarations, and `test_lean.py` holds both to tastypie's
own rows, byte for byte.
"""

import decimal
import json
from decimal import Decimal
from functools import lru_cache, partial
from json.encoder import encode_basestring as text
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import EmptyResultSet, FieldDoesNotExist
from django.db import connections, models
from tastypie import fields

from sandbox.intempus import lean

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from sandbox.intempus.resources.base import Resource

    Writer = Callable[[Any], str]

KEPT_TEXTS = 4_096
PRECISION = decimal.Context(prec=15)  # how exactly SQLite keeps a number


class _Part(NamedTuple):
    """One key of a row: the name with what stands around it, the place of its value, and what stands for a null."""

    start: str
    place: int
    write: "Writer"
    empty: str


def rows(resource: "Resource", chosen: "QuerySet[Any]") -> list[str]:
    """Return the rows of the query `chosen`, in its order, each as JSON with sorted keys."""
    shown = {name: field for name, field in sorted(resource.fields.items()) if field.use_in != "detail"}
    paths = {name: lean.path_of(field) for name, field in shown.items() if field.attribute}
    places = {name: place for place, name in enumerate(paths)}
    parts = [_part(resource, name, field, places) for name, field in shown.items()]
    return [_row(parts, values) for values in _values(chosen.values_list(*paths.values()))]


def _values(chosen: "QuerySet[Any, Any]") -> list[tuple[Any, ...]]:
    try:
        sql, parameters = chosen.query.sql_with_params()
    except EmptyResultSet:  # Django sees without asking that no row can match
        return []
    with connections[chosen.db].cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _row(parts: list[_Part], values: tuple[Any, ...]) -> str:
    written = [
        start + (empty if values[place] is None else write(values[place])) for start, place, write, empty in parts
    ]
    return "{" + ", ".join(written) + "}"


def _part(resource: "Resource", name: str, field: Any, places: dict[str, int]) -> _Part:
    start, empty = f'"{name}": ', _empty(resource, field)
    if name == "resource_uri":
        return _Part(start, places["id"], partial(_address, resource.get_resource_uri()), empty)
    if name not in places:  # no column holds it, so it is the same for all
        return _Part(start, places["id"], lambda _: empty, empty)
    return _Part(start, places[name], _writer(resource, field), empty)


def _empty(resource: "Resource", field: Any) -> str:
    """Return what stands for a null: tastypie shows a field's default where there is one."""
    return lean.as_json(field.convert(field.default)) if lean.falls_back(resource, field) else "null"


def _writer(resource: "Resource", field: Any) -> "Writer":
    if field.is_related:
        return partial(_address, field.to_class().get_resource_uri())
    if isinstance(field, fields.DecimalField):
        column = _column(resource, str(field.attribute))
        return _DECIMALS[column.decimal_places] if isinstance(column, models.DecimalField) else _amount
    return next(writer for kind, writer in _WRITERS if isinstance(field, kind))


def _column(resource: "Resource", path: str) -> "models.Field[Any, Any] | None":
    """Follow `path` through relations to the column at its end, None when it leads to something counted."""
    model: Any = resource._meta.object_class  # noqa: SLF001 - tastypie's documented name
    field = None
    for name in path.split("__"):
        try:
            field = model._meta.get_field(name)  # noqa: SLF001 - Django's documented name
        except FieldDoesNotExist:
            return None
        model = field.related_model
    return field


def _address(list_address: str, identifier: int) -> str:
    return f'"{list_address}{identifier}/"'


def _text(value: str | int) -> str:
    """Write a text, or a number that is shown as one."""
    return text(value) if isinstance(value, str) else f'"{value}"'


def _truth(value: int) -> str:
    return "true" if value else "false"


def _plain(value: str) -> str:
    """Write a day or a time of day, which are kept as they are shown."""
    return f'"{value}"'


def _moment(value: str) -> str:
    return f'"{value.replace(" ", "T")}"'


@lru_cache(KEPT_TEXTS)
def _json(value: str) -> str:
    """Write what is kept as JSON, though with its keys in another order."""
    return lean.as_json(json.loads(value))


@lru_cache(KEPT_TEXTS)
def _amount(value: str) -> str:
    return f'"{Decimal(value)}"'


@lru_cache(KEPT_TEXTS)
def _decimal(places: int, value: float) -> str:
    """Write a number as Django reads it: with `places` digits after the point."""
    return f'"{PRECISION.create_decimal_from_float(value).quantize(Decimal(1).scaleb(-places))}"'


_DECIMALS = {places: partial(_decimal, places) for places in (2, 6)}

_WRITERS: "tuple[tuple[type, Writer], ...]" = (
    (fields.DateTimeField, _moment),
    (fields.DateField, _plain),
    (fields.TimeField, _plain),
    (fields.BooleanField, _truth),
    (fields.IntegerField, str),
    (fields.ListField, _json),
    (fields.CharField, _text),
)
