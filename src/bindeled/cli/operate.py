"""`bindeled up`, `worker` and `web`: the long-running faces."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.bootstrap import now, start
from bindeled.cli.output import out
from bindeled.settings import read_settings
from bindeled.web.configuration import web_settings
from bindeled.web.serve import listen
from bindeled.web.stored import StoredPages
from bindeled.web.wsgi import application

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from bindeled.bootstrap import Program

Port = Annotated[int, typer.Option(help="Port on loopback; 0 takes any that is free.")]


def up(port: Port = 8000) -> None:
    """Serve the pages and carry due runs, in one process, until stopped."""
    program = start(read_settings(), page_settings())
    stop = stop_on_signal()
    serve_and_work(program, port, stop)


def worker() -> None:
    """Carry due runs until stopped."""
    start(read_settings()).work(stop_on_signal())


def web(port: Port = 8000) -> None:
    """Serve the pages until stopped."""
    start(read_settings(), page_settings())
    with serving(port):
        stop_on_signal().wait()


def serve_and_work(program: Program, port: int, stop: threading.Event) -> None:
    """Serve the pages beside a worker until the event is set."""
    with serving(port):
        program.work(stop)


def page_settings() -> dict[str, Any]:
    """Return the Django settings of the pages; they answer to the names of loopback only."""
    return web_settings(StoredPages(now), ["127.0.0.1", "localhost", "[::1]"])


@contextmanager
def serving(port: int) -> Iterator[None]:
    """Serve the pages on loopback while the block lasts, and say where."""
    server = listen(application(), "127.0.0.1", port)
    answering = threading.Thread(target=server.run, name="pages")
    answering.start()
    out.print(f"The day is at {server.address}")
    try:
        yield
    finally:
        server.stop()
        answering.join()


def stop_on_signal() -> threading.Event:
    """Return an event that is set when the process is asked to end."""
    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop
