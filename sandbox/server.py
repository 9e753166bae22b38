"""Serves one twin as a process of its own: `python -m sandbox.<name>`."""

import argparse
import datetime as dt
import functools
import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from sandbox import certificates
from sandbox.clock import clock
from sandbox.control import Twin
from sandbox.front import Answer, Dropped, Front, Headers
from sandbox.harm import http_date

HOST = "127.0.0.1"
PARENT_POLL_SECONDS = 0.5


class KeepAlive(WSGIRequestHandler):
    """One whole answer per call over connections that stay open, without a line of log.

    Werkzeug's own way closes after every answer and waits 10 ms before it does, which would make a benchmark of the
    twin instead of the product.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65_536  # headers and body leave in one packet

    def run_wsgi(self) -> None:
        """Run the application and write its answer."""
        started: list[tuple[str, Headers]] = []
        application: Callable[..., Answer] = self.server.app  # type: ignore[assignment] # it is always a `Front`
        try:
            answer = application(self.make_environ(), lambda status, headers: started.append((status, headers)))
        except Dropped:
            self.close_connection = True
            return
        except Exception:  # noqa: BLE001 - a twin that breaks must still answer, and say so on stderr
            traceback.print_exc()
            self._write("500 Internal Server Error", [], b"")
            return
        self._write(*started[0], answer.body)
        answer.close()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Stay quiet: the journal has every call."""

    def _write(self, status: str, headers: Headers, body: bytes) -> None:
        code, _, phrase = status.partition(" ")
        names = {name.lower() for name, _ in headers}
        self.send_response_only(int(code), phrase)
        for name, value in headers:
            self.send_header(name, value)
        if "date" not in names:
            self.send_header("Date", http_date(clock.now()))
        if "content-length" not in names and code != "204":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()


def serve(twin: Twin, port: int, scenario: dict[str, Any] | None = None) -> None:
    """Load `scenario` (the body of a reset) if given, serve `twin` on loopback until SIGTERM or SIGINT.

    Prints one JSON line with the name and the address as soon as calls are taken; port 0 takes any free one.
    """
    front = Front(twin)
    if scenario is not None:
        front.control.reset(scenario)
    server = make_server(HOST, port, front, threaded=True, request_handler=KeepAlive)
    front.open_listener = functools.partial(open_tls, front)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    print(json.dumps({"twin": twin.name, "url": f"http://{HOST}:{server.server_port}"}), flush=True)  # noqa: T201 - this line is the door
    server.serve_forever()


def open_tls(front: Front, certificate: str) -> str:
    """Serve `front` on one more port of loopback with the bad certificate of this name; return the address.

    The listener ends with the process. Raises `ValueError` for an unknown certificate.
    """
    context = certificates.context(certificate)
    server = make_server(HOST, 0, front, threaded=True, request_handler=KeepAlive, ssl_context=context)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"https://{HOST}:{server.server_port}"


def main(make: Callable[[], Twin], argv: Sequence[str] | None = None) -> None:
    """Serve the twin that `make` builds, as the command line says."""
    chosen = parser().parse_args(argv)
    if chosen.parent:
        end_with(chosen.parent)
    serve(make(), chosen.port, {"scenario": chosen.scenario, "seed": chosen.seed, "today": chosen.today})


def parser() -> argparse.ArgumentParser:
    """Describe the command line that both twins take."""
    options = argparse.ArgumentParser(description="A twin of a provider, on loopback.")
    options.add_argument("--port", type=int, default=0, help="0 takes any free one")
    options.add_argument("--parent", type=int, default=0, help="end when the process with this number is gone")
    add_scenario_options(options)
    return options


def add_scenario_options(options: argparse.ArgumentParser) -> None:
    """Add what says which data to begin with."""
    options.add_argument("--scenario", default="empty")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--today", type=_iso_date, default=None, metavar="YYYY-MM-DD", help="default: today, in UTC")


def end_with(parent: int) -> None:
    """Watch `parent` and end this process when it is gone, so that a killed test leaves no twin behind."""
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_POLL_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


def _iso_date(text: str) -> str:
    return dt.date.fromisoformat(text).isoformat()


def _end(_number: int, _frame: object) -> None:
    """Leave `serve_forever` from inside, with a clean exit status."""
    sys.exit(0)
