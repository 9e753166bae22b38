"""One whole answer of a twin, and how a WSGI application is run to make one."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

Environ = dict[str, Any]
Headers = list[tuple[str, str]]


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


def decoded_path(environ: Environ) -> str:
    """Return the path as text; WSGI carries UTF-8 bytes dressed as latin-1."""
    return str(environ["PATH_INFO"].encode("latin-1").decode(errors="replace"))
