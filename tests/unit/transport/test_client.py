"""What came of one request, against a server that behaves as badly as servers can."""

from __future__ import annotations

import base64
import pickle
import socket
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import Misconfigured, NeedsSignIn, Unreachable
from bindeled.domain.secrets import STARS, Secret
from bindeled.transport.client import Answer, NotSent, Request, Transport, Unanswered
from bindeled.transport.leave import FixedLogin
from tests.unit.transport.scripted import Misdeed, ScriptedServer, reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)
LOGIN = "Planted.Løgin@sandbox.invalid"
SECRET = "planted-secret-0123456789"
READ = Request("GET", "/thing/")


def send(transport: Transport, request: Request) -> Answer:
    """Return the answer, whatever it says."""
    return transport.ask(request, lambda answer: (answer, None))


class CountingMeter:
    """Keeps every call that was counted."""

    def __init__(self) -> None:
        self.counted: list[tuple[int, datetime]] = []

    def count(self, connection_id: int, at: datetime) -> None:
        self.counted.append((connection_id, at))


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


@pytest.fixture
def meter() -> CountingMeter:
    return CountingMeter()


@pytest.fixture
def opened(meter: CountingMeter) -> Iterator[Callable[..., Transport]]:
    transports: list[Transport] = []

    def build(origin: str, read_timeout: float = 10, header: str = f"ApiKey {LOGIN}:{SECRET}") -> Transport:
        transports.append(
            Transport("Intempus", origin, FixedLogin(lambda: Secret(header)), 7, meter, lambda: NOW, 5, read_timeout)
        )
        return transports[-1]

    yield build
    for transport in transports:
        transport.close()


def test_a_request_goes_out_as_it_was_asked_for_and_the_answer_comes_back_whole(
    server: ScriptedServer, opened: Callable[..., Transport], meter: CountingMeter
) -> None:
    server.play(reply(201, '{"a": 1}', "application/json; charset=utf-8", Logical_Timestamp="915"))
    sent = Request("POST", "/thing/?a=1", [("b", "2 3")], {"name": "Søren"}, {"X-Own": "yes"}, writes=True)
    answer = send(opened(server.origin), sent)
    call = server.calls[0]
    assert (call.method, call.target) == ("POST", "/thing/?a=1&b=2+3")
    assert call.headers["x-own"] == "yes"
    assert call.body.decode() in {'{"name":"Søren"}', '{"name": "Søren"}'}
    assert (answer.status, answer.content_type, answer.body) == (201, "application/json", b'{"a": 1}')
    assert answer.headers["logical-timestamp"] == "915"
    assert answer.evidence.address == f"{server.origin}/thing/?a=1&b=2+3"
    assert answer.evidence.excerpt == '{"a": 1}'
    assert meter.counted == [(7, NOW)]


def test_the_login_is_asked_for_at_each_call_so_that_a_new_one_is_used_at_once(
    server: ScriptedServer, meter: CountingMeter
) -> None:
    keys = iter(["first", "second"])
    header = lambda: Secret(f"ApiKey anna:{next(keys)}")  # noqa: E731 - shorter than a function of its own
    with Transport("Intempus", server.origin, FixedLogin(header), 7, meter, lambda: NOW, 5, 5) as transport:
        send(transport, READ)
        send(transport, READ)
    assert [call.headers["authorization"] for call in server.calls] == ["ApiKey anna:first", "ApiKey anna:second"]
    assert server.connections == 1


def test_a_login_with_danish_letters_arrives_letter_by_letter(
    server: ScriptedServer, opened: Callable[..., Transport]
) -> None:
    send(opened(server.origin), READ)
    assert server.calls[0].headers["authorization"] == f"ApiKey {LOGIN}:{SECRET}"


def test_a_session_that_the_server_offers_is_not_taken(
    server: ScriptedServer, opened: Callable[..., Transport]
) -> None:
    server.play(reply(body="{}", Set_Cookie="sessionid=planted; Path=/"))
    transport = opened(server.origin)
    send(transport, READ)
    send(transport, READ)
    assert "cookie" not in server.calls[1].headers


