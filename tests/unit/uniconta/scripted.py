"""A server on loopback that answers what a test has written down, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from bindeled.domain.secrets import Secret
from bindeled.transport.client import Transport
from bindeled.transport.leave import FixedLogin
from bindeled.uniconta.auth import basic_authorization
from bindeled.uniconta.client import UnicontaClient

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPANY = "10523"


@dataclass(frozen=True)
class Asked:
    """One call as it arrived."""

    method: str
    path: str
    query: dict[str, list[str]]
    body: Any
    authorization: str


@dataclass
class Script:
    """Answers in order; `None` breaks the connection off, and a list or dict stands for 200 with this JSON."""

    origin: str = ""
    answers: list[Any] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    transports: list[Transport] = field(default_factory=list)

    def client(self, attempts: int = 1) -> UnicontaClient:
        """Return a client that talks to this server."""
        transport = Transport(
            system="Uniconta",
            origin=self.origin,
            leaves=FixedLogin(lambda: basic_authorization(COMPANY, "Prøve", Secret("planted"))),
            connection_id=1,
            meter=_NoMeter(),
            clock=lambda: datetime.now(UTC),
            connect_timeout=5,
            read_timeout=5,
        )
        self.transports.append(transport)
        return UnicontaClient(transport, COMPANY, attempts, 0.0)


class _NoMeter:
    def count(self, connection_id: int, at: datetime) -> None:
        """Count nothing."""


@contextmanager
def scripted_server() -> Iterator[Script]:
    """Run the server while the block runs."""
    script = Script()
    server = HTTPServer(("127.0.0.1", 0), _handler(script))
    script.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield script
    finally:
        for transport in script.transports:
            transport.close()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(script: Script) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            parts = urlsplit(self.path)
            authorization = self.headers["Authorization"]
            script.asked.append(Asked(self.command, parts.path, parse_qs(parts.query), body, authorization))
            self._say(script.answers.pop(0))

        do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - the names that the library looks for

        def _say(self, answer: Any) -> None:
            if answer is None:
                self.close_connection = True
                return
            status, text = answer if isinstance(answer, tuple) else (200, json.dumps(answer))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            if status != 204:
                self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
            """Stay quiet."""

    return Handler
