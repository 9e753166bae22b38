"""Surface B: `/api/Entities/...`, reading and writing in JSON (Uniconta sheet 3.2, 4)."""

import json
from typing import Any

from sandbox.answer import Answer, make_answer
from sandbox.uniconta import query
from sandbox.uniconta.call import Call
from sandbox.uniconta.entity import Entity
from sandbox.uniconta.refusal import JSON, Refusal
from sandbox.uniconta.state import Row
from sandbox.uniconta.writes import Writer

# (method, first part of the path) -> (what it does, whether it takes a list)
_WRITES = {
    ("POST", "Insert"): ("insert", False),
    ("POST", "InsertList"): ("insert", True),
    ("PUT", "Update"): ("update", False),
    ("PUT", "UpdateList"): ("update", True),
    ("DELETE", "Delete"): ("delete", False),
    ("DELETE", "DeleteList"): ("delete", True),
}
VERBS = frozenset(name for _, name in _WRITES)


def path_company(parts: list[str]) -> int | None:
    """Return the company that stands in the path, which one program was seen to use."""
    return int(parts[0]) if parts and parts[0].isdecimal() else None


def answer(call: Call, parts: list[str]) -> Answer:
    """Answer one call; `parts` is the path behind `/api/Entities`."""
    if path_company(parts) is not None:
        parts = parts[1:]
    if len(parts) == 1:
        return _read(call, parts[0])
    if len(parts) != 2 or parts[0] not in VERBS | {"Read"}:
        raise Refusal("InvalidParameter", 404)
    verb, name = parts
    if verb == "Read":
        return _read(call, name)
    if verb in ("UpdateList", "DeleteList") and not call.switches.list_updates:
        raise Refusal("InvalidParameter", 404)
    return write(call, verb, name, call.switches.insert_answer)


def write(call: Call, verb: str, name: str, insert_answer: str) -> Answer:
    """Carry out one of the six writes; `insert_answer` is how an insert is answered. Raises `Refusal`."""
    if (call.method, verb) not in _WRITES:
        raise Refusal("CannotUseMethod", 405)
    action, takes_list = _WRITES[call.method, verb]
    entity, with_user_fields = call.entity(name)
    call.check_right(entity, action)
    sent = content(call)
    as_list = takes_list or (verb == "Insert" and call.switches.insert_takes_array and isinstance(sent, list))
    rows = _do(call, entity, action, _checked(sent, as_list=as_list), with_user_fields=with_user_fields)
    if action == "delete" or (action == "insert" and insert_answer != "rows"):
        return make_answer(204 if action == "insert" and insert_answer == "204" else 200, b"", JSON)
    show = call.writer(entity, with_user_fields=with_user_fields).without_nulls
    shown = [show(row) for row in rows]
    return as_json(shown if as_list else shown[0])


def content(call: Call) -> Any:
    """Read the body; a DELETE without one says nothing about what to delete."""
    try:
        return json.loads(call.body)
    except ValueError:
        raise Refusal("InvalidObject") from None


def as_json(shown: Any) -> Answer:
    """Answer with JSON."""
    return make_answer(200, json.dumps(shown, ensure_ascii=False).encode(), JSON)


def _read(call: Call, name: str) -> Answer:
    """Read rows. One program reads with an empty POST, which is tolerated."""
    if call.method not in ("GET", "HEAD") and not (call.method == "POST" and not call.body):
        raise Refusal("CannotUseMethod", 405)
    entity, with_user_fields = call.entity(name)
    call.check_right(entity, "read")
    rows = call.rows(entity, _conditions(call, entity))
    show = call.writer(entity, with_user_fields=with_user_fields).without_nulls
    return as_json([show(row) for row in call.most(rows)])


def _conditions(call: Call, entity: Entity) -> list[query.Condition]:
    reader, params = query.Reader(entity, call.switches), call.params
    if params.get("Name"):
        return reader.equality(params["Name"], params.get("Value", ""))
    return reader.conditions(params["$filter"]) if params.get("$filter", "").strip() else []


def _do(call: Call, entity: Entity, action: str, objects: list[Any], *, with_user_fields: bool) -> list[Row]:
    """Do it to all objects, or to none, or, by switch, to those before the first that is refused."""
    with call.state.lock:
        locked = call.locked_fields(entity)
        writer = Writer(call.company, entity, call.switches, with_user_fields=with_user_fields, locked=locked)
        try:
            rows = [writer.do(action, item) for item in objects]
        except Refusal:
            if call.switches.insert_list == "atomic":
                writer.take_back()
            raise
        finally:
            call.journal.note_writes(writer.done)
            call.webhooks.tell(call.company, writer.done)
    return [row for row in rows if row is not None]


def _checked(sent: Any, *, as_list: bool) -> list[Any]:
    if isinstance(sent, list) != as_list:
        raise Refusal("InvalidObject")
    return sent if as_list else [sent]
