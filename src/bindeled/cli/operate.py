"""`bindeled up`, `worker` and `web`: the long-running faces."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bindeled.cli.options import JsonOption, PortOption, begin, this_service
from bindeled.cli.output import show
from bindeled.cli.users import NOBODY
from bindeled.settings import read_settings
from bindeled.web.configuration import web_settings
from bindeled.web.serve import listen
from bindeled.web.wsgi import application

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from bindeled.bootstrap import Program

# By a person, by a service manager, and by a terminal that is closed.
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def up(port: PortOption = 8000, *, json: JsonOption = False) -> None:
    """Serve the pages and carry due runs, in one process, until stopped."""
    stop = stop_on_signal()
    settings = read_settings()
    program = begin(settings, this_service(), web_settings(settings))
    with serving(program, port) as address:
        say_where(program, address, as_json=json)
        program.working.work(stop)


def worker(*, json: JsonOption = False) -> None:
    """Carry due runs until stopped."""
    stop = stop_on_signal()
    program = begin(read_settings(), this_service())
    show({"working": True}, as_json=json, lines=["Carrying what is due. Stop with Ctrl-C."])
    program.working.work(stop)


def web(port: PortOption = 8000, *, json: JsonOption = False) -> None:
    """Serve the pages until stopped."""
    stop = stop_on_signal()
    settings = read_settings()
    program = begin(settings, this_service(), web_settings(settings))
    with serving(program, port) as address:
        say_where(program, address, as_json=json)
        stop.wait()


def say_where(program: Program, address: str, *, as_json: bool) -> None:
    """Tell where the pages are, and how to let the first person in where nobody can sign in yet."""
    hint = [] if program.people.all(program.clock()) else [NOBODY]
    show({"page": address}, as_json=as_json, lines=[f"The day is at {address}", *hint, "Stop with Ctrl-C."])


@contextmanager
def serving(program: Program, port: int) -> Iterator[str]:
    """Serve the pages on loopback while the block lasts, which is given their address."""
    from bindeled.web.stored import StoredPages  # noqa: PLC0415 - models need Django set up

    scheme = "https" if program.settings.is_public else "http"
    server = listen(application(StoredPages(program), program.hints.receiver(), program), "127.0.0.1", port, scheme)
    answering = threading.Thread(target=server.run, name="pages")
    answering.start()
    try:
        yield server.address
    finally:
        server.stop()
        answering.join()


def stop_on_signal() -> threading.Event:
    """Return an event that is set when the process is asked to end."""
    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in ENDING:
        signal.signal(number, ask)
    return stop
