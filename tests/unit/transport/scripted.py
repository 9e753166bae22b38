"""A server on loopback that answers byte for byte as it is told, also in ways that no decent server would."""

from __future__ import annotations

import socket
import struct
import threading
from dataclasses import dataclass, field
from enum import Enum, auto
from http import HTTPStatus
from typing import Self


class Misdeed(Enum):
    """What may come in place of an answer."""

    RESET = auto()
    SILENCE = auto()


Act = bytes | Misdeed


@dataclass(frozen=True)
class Call:
    """One request as it came in. Names in `headers` are in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


def reply(status: int = 200, body: str | bytes = b"", content_type: str = "application/json", **headers: str) -> bytes:
    """Return a whole answer; underscores in the names of headers become hyphens."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"Content-Length: {len(content)}"]
    lines += [f"Content-Type: {content_type}"] if content_type else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


@dataclass
class ScriptedServer:
    """Plays `acts` in order, one for each request; the last one is played again and again."""

    acts: list[Act] = field(default_factory=lambda: [reply(body="{}")])
    calls: list[Call] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for one in (self._listener, *self._open):
            one.close()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def play(self, *acts: Act) -> None:
        """Forget the script and play this one."""
        self.acts = list(acts)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as incoming:
                while call := _read_call(incoming):
                    self.calls.append(call)
                    act = self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]
                    if not _perform(act, connection):
                        return
        except (OSError, ValueError):  # the other side has gone, or does not speak HTTP
            return


def _perform(act: Act, connection: socket.socket) -> bool:
    """Play one act and tell whether the connection stays open."""
    if act is Misdeed.RESET:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False
    if isinstance(act, Misdeed):
        return True
    connection.sendall(act)
    head, _, body = act.partition(b"\r\n\r\n")
    return f"Content-Length: {len(body)}".encode() in head


def _read_call(incoming: object) -> Call | None:
    readline, read = incoming.readline, incoming.read  # type: ignore[attr-defined]  # a buffered socket file
    first = readline().decode()
    if not first:
        return None
    method, target, _ = first.split(" ", 2)
    headers: dict[str, str] = {}
    while line := readline().decode().strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return Call(method, target, headers, read(int(headers.get("content-length", 0))))
