"""What the control interface can do to this twin beyond the common routes: rows as people see and change them.

Every handler takes the JSON body of the call and returns the JSON of the answer; a `ValueError` or `LookupError` is
the caller's mistake.
"""

import functools
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError

from sandbox.intempus import own_pages
from sandbox.intempus.credentials import change_company, change_credential
from sandbox.intempus.load import insert, load
from sandbox.intempus.models import WorkReport
from sandbox.intempus.resources import RESOURCES
from sandbox.intempus.webhooks import courier

if TYPE_CHECKING:
    from collections.abc import Callable

    Body = dict[str, Any]
    Handler = Callable[[Body], Body]

_LATEST = 10
_SHOWN = {
    "work_report": (
        "id", "start_date", "employee_name", "case_name", "worktype_name", "amount", "work_type_unit", "approved",
        "isimmutable", "origin", "remarks",
    ),
    "case": ("id", "number", "name", "customer_name", "active", "permit_new_workreports"),
}  # fmt: skip


def handlers() -> "dict[tuple[str, str], Handler]":
    """Return (method, path below `/_control/`) and the function that answers it."""
    routes: dict[tuple[str, str], Handler] = {
        ("POST", "rows"): add_many_rows,
        ("POST", "rows/{entity}"): add_rows,
        ("GET", "rows/{entity}"): stored_rows,
        ("POST", "edit"): edit,
        ("POST", "delete"): delete,
        ("POST", "credentials"): change_credential,
        ("POST", "companies"): change_company,
        ("GET", "truth"): truth,
        ("GET", "contents"): contents,
        **own_pages.handlers(),
        ("GET", "webhook-deliveries"): lambda _: {"deliveries": [made._asdict() for made in courier.made]},
    }
    return {route: functools.partial(_told, handler) for route, handler in routes.items()}


def _told(handler: "Handler", body: "Body") -> "Body":
    """Run `handler`; the database's refusals become the plain errors that the common server tells the caller."""
    try:
        return handler(body)
    except ObjectDoesNotExist as error:
        raise LookupError(str(error)) from error
    except (ValidationError, DatabaseError, ProtectedError) as error:
        raise ValueError(str(error)) from error


def add_many_rows(body: "Body") -> "Body":
    """Add rows by resource, as a scenario has them, in one step."""
    return {"ids": load(body)}


def add_rows(body: "Body") -> "Body":
    """Add `rows` to the resource `entity` as if somebody had made them in Intempus itself."""
    with own_pages.told(body["entity"]) as made:
        made.extend(insert(body["entity"], body["rows"]))
    return {"ids": made}


def stored_rows(body: "Body") -> "Body":
    """Return all rows of the resource `entity` as lists show them."""
    resource = RESOURCES[body["entity"]]
    return {"rows": resource.rendered(resource._meta.queryset.order_by("pk"))}  # noqa: SLF001 - tastypie's documented name


def edit(body: "Body") -> "Body":
    """Change `fields` of row `id` of `resource` as a person in Intempus would; relations are ids."""
    with own_pages.told(body["resource"], [body["id"]]), transaction.atomic():
        _change(body)
    return {"id": body["id"]}


def _change(body: "Body") -> None:
    row = RESOURCES[body["resource"]]._meta.object_class.objects.get(pk=body["id"])  # noqa: SLF001 - tastypie's documented name
    names = {field.name: field.attname for field in row._meta.concrete_fields}  # noqa: SLF001 - Django's documented name
    for name, value in body["fields"].items():
        setattr(row, names[name], row._meta.get_field(name).to_python(value))  # noqa: SLF001 - the same
    row.save()


def delete(body: "Body") -> "Body":
    """Delete row `id` of `resource`."""
    with own_pages.told(body["resource"], [body["id"]]), transaction.atomic():
        RESOURCES[body["resource"]]._meta.object_class.objects.get(pk=body["id"]).delete()  # noqa: SLF001 - tastypie's documented name
    return {"id": body["id"]}


def contents(_body: "Body") -> "Body":
    """Count the rows of every resource, and show the latest of those that people look for."""
    counts = {name: resource._meta.object_class.objects.count() for name, resource in RESOURCES.items()}  # noqa: SLF001 - tastypie's documented name
    return {"counts": counts, "latest": {name: _latest(name, fields) for name, fields in _SHOWN.items()}}


def _latest(name: str, fields: tuple[str, ...]) -> "list[Body]":
    resource = RESOURCES[name]
    model = resource._meta.object_class  # noqa: SLF001 - tastypie's documented name
    latest = model.objects.order_by("-pk").values_list("pk", flat=True)[:_LATEST]
    chosen = resource._meta.queryset.filter(pk__in=list(latest)).order_by("pk")  # noqa: SLF001 - the same
    return [{field: row[field] for field in fields} for row in resource.rendered(chosen)]


def truth(_body: "Body | None" = None) -> "Body":
    """Return every work report as it stands, to compare with what a client believes."""
    paths = {
        "id": "pk", "approved": "approved", "amount": "amount", "employee": "employee_id", "case": "case_id",
        "product": "product_id", "worktype": "worktype_id", "origin": "origin",
    }  # fmt: skip
    rows = WorkReport.objects.order_by("pk").values_list(*paths.values())
    return {"reports": [dict(zip(paths, row, strict=True)) for row in rows]}
