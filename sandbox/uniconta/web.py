"""Surface C: login, token, query by body and six writes, under paths of its own (Uniconta sheet 2.2, 3.3, 8.20)."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sandbox.answer import Answer, make_answer
from sandbox.uniconta import crud, invoices, swagger, web_query
from sandbox.uniconta.access import Access, Visit
from sandbox.uniconta.call import Call
from sandbox.uniconta.refusal import JSON, Refusal, refuse, with_success
from sandbox.uniconta.sessions import Sessions
from sandbox.uniconta.switches import Switches
from sandbox.versions import basic

# The first part of each path, without regard to case.
ROOTS = frozenset({"login", "refresh", "query", "crud", "invoice", "swagger"})

_VERBS = {verb.lower(): verb for verb in crud.VERBS}


@dataclass(frozen=True)
class Asked:
    """One call as it came. `open_call` makes what the other surfaces work with, once it is known who asks."""

    method: str
    parts: list[str]
    body: bytes
    authorization: str
    open_call: Callable[[Visit, Switches], Call]


def signed_in_body(parts: list[str], body: bytes) -> str | None:
    """Return the password of a log-in or the refresh token of a renewal as a header, None for any other call."""
    root = [part.lower() for part in parts]
    if root not in (["login"], ["refresh"]):
        return None
    try:
        sent = json.loads(body)
    except ValueError:
        return ""
    if root == ["refresh"]:
        return f"Bearer {sent}" if isinstance(sent, str) else ""
    named = {name.lower(): value for name, value in sent.items()} if isinstance(sent, dict) else {}
    return basic(str(named.get("username", "")), str(named.get("password", "")))


class Web:
    """Surface C of the twin."""

    def __init__(self, access: Access, sessions: Sessions, switches: Switches) -> None:
        self._access = access
        self._sessions = sessions
        self._switches = switches

    def answer(self, asked: Asked) -> Answer:
        """Answer one call. Raises `Refusal`."""
        match [part.lower() for part in asked.parts]:
            case ["login"]:
                return self._logged_in(asked)
            case ["refresh"]:
                return crud.as_json(self._sessions.renew(_bare_text(_posted(asked))))
            case ["swagger", *_]:
                return make_answer(200, swagger.document(), JSON)
            case parts:
                return self._answer_inside(asked, _work_of(parts))

    def refuse(self, refusal: Refusal) -> Answer:
        """Carry a refusal in the way of this surface."""
        return refuse(refusal, self._switches.web_errors, self._switches.error_status, "Bearer")

    def _logged_in(self, asked: Asked) -> Answer:
        """Log in. A refusal may look like success and hold a bare JSON string (sheet 2.2)."""
        sent = _posted(asked)
        try:
            visit = self._enter(sent)
            asked.open_call(visit, self._switches)  # the company must exist
            with self._access.inside(visit.user):
                return crud.as_json(self._sessions.open(visit))
        except Refusal as refusal:
            if self._switches.web_login_refusal == "status":
                raise Refusal(refusal.name, refusal.status or 401) from None
            return with_success(refusal, "ok_json_string")

    def _enter(self, sent: Any) -> Visit:
        if not isinstance(sent, dict):
            raise Refusal("ArgumentMissing")
        named = {name.lower(): value for name, value in sent.items()}
        name, password = named.get("username"), named.get("password")
        if not isinstance(name, str) or not isinstance(password, str):
            raise Refusal("ArgumentMissing")
        visit = self._access.enter(name, password)
        self._check_key(visit, named.get("apikey"), bare="/" not in name)
        return visit

    def _check_key(self, visit: Visit, key: Any, *, bare: bool) -> None:
        """Check the API key, which one program sends and another does not (sheet 1.4)."""
        mode = self._switches.web_api_key
        if not key:
            if mode == "required" or (mode == "with_bare_name" and bare):
                raise Refusal("NoAccessToApp", 403)
            return
        if not _is_guid(key):
            raise Refusal("NoAccessToApp", 403)
        if self._switches.web_key_needs_server_user and not visit.user.server:
            raise Refusal("UserIsNotServerUser", 403)

    def _answer_inside(self, asked: Asked, work: Callable[[Call, list[str]], Answer]) -> Answer:
        visit = self._sessions.visit(asked.authorization)
        self._access.check_company(visit.user, visit.company)
        call = asked.open_call(visit, _for_web(self._switches))
        with self._access.inside(visit.user):
            return work(call, asked.parts[1:])


def _work_of(parts: list[str]) -> Callable[[Call, list[str]], Answer]:
    """Return what answers a path, in small letters, within a session. Raises `Refusal` for one that does not exist."""
    match parts:
        case ["query", "get", _]:
            return _queried
        case ["crud", _, _]:
            return _written
        case ["invoice", "generatedebtorinvoice"]:
            return lambda call, _: invoices.generate(call)
        case ["invoice", "getinvoicepdf", *_]:
            return lambda call, named: invoices.page(call, named[1:])
    raise Refusal("InvalidParameter", 404)


def _queried(call: Call, parts: list[str]) -> Answer:
    if call.method != "POST":
        raise Refusal("CannotUseMethod", 405)
    entity, with_user_fields = call.entity(parts[-1])
    call.check_right(entity, "read")
    write = call.writer(entity, with_user_fields=with_user_fields).without_nulls
    return crud.as_json([write(row) for row in web_query.rows(call, entity)])


def _written(call: Call, parts: list[str]) -> Answer:
    """Write; an insert answers with the row. Updates and single deletes were not seen by anybody (sheet 3.3)."""
    verb = _VERBS.get(parts[0].lower())
    if verb is None or (verb in ("Update", "UpdateList", "Delete") and not call.switches.web_updates):
        raise Refusal("InvalidParameter", 404)
    return crud.write(call, verb, parts[-1], "rows")


def _for_web(switches: Switches) -> Switches:
    """Return the switches with those of this surface in place of the others'."""
    return replace(
        switches,
        enum_input=switches.web_enum_input,
        enum_output=switches.web_enum_output,
        enum_filter=switches.web_enum_filter,
    )


def _posted(asked: Asked) -> Any:
    if asked.method != "POST":
        raise Refusal("CannotUseMethod", 405)
    try:
        return json.loads(asked.body)
    except ValueError:
        raise Refusal("ArgumentMissing") from None


def _bare_text(sent: Any) -> str:
    if not isinstance(sent, str):
        raise Refusal("ArgumentMissing")
    return sent


def _is_guid(key: Any) -> bool:
    try:
        uuid.UUID(str(key))
    except ValueError:
        return False
    return True
