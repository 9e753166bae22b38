"""What stands before a twin's own application: control calls, faults, and the log of calls.

Besides the routes of `sandbox.control` it answers those that steer what it holds itself:

| call | does |
| --- | --- |
| GET presets | name the faults there are |
| POST tls | serve over TLS with the bad `certificate` named as well, and tell the address |
"""

import io
import json
from collections.abc import Callable, Iterable
from typing import Any

from sandbox import presets
from sandbox.answer import Answer, Environ, Headers, decoded_path, make_answer, run
from sandbox.clock import clock
from sandbox.control import PREFIX, Control, Twin
from sandbox.faults import Faults
from sandbox.harm import Dropped, Harmed, harm, reset
from sandbox.past import Frozen, Past

__all__ = ["Answer", "Dropped", "Environ", "Front", "Headers", "decoded_path", "make_answer", "run"]

READS = ("GET", "HEAD", "OPTIONS")
NO_PAST = b"This twin does not keep its past"

OpenListener = Callable[[str], str]  # opens a listener with the named certificate and returns its address


class Front:
    """The WSGI application that is served: `twin` behind control, faults and log."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin
        self._faults = Faults()
        # A twin that can keep its past says so by having `freeze() -> Frozen`.
        freeze: Callable[[], Frozen] | None = getattr(twin, "freeze", None)
        self._past = Past(freeze) if freeze else None
        self.control = Control(twin, self._faults)
        self.open_listener: OpenListener = _no_listener

    def __call__(self, environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
        """Answer one call. Raises `Dropped` after a reset."""
        body = _read_body(environ)
        respond = self._control if environ["PATH_INFO"].startswith(PREFIX) else self._asked
        answer = respond(environ, body)
        start_response(answer.status, answer.headers)
        return answer

    # Control

    def _control(self, environ: Environ, body: bytes) -> Answer:
        method, path = environ["REQUEST_METHOD"], decoded_path(environ)
        if (method, path) == ("POST", PREFIX + "reset"):
            self._forget()
        own = self._own_route(method, path.removeprefix(PREFIX))
        return _told(own, body) if own else make_answer(*self.control.respond(environ, body))

    def _forget(self) -> None:
        """Begin in the present, before the rows of a reset are stamped."""
        clock.restore()
        if self._past:
            self._past.forget()

    def _own_route(self, method: str, path: str) -> Callable[[dict[str, Any]], dict[str, Any]] | None:
        routes: dict[tuple[str, str], Callable[[dict[str, Any]], dict[str, Any]]] = {
            ("GET", "presets"): lambda _: {"presets": presets.NAMES},
            ("POST", "tls"): lambda body: {"url": self.open_listener(body["certificate"])},
        }
        return routes.get((method, path))

    # Calls of the provider's API

    def _asked(self, environ: Environ, body: bytes) -> Answer:
        """Answer once the call is written down, so that whoever sees the answer finds it in the journal."""
        try:
            return self._logged(environ, body)
        except Dropped:
            reset(environ)
            raise

    def _logged(self, environ: Environ, body: bytes) -> Answer:
        method, path = environ["REQUEST_METHOD"], decoded_path(environ)
        with self._twin.journal.call(method, path, self._twin.signed_with(environ, body)) as call:
            answer = self._answered(environ, body)
            call.status = answer.code
        return answer

    def _answered(self, environ: Environ, body: bytes) -> Answer:
        rule = self._faults.take(environ["REQUEST_METHOD"], decoded_path(environ))
        if rule is None:
            return self._work(environ, body)
        call = Harmed(environ, lambda: self._work(environ, body), lambda effect: self._from_past(effect, environ))
        return harm(rule.effect(self._twin.name), call)

    def _work(self, environ: Environ, body: bytes) -> Answer:
        """Let the twin answer; the state before a write is kept while a rule wants the past."""
        environ["wsgi.input"] = io.BytesIO(body)  # anew each time: a call may be applied twice
        if self._past is None or environ["REQUEST_METHOD"] in READS or not self._faults.want_past():
            return run(self._twin.app, environ)
        before = self._past.keep()
        answer = run(self._twin.app, environ)
        if answer.code >= 300:
            self._past.drop(before)
        return answer

    def _from_past(self, effect: presets.Effect, environ: Environ) -> Answer:
        if self._past is None:
            return make_answer(501, NO_PAST, "text/plain; charset=utf-8")
        state = self._past.as_of(effect)
        return run(state.app if state else self._twin.app, environ)


def _read_body(environ: Environ) -> bytes:
    """Take the whole body off the connection, so that one nobody reads does not disturb the next call."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    chunked = environ.get("wsgi.input_terminated", False)
    body: bytes = environ["wsgi.input"].read() if chunked else environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    return body


def _told(handler: Callable[[dict[str, Any]], dict[str, Any]], body: bytes) -> Answer:
    try:
        status, content = 200, handler(json.loads(body) if body else {})
    except (KeyError, TypeError, ValueError) as error:
        status, content = 400, {"error": f"{type(error).__name__}: {error}"}
    return make_answer(status, json.dumps(content, ensure_ascii=False).encode(), "application/json; charset=utf-8")


def _no_listener(certificate: str) -> str:
    raise ValueError(f"Nothing is served, so not with the certificate {certificate} either")
