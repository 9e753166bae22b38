"""How the twin says no (Uniconta sheet 2.3, 4.1)."""

import json
from typing import Any

from sandbox.answer import Answer, make_answer

JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"

# `Err` is a number other than 0. No source tells which, so any will do.
_SOME_NUMBER = 1


class Refusal(Exception):
    """An error of Uniconta by its name. `status` is None for business errors, whose status is a switch."""

    def __init__(self, name: str, status: int | None = None, field: str | None = None) -> None:
        super().__init__(name)
        self.name = name
        self.status = status
        self.field = field


def refuse(refusal: Refusal, mode: str, business_status: int, scheme: str) -> Answer:
    """Carry the refusal in the way that `mode` says; whatever is not a business error shows in its status.

    `scheme` is what a 401 asks for: `Basic realm="Uniconta"`, or `Bearer`.
    """
    if mode.startswith("status_") or refusal.status is not None:
        shape = mode if mode.startswith("status_") else "status_text"
        return _with_status(refusal, shape, refusal.status or business_status, scheme)
    return with_success(refusal, mode)


def _with_status(refusal: Refusal, shape: str, status: int, scheme: str) -> Answer:
    headers = [("WWW-Authenticate", scheme)] if status == 401 else []
    if shape == "status_text":
        return make_answer(status, refusal.name.encode(), TEXT, headers)
    content: Any = refusal.name if shape == "status_json_string" else {"Message": refusal.name}
    return make_answer(status, json.dumps(content).encode(), JSON, headers)


def with_success(refusal: Refusal, mode: str) -> Answer:
    """Carry the refusal inside an answer that looks like success."""
    if mode == "ok_text":
        return make_answer(200, refusal.name.encode(), TEXT)
    content: Any = refusal.name
    if mode == "ok_err":
        content = {"Err": _SOME_NUMBER, "ErrorProperty": refusal.field, "ErrorValue": None}
    return make_answer(200, json.dumps(content).encode(), JSON)
