"""The independent journal: who signed what, and how the secret stood at that moment."""

import json
from collections.abc import Iterator

import httpx2
import pytest

from sandbox.client import RunningTwin, start_twin
from sandbox.journal import Journal, Write
from sandbox.versions import signer

APIKEY = "ApiKey Anna@opdigtet.example:"


class Hands:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def journal(hands: Hands) -> Journal:
    made = Journal(hands)
    made.credentials.issue("Anna@opdigtet.example", "first")
    return made


def standing(journal: Journal, authorization: str) -> tuple[object, object]:
    with journal.call("GET", "/x", authorization) as call:
        call.status = 200
    latest = journal.requests()[-1]
    return latest["version"], latest["standing"]


def test_a_call_is_written_down_with_the_version_that_signed_it(journal: Journal) -> None:
    assert standing(journal, APIKEY + "first") == (1, "alive")
    assert standing(journal, APIKEY + "mistyped") == (None, "unknown")
    assert standing(journal, "") == (None, "unsigned")


def test_a_rotation_raises_the_version_and_kills_the_one_before(journal: Journal) -> None:
    journal.credentials.hear({"action": "rotate", "username": "Anna@opdigtet.example"}, {"key": "second"})
    assert standing(journal, APIKEY + "first") == (1, "dead")
    assert standing(journal, APIKEY + "second") == (2, "alive")


def test_a_second_key_leaves_the_first_alive(journal: Journal) -> None:
    journal.credentials.hear({"action": "add-key", "username": "Anna@opdigtet.example"}, {"key": "second"})
    assert standing(journal, APIKEY + "first") == (1, "alive")
    assert standing(journal, APIKEY + "second") == (2, "alive")


def test_a_revoked_login_is_dead_until_it_is_activated(journal: Journal) -> None:
    journal.credentials.hear({"action": "revoke", "username": "Anna@opdigtet.example"}, {})
    assert standing(journal, APIKEY + "first") == (1, "dead")
    journal.credentials.hear({"action": "activate", "username": "Anna@opdigtet.example"}, {})
    assert standing(journal, APIKEY + "first") == (1, "alive")


def test_a_secret_is_dead_outside_its_time(journal: Journal, hands: Hands) -> None:
    window = {"valid_from": "1970-01-01T00:00:10", "valid_until": "1970-01-01T00:00:20Z"}
    journal.credentials.hear({"action": "window", "username": "Anna@opdigtet.example", **window}, {})
    found = []
    for hands.seconds in (9.0, 10.0, 19.0, 20.0):
        found.append(standing(journal, APIKEY + "first")[1])
    assert found == ["dead", "alive", "alive", "dead"]


def test_a_window_without_dates_lifts_the_one_there_was(journal: Journal, hands: Hands) -> None:
    journal.credentials.bound("Anna@opdigtet.example", None, {"valid_until": "1970-01-01T00:00:20Z"})
    hands.seconds = 30.0
    assert standing(journal, APIKEY + "first")[1] == "dead"
    assert journal.credentials.as_json()[0]["died"] == 20.0
    journal.credentials.hear({"action": "window", "username": "Anna@opdigtet.example"}, {})
    assert standing(journal, APIKEY + "first")[1] == "alive"


def test_a_window_of_one_secret_leaves_the_other_as_it_is(journal: Journal) -> None:
    journal.credentials.issue("Anna@opdigtet.example", "second")
    journal.credentials.bound("Anna@opdigtet.example", "second", {"valid_from": "1970-01-02"})
    assert [standing(journal, APIKEY + secret)[1] for secret in ("first", "second")] == ["alive", "dead"]


def test_nobody_of_a_closed_company_has_a_living_secret_until_it_is_open_again(journal: Journal) -> None:
    journal.credentials.issue("Bo", "bo")
    journal.credentials.belongs("Bo", 2)
    journal.credentials.close_company(1)
    seen = [standing(journal, header)[1] for header in (APIKEY + "first", "ApiKey Bo:bo")]
    journal.credentials.open_company(1)
    assert [*seen, standing(journal, APIKEY + "first")[1]] == ["dead", "alive", "alive"]


def test_a_login_that_lost_its_last_secret_lives_again_with_a_new_one(journal: Journal) -> None:
    asked = {"action": "revoke-key", "username": "Anna@opdigtet.example", "key": "first"}
    journal.credentials.hear(asked, {})
    journal.credentials.hear({"action": "add-key", "username": "Anna@opdigtet.example"}, {"key": "second"})
    assert [standing(journal, APIKEY + secret) for secret in ("first", "second")] == [(1, "dead"), (2, "alive")]