def test_the_surroundings_do_not_say_where_calls_go(
    server: ScriptedServer, opened: Callable[..., Transport], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert send(opened(server.origin), READ).status == 200


def test_a_redirect_is_handed_back_and_not_followed(server: ScriptedServer, opened: Callable[..., Transport]) -> None:
    server.play(reply(301, Location="http://127.0.0.1:9/"))
    assert send(opened(server.origin), READ).status == 301
    assert len(server.calls) == 1


def test_where_nobody_listens_nothing_was_sent_and_nothing_is_counted(
    opened: Callable[..., Transport], meter: CountingMeter
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(NotSent) as raised:
        send(opened(f"http://127.0.0.1:{port}"), READ)
    assert raised.value.evidence is not None
    assert raised.value.evidence.status is None
    assert meter.counted == []


def test_where_encryption_fails_nothing_was_sent(
    server: ScriptedServer, opened: Callable[..., Transport], meter: CountingMeter
) -> None:
    server.play(Misdeed.RESET)
    with pytest.raises(NotSent):
        send(opened(server.origin.replace("http://", "https://")), READ)
    assert meter.counted == []


@pytest.mark.parametrize(
    "act",
    [
        Misdeed.RESET,
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nhalf",
        b"not http at all\r\n\r\n",
    ],
    ids=["reset", "closed", "broken off", "not gzip", "not http"],
)
def test_what_was_sent_and_not_answered_is_told_so_and_counted(
    act: bytes | Misdeed, server: ScriptedServer, opened: Callable[..., Transport], meter: CountingMeter
) -> None:
    server.play(act)
    with pytest.raises(Unanswered) as raised:
        send(opened(server.origin), READ)
    assert isinstance(raised.value, Unreachable)
    assert len(meter.counted) == 1


def test_a_server_that_stays_silent_is_given_up_on(
    server: ScriptedServer, opened: Callable[..., Transport], meter: CountingMeter
) -> None:
    server.play(Misdeed.SILENCE)
    with pytest.raises(Unanswered, match="no answer in time"):
        send(opened(server.origin, read_timeout=0.05), READ)
    assert len(meter.counted) == 1


@pytest.mark.parametrize("header", [f"ApiKey {LOGIN}:{SECRET}\n", f"ApiKey {LOGIN}\r\nX-Evil: {SECRET}"])
def test_a_login_that_fits_in_no_header_is_refused_before_anything_is_sent(
    header: str, server: ScriptedServer, opened: Callable[..., Transport]
) -> None:
    with pytest.raises(NeedsSignIn) as raised:
        send(opened(server.origin, header=header), READ)
    assert SECRET not in "".join(traceback.format_exception(raised.value))
    assert server.calls == []


@pytest.mark.parametrize("origin", ["http://sandbox.invalid", "ftp://127.0.0.1", "127.0.0.1"])
def test_an_origin_that_would_carry_the_login_in_the_open_is_refused(
    origin: str, opened: Callable[..., Transport]
) -> None:
    with pytest.raises(Misconfigured):
        opened(origin)


def test_a_path_cannot_turn_the_origin_into_another_host(opened: Callable[..., Transport]) -> None:
    with pytest.raises(ValueError, match="begins with /"):
        send(opened("http://127.0.0.1:9"), Request("GET", "@sandbox.invalid/"))


def test_a_server_that_echoes_the_login_does_not_get_it_into_evidence_or_words(
    server: ScriptedServer, opened: Callable[..., Transport]
) -> None:
    encoded = base64.b64encode(f"{LOGIN}:{SECRET}".encode()).decode()
    server.play(reply(400, f'{{"error": "{SECRET} of {LOGIN} is {encoded}"}}'))
    answer = send(opened(server.origin), Request("GET", f"/thing/?q={SECRET}"))
    kept = repr(answer)
    assert SECRET not in kept
    assert LOGIN not in kept
    assert encoded not in kept
    assert b"\xc3\xb8gin" not in answer.body
    assert answer.body.startswith(b'{"error": "')


def test_a_secret_that_lies_across_the_end_of_the_excerpt_is_not_shown_in_part(
    server: ScriptedServer, opened: Callable[..., Transport]
) -> None:
    server.play(reply(200, "x" * 190 + SECRET))
    excerpt = send(opened(server.origin), READ).evidence.excerpt
    assert excerpt == "x" * 190 + STARS
    assert len(excerpt) <= 200


@pytest.mark.parametrize("act", [Misdeed.RESET, reply(200, "{}")])
def test_no_error_and_no_part_of_the_transport_shows_the_secret(
    act: bytes | Misdeed, server: ScriptedServer, opened: Callable[..., Transport]
) -> None:
    server.play(act)
    transport = opened(server.origin)
    try:
        shown = repr(send(transport, READ))
    except Unanswered as error:
        shown = "".join(traceback.format_exception(error)) + repr(error.__context__)
    assert SECRET not in shown
    assert SECRET not in repr(transport)
    with pytest.raises(TypeError):
        pickle.dumps(FixedLogin(lambda: Secret(SECRET)).authorization)
