"""A twin in this process, called as a server would call it: for tests that make many calls."""

import base64
import io
import json
from dataclasses import dataclass
from typing import Any

from sandbox.front import Front

HOST = "127.0.0.1:8000"


@dataclass(frozen=True)
class Heard:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Inside:
    """Calls a front without a socket."""

    def __init__(self, front: Front) -> None:
        self._front = front

    def call(self, method: str, path: str, body: bytes = b"", **headers: str) -> Heard:
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": "127.0.0.1",
            "HTTP_HOST": HOST,
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
            **headers,
        }
        started: list[tuple[str, Any]] = []
        chunks = self._front(environ, lambda status, headers: started.append((status, headers)))
        status, sent = started[0]
        return Heard(int(status[:3]), dict(sent), b"".join(chunks))

    def control(self, method: str, path: str, payload: dict[str, Any] | None = None) -> Any:
        heard = self.call(method, f"/_control/{path}", b"" if payload is None else json.dumps(payload).encode())
        assert heard.status == 200, heard.body
        return heard.json()

    def signed(self, login: str, secret: str, method: str, path: str, content: Any = None) -> Heard:
        pair = base64.b64encode(f"{login}:{secret}".encode()).decode()
        body = b"" if content is None else json.dumps(content).encode()
        return self.call(method, path, body, HTTP_AUTHORIZATION=f"Basic {pair}", HTTP_ACCEPT="application/json")
