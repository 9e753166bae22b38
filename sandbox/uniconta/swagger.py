"""The description of surface C for people; that there is one is all that is known (Uniconta sheet 3.3)."""

import json
from typing import Any

_NAMED = {"name": "entity", "in": "path", "required": True, "schema": {"type": "string"}}
_ROWS = {"type": "array", "items": {"type": "object"}}
_FILTERS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "PropertyName": {"type": "string"},
            "FilterValue": {"type": "string"},
            "Skip": {"type": "integer"},
            "Take": {"type": "integer"},
            "OrderBy": {"type": "boolean"},
            "OrderByDescending": {"type": "boolean"},
        },
    },
}
_LOGIN = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("Username", "Password", "apiKey")},
}
_WRITES = {"Insert": "post", "Update": "put", "Delete": "delete"}


def document() -> bytes:
    """Write the description as JSON."""
    writes = {
        f"/Crud/{verb}{suffix}/{{entity}}": {method: _operation(schema, named=True)}
        for verb, method in _WRITES.items()
        for suffix, schema in (("", {"type": "object"}), ("List", _ROWS))
    }
    paths = {
        "/Login": {"post": _operation(_LOGIN)},
        "/refresh": {"post": _operation({"type": "string"})},
        "/Query/Get/{entity}": {"post": _operation(_FILTERS, named=True)},
        **writes,
        "/Invoice/GenerateDebtorInvoice": {"post": _operation({"type": "object"})},
    }
    return json.dumps(
        {"openapi": "3.0.1", "info": {"title": "Uniconta Web API", "version": "v1"}, "paths": paths}
    ).encode()


def _operation(schema: dict[str, Any], *, named: bool = False) -> dict[str, Any]:
    body = {"content": {"application/json": {"schema": schema}}}
    return {"parameters": [_NAMED] if named else [], "requestBody": body, "responses": {"200": {"description": "OK"}}}
