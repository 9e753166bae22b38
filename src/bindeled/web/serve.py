"""Serves the pages on loopback: others come through a proxy on this machine that speaks https."""

from __future__ import annotations

import errno
import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from waitress import create_server, wasyncore

from bindeled.domain.errors import Misconfigured

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

_NAMES = {"localhost": "127.0.0.1"}
_LAST_PORT = 65535
# No form, call or hint comes near it. What is longer is refused before it is kept.
_MOST_BODY_BYTES = 1_048_576


class WebServer:
    """A web server that listens already and answers once `run` is called."""

    def __init__(self, application: WSGIApplication, listener: socket.socket, scheme: str) -> None:
        self._sockets: dict[int, Any] = {}
        # Without `ident` no answer tells what serves it; a proxy's headers are dropped, since no proxy is trusted.
        self._server = create_server(
            application,
            map=self._sockets,
            sockets=[listener],
            ident=None,
            clear_untrusted_proxy_headers=True,
            url_scheme=scheme,
            max_request_body_size=_MOST_BODY_BYTES,
        )
        host, port = listener.getsockname()[:2]
        self.address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def run(self) -> None:
        """Answer until `stop` is called or the process is interrupted, then close everything."""
        self._server.run()
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._sockets)

    def stop(self) -> None:
        """End `run`, from another thread."""
        # Sockets are closed by the thread that waits on them, or it would wait on what is no longer there.
        self._server.trigger.pull_trigger(lambda: wasyncore.close_all(self._sockets))


def listen(application: WSGIApplication, host: str, port: int, scheme: str = "http") -> WebServer:
    """Return a server that listens on a loopback address; port 0 takes any free one.

    `scheme` is how people reach it: `https` when a proxy stands before it. Raises Misconfigured when the address is
    not loopback or cannot be had.
    """
    return WebServer(application, _listener(_loopback(host), port), scheme)


def serve(application: WSGIApplication, host: str, port: int) -> None:
    """Listen and answer until the process is interrupted. Raises Misconfigured as `listen` does."""
    listen(application, host, port).run()


def _loopback(host: str) -> str:
    address = _NAMES.get(host, host)
    try:
        if ip_address(address).is_loopback:
            return address
    except ValueError:
        pass
    raise Misconfigured(
        [
            (
                f"The pages cannot be served on {host!r}: let a proxy on this machine speak https to others, and "
                "choose a loopback address: 127.0.0.1."
            )
        ]
    )


def _listener(address: str, port: int) -> socket.socket:
    if not 0 <= port <= _LAST_PORT:
        raise Misconfigured([f"{port} is no port. Choose one between 1024 and {_LAST_PORT}."])
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        return socket.create_server((address, port), family=family)
    except OSError as error:
        raise Misconfigured([_what_to_do(error, address, port)]) from error


def _what_to_do(error: OSError, address: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {address} is taken by another program. End that program, or choose another port."
    if error.errno == errno.EACCES:
        return f"Port {port} on {address} is not for this user. Choose one between 1024 and {_LAST_PORT}."
    return f"Port {port} on {address} cannot be had ({error.strerror})."
