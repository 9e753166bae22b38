"""The addresses that the systems call: two answers and a refusal, all of few words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pytest
from django.db import OperationalError

from bindeled.domain.accounts import System
from bindeled.engine.hints import Taken
from bindeled.web.hooks.views import RECEIVER

if TYPE_CHECKING:
    from django.test import Client

KEY = "0123456789abcdef01234567"
ADDRESS = f"/hooks/uniconta/{KEY}?Table=Debtor&Argument=right"


@dataclass
class Listening:
    """Stands where the receiver stands, and keeps what it was handed."""

    answer: Taken | Exception = Taken.TAKEN
    calls: list[tuple[System, str, str, bytes]] = field(default_factory=list)

    def take(self, system: System, key: str, query: str, body: bytes) -> Taken:
        self.calls.append((system, key, query, body))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def receiver(stranger: Client) -> Listening:
    receiver = Listening()
    cast("dict[str, object]", stranger.defaults)[RECEIVER] = receiver
    return receiver


def test_a_call_is_handed_over_as_it_came(stranger: Client, receiver: Listening) -> None:
    answer = stranger.post(ADDRESS, b'{"Account": "1000"}', content_type="application/json")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert receiver.calls == [
        (System.UNICONTA, KEY, "Table=Debtor&Argument=right", b'{"Account": "1000"}'),
    ]


def test_a_call_without_a_body_is_as_good(stranger: Client, receiver: Listening) -> None:
    assert stranger.get(ADDRESS).status_code == 200
    assert receiver.calls[0][3] == b""


def test_a_huge_body_is_read_no_further_than_needed(stranger: Client, receiver: Listening) -> None:
    assert stranger.post(ADDRESS, b"x" * 3_000_000, content_type="text/plain").status_code == 200
    assert len(receiver.calls[0][3]) == 65_536


def test_a_wrong_secret_a_wrong_system_and_a_wrong_method_get_the_same_answer(
    stranger: Client, receiver: Listening
) -> None:
    receiver.answer = Taken.UNKNOWN
    refused = [stranger.get(ADDRESS), stranger.put(ADDRESS), stranger.get(ADDRESS.replace("uniconta", "economic"))]
    assert {(answer.status_code, answer.content) for answer in refused} == {(404, b"not found")}
    assert len({frozenset(answer.headers.items()) for answer in refused}) == 1
    assert len(receiver.calls) == 1


@pytest.mark.parametrize(
    ("outcome", "status"), [(Taken.TOO_MANY, 429), (OperationalError("the database is away"), 503)]
)
def test_what_could_not_be_taken_says_so(
    stranger: Client, receiver: Listening, outcome: Taken | Exception, status: int
) -> None:
    receiver.answer = outcome
    assert stranger.get(ADDRESS).status_code == status


def test_no_answer_sets_a_cookie_or_repeats_what_was_sent(stranger: Client, receiver: Listening) -> None:
    for outcome in Taken:
        receiver.answer = outcome
        answer = stranger.get(ADDRESS)
        assert not answer.cookies
        assert b"right" not in answer.content


def test_without_a_receiver_the_address_is_not_there(stranger: Client) -> None:
    cast("dict[str, object]", stranger.defaults)[RECEIVER] = None
    assert stranger.get(ADDRESS).status_code == 404
