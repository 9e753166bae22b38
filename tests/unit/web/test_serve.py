from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import httpx2
import pytest

from bindeled.domain.errors import Misconfigured
from bindeled.texts import say
from bindeled.web.serve import listen
from bindeled.web.wsgi import application

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.web.fake_pages import FakePages


@pytest.fixture
def address(pages: FakePages) -> Iterator[str]:
    """The pages on a port of this machine."""
    server = listen(application(pages), "127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server.address
    finally:
        server.stop()
        thread.join(60)
        assert not thread.is_alive()


def test_a_page_is_served_and_does_not_tell_by_what(address: str) -> None:
    answer = httpx2.get(f"{address}/tenants/nordlys/", trust_env=False, follow_redirects=True)

    assert answer.status_code == 200
    assert say("page.sign_in.title", "da") in answer.text
    assert "Nordlys" not in answer.text
    assert "server" not in answer.headers


def test_head_sends_no_body_over_the_wire(address: str) -> None:
    with socket.create_connection(("127.0.0.1", port_of(address)), timeout=60) as wire:
        wire.sendall(b"HEAD /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        said = b"".join(iter(lambda: wire.recv(4096), b""))

    assert said.startswith(b"HTTP/1.1 200")
    assert b"Content-Length: 2\r\n" in said
    assert said.endswith(b"\r\n\r\n")


def test_a_body_that_is_longer_than_anything_we_take_is_refused_unread(address: str) -> None:
    hook = f"{address}/hooks/uniconta/{'0' * 24}"
    told = [
        httpx2.post(hook, content=b"x" * size, trust_env=False, timeout=60).status_code for size in (1_000, 2_000_000)
    ]

    assert told == [404, 413]


def test_a_port_that_is_taken_is_told_plainly(address: str, pages: FakePages) -> None:
    with pytest.raises(Misconfigured, match="is taken by another program"):
        listen(application(pages), "127.0.0.1", port_of(address))


def test_a_server_that_was_stopped_leaves_its_port(pages: FakePages) -> None:
    server = listen(application(pages), "localhost", 0)
    server.stop()
    server.run()

    with socket.create_server(("127.0.0.1", port_of(server.address))):
        pass


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", ""])  # noqa: S104 - refused
def test_nobody_outside_this_machine_is_served(pages: FakePages, host: str) -> None:
    with pytest.raises(Misconfigured, match="a proxy on this machine"):
        listen(application(pages), host, 0)


@pytest.mark.parametrize("port", [-1, 70000])
def test_a_port_that_cannot_be_is_told_plainly(pages: FakePages, port: int) -> None:
    with pytest.raises(Misconfigured, match="is no port"):
        listen(application(pages), "127.0.0.1", port)


def port_of(address: str) -> int:
    return int(address.rsplit(":", 1)[1])
