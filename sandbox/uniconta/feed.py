"""Surface A: `GET /odata[/{company}][/{Entity}]`, read only (Uniconta sheet 3.1)."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from sandbox.answer import Answer, make_answer
from sandbox.uniconta import atom, metadata, query
from sandbox.uniconta.call import Call
from sandbox.uniconta.entities import ENTITIES
from sandbox.uniconta.entity import USER_SUFFIX, Entity
from sandbox.uniconta.refusal import JSON, Refusal
from sandbox.uniconta.state import Row

ATOM = "application/atom+xml; charset=utf-8"


def answer(call: Call, name: str | None) -> Answer:
    """Answer one call: the rows of an entity, or what entities there are."""
    if call.method not in ("GET", "HEAD"):
        raise Refusal("CannotUseMethod", 405)
    if name == "$metadata":
        return make_answer(200, metadata.document(call.switches), "application/xml; charset=utf-8")
    return _service_document(call) if name is None else _rows(call, name)


def _service_document(call: Call) -> Answer:
    names = sorted(name + suffix for name in ENTITIES for suffix in ("", USER_SUFFIX))
    if not call.wants_json:
        return make_answer(200, atom.service(call.address, names), ATOM)
    value = [{"name": name, "kind": "EntitySet", "url": name} for name in names]
    return _json({"@odata.context": f"{call.origin}/odata/$metadata", "value": value})


def _rows(call: Call, name: str) -> Answer:
    entity, with_user_fields = call.entity(name)
    call.check_right(entity, "read")
    rows = _ordered(call, entity)
    page, link = _page(call, rows)
    write = call.writer(entity, with_user_fields=with_user_fields).with_nulls
    shown = _selected(call, [write(row) for row in page])
    if not call.wants_json:
        return make_answer(200, atom.feed(call.address, shown), ATOM)
    envelope: dict[str, Any] = {"@odata.context": f"{call.origin}/odata/$metadata#{name}", "value": shown}
    if call.switches.select_and_count and call.params.get("$count") == "true":
        envelope = {"@odata.context": envelope.pop("@odata.context"), "@odata.count": len(rows), **envelope}
    return _json(envelope | ({"@odata.nextLink": link} if link else {}))


def _selected(call: Call, rows: list[Row]) -> list[Row]:
    """By switch, keep the fields that `$select` names; the server is not known to do so (sheet 10.3)."""
    names = {name.strip() for name in call.params.get("$select", "").split(",") if name.strip()}
    if not names or not call.switches.select_and_count:
        return rows
    return [{name: value for name, value in row.items() if name in names} for row in rows]


def _ordered(call: Call, entity: Entity) -> list[Row]:
    text = call.params.get("$filter", "")
    conditions = query.Reader(entity, call.switches).conditions(text) if text.strip() else []
    rows = call.rows(entity, conditions)
    return query.in_order(rows, call.params.get("$orderby", ""), entity)


def _page(call: Call, rows: list[Row]) -> tuple[list[Row], str | None]:
    """Cut out what `$skip` and `$top` ask for; by switch, the server pages too and says where to go on."""
    skip, top = query.count(call.params, "$skip") or 0, query.count(call.params, "$top")
    wanted = call.most(rows[skip:] if top is None else rows[skip : skip + top])
    size = call.switches.page_size
    if not size or len(wanted) <= size:
        return wanted, None
    further = {"$skip": skip + size} | ({} if top is None else {"$top": top - size})
    return wanted[:size], f"{call.address}?{urlencode({**call.params, **further}, safe='$')}"


def _json(content: Mapping[str, Any]) -> Answer:
    return make_answer(200, json.dumps(content, ensure_ascii=False).encode(), JSON)
