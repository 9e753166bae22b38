"""What stands before a twin's own application: control calls, faults, and the log of calls."""

import base64
import binascii
import io
import json
import os
import socket
import struct
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from sandbox.control import PREFIX, Control, Twin
from sandbox.faults import Faults, Rule

Environ = dict[str, Any]
Headers = list[tuple[str, str]]

_NO_LINGER = struct.pack("ii", 1, 0)


class Dropped(ConnectionResetError):
    """The connection was reset on purpose; nothing can be answered any more."""


class Answer:
    """One whole answer: status line, headers and body."""

    def __init__(self, status: str, headers: Headers, body: bytes, close: Callable[[], None] | None = None) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self._close = close

    @property
    def code(self) -> int:
        """The status as a number."""
        return int(self.status.split(" ", 1)[0])

    def __iter__(self) -> "Any":
        yield self.body

    def close(self) -> None:
        """Do what comes after the body was sent."""
        if self._close is not None:
            self._close()


class Front:
    """The WSGI application that is served: `twin` behind control, faults and log."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin
        self._faults = Faults()
        self.control = Control(twin, self._faults)

    def __call__(self, environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
        """Answer one call. Raises `Dropped` after a reset."""
        body = _read_body(environ)
        answer = self._control(environ, body) if environ["PATH_INFO"].startswith(PREFIX) else self._logged(environ)
        start_response(answer.status, answer.headers)
        return answer

    def _control(self, environ: Environ, body: bytes) -> Answer:
        path, query = decoded_path(environ), environ["QUERY_STRING"]
        status, content = self.control.answer(environ["REQUEST_METHOD"], path, query, body)
        return make_answer(status, json.dumps(content, ensure_ascii=False).encode(), "application/json; charset=utf-8")

    def _logged(self, environ: Environ) -> Answer:
        code: int | None = 500  # what the server answers when the twin itself breaks
        try:
            answer = self._harmed(environ)
            code = answer.code
        except Dropped:
            code = None
            raise
        finally:
            method, path = environ["REQUEST_METHOD"], decoded_path(environ)
            self._twin.journal.note_request(method, path, code, credential_label(environ))
        return answer

    def _harmed(self, environ: Environ) -> Answer:
        rule = self._faults.take(environ["REQUEST_METHOD"], decoded_path(environ))
        if rule is None:
            return run(self._twin.app, environ)
        return _DOING[rule.fault](rule, environ, lambda: run(self._twin.app, environ))


def run(app: Callable[..., Any], environ: Environ) -> Answer:
    """Run a WSGI application to its end and return what it answered."""
    started: list[tuple[str, Headers]] = []
    chunks = app(environ, lambda status, headers, *_: started.append((status, list(headers))))
    try:
        body = b"".join(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    status, headers = started[-1]
    return Answer(status, headers, body)


def make_answer(status: int, body: bytes, content_type: str, headers: Headers | None = None) -> Answer:
    """Build an answer with the usual reason phrase."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unknown"
    return Answer(f"{status} {phrase}", [("Content-Type", content_type), *(headers or [])], body)


def credential_label(environ: Environ) -> str:
    """Name who asked: the login of an ApiKey or Basic header without the secret, "" when there is none."""
    scheme, _, value = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() == "apikey":
        return str(value.partition(":")[0])
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def decoded_path(environ: Environ) -> str:
    """Return the path as text; WSGI carries UTF-8 bytes dressed as latin-1."""
    return str(environ["PATH_INFO"].encode("latin-1").decode(errors="replace"))


def _read_body(environ: Environ) -> bytes:
    """Take the whole body off the connection, so that one nobody reads does not disturb the next call."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    chunked = environ.get("wsgi.input_terminated", False)
    body: bytes = environ["wsgi.input"].read() if chunked else environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    return body


def _reset_before(_rule: Rule, environ: Environ, _work: Callable[[], Answer]) -> Answer:
    _reset(environ["werkzeug.socket"])
    raise Dropped


def _reset_after(_rule: Rule, environ: Environ, work: Callable[[], Answer]) -> Answer:
    work()
    _reset(environ["werkzeug.socket"])
    raise Dropped


def _status(rule: Rule, _environ: Environ, _work: Callable[[], Answer]) -> Answer:
    return make_answer(rule.status, rule.body.encode(), rule.content_type, list(rule.headers.items()))


def _slow(rule: Rule, _environ: Environ, work: Callable[[], Answer]) -> Answer:
    if rule.commit_first:
        answer = work()
        time.sleep(rule.seconds)
        return answer
    time.sleep(rule.seconds)
    return work()


def _truncate(_rule: Rule, environ: Environ, work: Callable[[], Answer]) -> Answer:
    """Promise the whole body, send half of it and hang up."""
    answer = work()
    headers = [header for header in answer.headers if header[0].lower() != "content-length"]
    headers.append(("Content-Length", str(len(answer.body))))
    half = answer.body[: len(answer.body) // 2]
    connection: socket.socket = environ["werkzeug.socket"]
    return Answer(answer.status, headers, half, close=lambda: connection.shutdown(socket.SHUT_RDWR))


def _reset(connection: socket.socket) -> None:
    """Close at once with a reset. Detached first, since the server's own files would keep the socket open."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    os.close(connection.detach())


_DOING: dict[str, Callable[[Rule, Environ, Callable[[], Answer]], Answer]] = {
    "reset_before_commit": _reset_before,
    "reset_after_commit": _reset_after,
    "status": _status,
    "slow": _slow,
    "truncate": _truncate,
}
