"""Puts a scenario's rows into the tables: wire names, ids given, relations as ids, decimals and dates as text."""

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction
from django.db.models import Max

from sandbox.intempus.access import access
from sandbox.intempus.counter import Counter, gaps, take
from sandbox.intempus.models import Contract, Schedule, WorkReport
from sandbox.intempus.models.reports import approved_levels
from sandbox.intempus.resources import RESOURCES
from sandbox.intempus.resources.planning import plan
from sandbox.intempus.webhooks import EVENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Row = Mapping[str, Any]

CREDENTIALS = "_credentials"
WEBHOOK_EVENT_TYPES = "webhook_event_type"
APPROVER = {"name": "Godkender", "number": "1", "username": "godkender@example.invalid"}
APPROVAL_HOUR = dt.time(16)
_PREPARED = (models.DecimalField, models.JSONField, models.DateTimeField)


@transaction.atomic
def load(rows: "Mapping[str, Sequence[Row]]") -> dict[str, list[int]]:
    """Insert all rows and return their ids by resource. Raises `ValueError` for a resource or field unknown here."""
    unknown = rows.keys() - RESOURCES.keys() - {CREDENTIALS}
    if unknown:
        raise ValueError(f"no such resource: {', '.join(sorted(unknown))}")
    for credential in rows.get(CREDENTIALS, ()):
        access.add(**credential)
    return {name: insert(name, rows[name]) for name in RESOURCES if name in rows}


@transaction.atomic
def replace(rows: "Mapping[str, Sequence[Row]]") -> None:
    """Forget every row, begin the counter anew and load `rows`, so that nobody ever sees the state between."""
    for resource in reversed(RESOURCES.values()):
        _empty(_model(resource))
    access.replace(())
    Counter.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_sequence")  # new rows get the same ids as in a fresh process
    gaps.seed(0)
    load({WEBHOOK_EVENT_TYPES: [{"name": event} for event in EVENTS], **rows})


def _empty(model: type[models.Model]) -> None:
    """Delete all rows and their pairs at once."""
    pairs = [field.remote_field.through for field in model._meta.many_to_many]  # noqa: SLF001 - Django's documented name
    for table in (*filter(None, pairs), model):
        table._base_manager.all()._raw_delete(connection.alias)  # noqa: SLF001 - no cascade is wanted here


@transaction.atomic
def insert(name: str, rows: "Sequence[Row]") -> list[int]:
    """Insert rows of one resource past the rules of business and return their ids."""
    model = _model(RESOURCES[name])
    prepared = [_own_columns(name, row) for row in rows]
    _number(model, prepared)
    if model is WorkReport:
        _complete_reports(prepared)
    if "logical_timestamp" in RESOURCES[name].fields:
        for row, value in zip(prepared, take(len(prepared)), strict=True):
            row["logical_timestamp"] = value
    _write(model, prepared)
    _link_many(model, rows, prepared)
    if model is Schedule:
        for schedule in Schedule.objects.filter(pk__in=[row["id"] for row in prepared]):
            plan(schedule)
    return [row["id"] for row in prepared]


def _link_many(model: type[models.Model], rows: "Sequence[Row]", prepared: "Sequence[Row]") -> None:
    """Insert the pairs of relations to many rows, which are lists of ids in a row."""
    for field in model._meta.many_to_many:  # noqa: SLF001 - Django's documented name
        for row, stored in zip(rows, prepared, strict=True):
            if row.get(field.name):
                getattr(model._base_manager.get(pk=stored["id"]), field.name).set(row[field.name])  # noqa: SLF001 - the same


def _model(resource: Any) -> type[models.Model]:
    return resource._meta.object_class  # type: ignore[no-any-return] # noqa: SLF001 - tastypie carries no types; its documented name


def _own_columns(name: str, row: "Row") -> dict[str, Any]:
    """Keep what is stored; names shown beside a relation are joined when read. A misspelt field is refused."""
    resource = RESOURCES[name]
    columns = {field.name for field in _model(resource)._meta.concrete_fields}  # noqa: SLF001 - Django's documented name
    unknown = row.keys() - columns - resource.fields.keys()
    if unknown:
        raise ValueError(f"{name} has no field {', '.join(sorted(unknown))}")
    return {key: value for key, value in row.items() if key in columns}


def _number(model: type[models.Model], rows: "Iterable[dict[str, Any]]") -> None:
    """Give ids to the rows that bring none, above all that exist."""
    highest = model._base_manager.aggregate(highest=Max("pk"))["highest"] or 0  # noqa: SLF001 - Django's documented name
    for row in rows:
        row.setdefault("id", highest + 1)
        highest = max(highest, row["id"])


def _write(model: type[models.Model], rows: "Sequence[dict[str, Any]]") -> None:
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented name
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = model._meta.db_table  # noqa: SLF001 - the same
    plan = [(field.name, _cell(field)) for field in fields]
    values = [[cell(row.get(name)) for name, cell in plan] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({places})', values)  # noqa: S608 - names from our own models


def _cell(field: "models.Field[Any, Any]") -> "Callable[[Any], Any]":
    """Choose how a value of `field` is prepared; what SQLite takes as it stands is passed on, for speed."""
    default = None if field.null else field.get_db_prep_save(field.get_default(), connection)
    if isinstance(field, _PREPARED):
        return lambda value: default if value is None else field.get_db_prep_save(value, connection)
    return lambda value: default if value is None else value


def _complete_reports(rows: "Iterable[dict[str, Any]]") -> None:
    """Fill what the server derives: the last day, the week, the contract, and who approved."""
    contracts = _Contracts()
    for row in rows:
        start = dt.date.fromisoformat(row["start_date"])
        row.setdefault("end_date", row["start_date"])
        row["start_week_number"] = start.isocalendar().week
        row.setdefault("contract", contracts.covering(row["employee"], row["start_date"]))
        if row.get("approved"):
            row.setdefault("approved_by", approved_levels(dt.datetime.combine(start, APPROVAL_HOUR), APPROVER))


class _Contracts:
    """All contracts in memory, to find the one of a day without asking the table for every report."""

    def __init__(self) -> None:
        self._spans: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
        for pk, employee, start, end in Contract.objects.values_list("pk", "employee_id", "start_date", "end_date"):
            self._spans[employee].append((start.isoformat(), end.isoformat() if end else "9999-12-31", pk))

    def covering(self, employee: int, day: str) -> int | None:
        """Return the id of the contract that covers `day`, None when there is none."""
        return next((pk for start, end, pk in self._spans[employee] if start <= day <= end), None)
