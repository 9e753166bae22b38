"""A loopback server that says byte for byte what it is told, or does to the line what lines do."""

from __future__ import annotations

import socket
import struct
import threading
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

from sandbox.certificates import context

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Longer than the client of the corpus waits, and bounded all the same.
_SILENCE_SECONDS = 2.0
_LINGER = struct.pack("ii", 1, 0)
_PROMISED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n"


class Line:
    """One address on loopback; each connection is served once, as `say` or `do` said last."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._act: Callable[[socket.socket], None] = lambda _connection: None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="line", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._closing.set()
        with socket.create_connection(self._listener.getsockname()[:2], timeout=5):
            pass
        self._thread.join(5)
        self._listener.close()

    def origin(self, scheme: str = "http") -> str:
        """Return the address of this line."""
        return f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"

    def say(self, status: int, content_type: str, headers: Mapping[str, str], body: str) -> None:
        """Answer every request so."""
        content = body.encode()
        names = {"Content-Length": str(len(content)), "Connection": "close", **headers}
        names |= {"Content-Type": content_type} if content_type else {}
        lines = [f"HTTP/1.1 {status} {_phrase(status)}", *(f"{name}: {text}" for name, text in names.items()), "", ""]
        whole = "\r\n".join(lines).encode() + content
        self._act = lambda connection: _answer(connection, whole)

    def do(self, behaviour: str) -> None:
        """Treat every connection so; see `BEHAVIOURS`. Raises KeyError for one that is not there."""
        self._act = BEHAVIOURS[behaviour]

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._closing.is_set():
                connection.close()
                return
            with connection:
                connection.settimeout(_SILENCE_SECONDS)
                try:
                    self._act(connection)
                except OSError:
                    continue  # the client has hung up, which is its good right


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _request(connection: socket.socket) -> None:
    """Take the whole request in, so that closing does not reset what the client still sends."""
    head = b""
    while b"\r\n\r\n" not in head:
        part = connection.recv(65536)
        if not part:
            return
        head += part
    header, _, body = head.partition(b"\r\n\r\n")
    lengths = [line for line in header.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = int(lengths[0].partition(b":")[2]) - len(body) if lengths else 0
    while missing > 0:
        missing -= len(connection.recv(65536)) or missing


def _answer(connection: socket.socket, whole: bytes) -> None:
    _request(connection)
    connection.sendall(whole)


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
    connection.close()


def _reset_at_once(connection: socket.socket) -> None:
    _request(connection)
    _reset(connection)


def _reset_in_headers(connection: socket.socket) -> None:
    _request(connection)
    connection.sendall(_PROMISED[:40])
    _reset(connection)


def _reset_in_body(connection: socket.socket) -> None:
    _answer(connection, _PROMISED + b'{"objects": [')


def _silence(connection: socket.socket) -> None:
    _request(connection)
    while connection.recv(65536):
        pass


def _no_http(connection: socket.socket) -> None:
    connection.sendall(b"220 mail ready\r\n")
    _request(connection)


def _bad_certificate(connection: socket.socket) -> None:
    with context("self_signed").wrap_socket(connection, server_side=True) as secured:
        secured.recv(1)


BEHAVIOURS: Mapping[str, Callable[[socket.socket], None]] = {
    "reset_at_once": _reset_at_once,
    "reset_in_headers": _reset_in_headers,
    "reset_in_body": _reset_in_body,
    "silence": _silence,
    "no_http": _no_http,
    "bad_certificate": _bad_certificate,
    "no_tls": _no_http,
}
# These are met by a client that speaks TLS.
OVER_TLS = frozenset({"bad_certificate", "no_tls"})