def test_a_token_stands_as_the_secret_its_session_began_with(journal: Journal, hands: Hands) -> None:
    journal.credentials.grant("Anna@opdigtet.example", "first", "token", 60.0)
    seen = [standing(journal, "Bearer token"), standing(journal, "Bearer guessed")]
    hands.seconds = 60.0
    assert [*seen, standing(journal, "Bearer token")] == [(1, "alive"), (None, "unknown"), (1, "ended")]


@pytest.mark.parametrize(("answered", "expected"), [(200, "outlived"), (401, "dead")])
def test_whether_a_session_outlives_its_password_is_what_the_provider_answers(
    journal: Journal, answered: int, expected: str
) -> None:
    journal.credentials.grant("Anna@opdigtet.example", "first", "token", 60.0)
    journal.credentials.end("Anna@opdigtet.example", "first")
    with journal.call("GET", "/x", "Bearer token") as call:
        call.status = answered
    assert journal.requests()[-1]["standing"] == expected
    assert len(journal.refused()) == (expected == "dead")


def test_a_call_tells_when_it_arrived_and_when_it_was_completed(journal: Journal, hands: Hands) -> None:
    with journal.call("GET", "/x", APIKEY + "first") as call:
        hands.seconds = 7.0
        call.status = 200
    assert (journal.requests()[-1]["arrived"], journal.requests()[-1]["completed"]) == (0.0, 7.0)


def test_calls_are_counted_by_who_signed_them_and_how_that_stood(journal: Journal, hands: Hands) -> None:
    for hands.seconds in (1.0, 2.0, 3.0):
        standing(journal, APIKEY + "first")
    journal.credentials.shut("Anna@opdigtet.example")
    standing(journal, APIKEY + "first")
    told = [(who["version"], who["standing"], who["calls"], who["first"], who["last"]) for who in journal.signed()]
    assert told == [(1, "alive", 3, 1.0, 3.0), (1, "dead", 1, 3.0, 3.0)]


def test_a_call_that_began_before_the_revocation_is_not_one_after_it(journal: Journal) -> None:
    with journal.call("POST", "/x", APIKEY + "first") as call:
        journal.credentials.shut("Anna@opdigtet.example")
        journal.note_write(Write("line", "insert", 1, None, {}))
        call.status = 200
    ((_, request),) = journal.signed_writes()
    assert request is not None
    assert (request.version, request.standing, request.status) == (1, "alive", 200)


def test_a_write_of_a_call_that_was_reset_is_kept_with_its_call(journal: Journal) -> None:
    def die() -> None:
        with journal.call("POST", "/x", APIKEY + "first"):
            journal.note_write(Write("line", "insert", 1, None, {}))
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        die()
    ((_, request),) = journal.signed_writes()
    assert request is not None
    assert request.status is None
    assert journal.calls()["by_status"] == {"reset": 1}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("ApiKey a@b.example:k:1", ("a@b.example", "k:1")),
        ("apikey a:k", ("a", "k")),
        ("Basic MDAxMDUyMy9TZXJ2ZXI6cDp3", ("Server", "p:w")),  # 0010523/Server:p:w
        ("Basic ####", ("", "")),
        ("Bearer abc", ("", "")),
        ("", ("", "")),
    ],
)
def test_login_and_secret_are_found_in_each_form_of_the_header(header: str, expected: tuple[str, str]) -> None:
    assert signer(header) == expected


@pytest.fixture(scope="module")
def intempus() -> Iterator[RunningTwin]:
    with start_twin("intempus") as twin:
        yield twin


def test_the_running_twin_tells_versions_apart_and_shows_no_secret(intempus: RunningTwin) -> None:
    login, first = intempus.control.reset("empty")["intempus"].values()
    second = intempus.control.credentials("rotate", username=login)["key"]
    with httpx2.Client(base_url=intempus.url, trust_env=False) as client:
        for key in (first, second):
            client.get("/web/v1/company/", headers={"Authorization": f"ApiKey {login}:{key}"})
    told = [(call["status"], call["version"], call["standing"]) for call in intempus.control.requests()]
    assert told == [(401, 1, "dead"), (200, 2, "alive")]
    versions = intempus.control.versions()
    assert [(version["version"], version["alive"]) for version in versions] == [(1, False), (2, True)]
    shown = json.dumps([versions, intempus.control.requests()])
    assert first not in shown
    assert second not in shown
