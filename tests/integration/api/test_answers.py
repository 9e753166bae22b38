"""What the interface tells, what it refuses, and how; with both twins behind it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.domain.accounts import System
from bindeled.domain.reconnecting import Step
from bindeled.domain.roles import Role
from bindeled.texts import say

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sandbox.client import RunningTwin
    from tests.support.faces import Faces

ANOTHER_KEY = "invented-anew-00000000000000000000000002"


@pytest.fixture
def owner(wired: Faces) -> str:
    return wired.token(Role.OWNER)


def read(answer: HttpResponse) -> Any:
    return json.loads(answer.content)


def base(wired: Faces) -> str:
    return f"/connections/{wired.connection(wired.ours, System.INTEMPUS).id}"


def stage(wired: Faces, token: str, login: dict[str, str], **headers: str) -> HttpResponse:
    body = {"login": login["login"], "secret": login["secret"]}
    return wired.ask("POST", f"{base(wired)}/credentials", token, body, **headers)


def switch(wired: Faces, token: str, version: int, **headers: str) -> HttpResponse:
    return wired.ask("POST", f"{base(wired)}/credentials/{version}/switch", token, **headers)


def test_a_login_is_staged_verified_and_switched_and_everything_tells_so(
    wired: Faces, owner: str, login: dict[str, str]
) -> None:
    staged = stage(wired, owner, login)
    assert (staged.status_code, read(staged)) == (202, {"version": 1, "state": "staged", "epoch": 0})
    verified = wired.ask("POST", f"{base(wired)}/credentials/1/verify", owner)
    assert read(verified)["good"], verified.content
    done = switch(wired, owner, 1, **{"If-Match": '"0"'})
    assert (done.status_code, read(done)["epoch"]) == (200, 1)
    shown = wired.ask("GET", base(wired), owner)
    assert shown.headers["ETag"] == '"1"'
    assert (read(shown)["link"], read(shown)["versions"][0]["state"]) == ("connected", "active")
    kinds = [event["kind"] for event in read(wired.ask("GET", f"{base(wired)}/events", owner))["events"]]
    assert kinds[:3] == ["version.staged", "version.verified", "version.switched"]


@pytest.mark.parametrize(("by", "told"), [(Role.BOOKKEEPER, "bookkeeper"), (None, None)])
def test_a_connection_tells_at_which_step_somebody_stands_until_they_are_through(
    wired: Faces, owner: str, by: Role | None, told: str | None
) -> None:
    connection = wired.connection(wired.ours, System.INTEMPUS)
    assert read(wired.ask("GET", base(wired), owner))["guide"] is None

    wired.program.progress.came_to(connection, Step.ENTER, by, wired.program.clock())
    guide = read(wired.ask("GET", base(wired), owner))["guide"]
    assert (guide["step"], guide["told"], guide["by"]) == ("enter", say("page.step.enter", "da"), told)

    wired.program.progress.finished(connection)
    assert read(wired.ask("GET", base(wired), owner))["guide"] is None


def test_a_switch_that_has_seen_another_epoch_changes_nothing(wired: Faces, owner: str, login: dict[str, str]) -> None:
    stage(wired, owner, login)
    assert switch(wired, owner, 1, **{"If-Match": '"7"'}).status_code == 409
    assert switch(wired, owner, 1, **{"If-Match": "nonsense"}).status_code == 409
    assert wired.connection(wired.ours, System.INTEMPUS).epoch == 0


def test_a_switch_that_does_not_say_what_it_has_seen_is_asked_to(
    wired: Faces, owner: str, login: dict[str, str]
) -> None:
    stage(wired, owner, login)
    answer = switch(wired, owner, 1)
    assert (answer.status_code, read(answer)["type"]) == (428, "urn:bindeled:problem:no_epoch")


def test_the_same_request_with_the_same_key_is_done_once(wired: Faces, owner: str, login: dict[str, str]) -> None:
    answers = [stage(wired, owner, login, **{"Idempotency-Key": "one"}) for _ in range(2)]
    assert [read(answer)["version"] for answer in answers] == [1, 1]
    other = {**login, "secret": "another-secret"}
    assert stage(wired, owner, other, **{"Idempotency-Key": "one"}).status_code == 409
    assert len(wired.program.versions.versions(wired.connection(wired.ours, System.INTEMPUS))) == 1


@pytest.mark.parametrize(
    ("secret", "code"),
    [(" key", "blank_around"), ("key\n", "blank_around"), ("", "empty"), ("a\tb", "invisible")],
)
def test_what_was_pasted_wrongly_is_told_and_not_mended(
    wired: Faces, owner: str, login: dict[str, str], secret: str, code: str
) -> None:
    answer = stage(wired, owner, {**login, "secret": secret})
    (mistake,) = read(answer)["mistakes"]
    assert (answer.status_code, mistake["field"], mistake["code"]) == (422, "secret", code)


def test_a_field_that_is_not_known_is_refused_and_what_was_sent_is_not_repeated(wired: Faces, owner: str) -> None:
    body = {"login": "anna", "secret": "do-not-repeat-me", "state": "active"}
    answer = wired.ask("POST", f"{base(wired)}/credentials", owner, body)
    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in read(answer)["mistakes"]] == [("state", "unknown_field")]
    assert b"do-not-repeat-me" not in answer.content


def test_a_secret_that_went_in_comes_out_nowhere(wired: Faces, owner: str, login: dict[str, str]) -> None:
    stage(wired, owner, login)
    switch(wired, owner, 1, **{"If-Match": "0"})
    for path in ("", "/events", "/diagnostics", "/reconnect-links"):
        answer = wired.ask("GET", f"{base(wired)}{path}", owner)
        assert answer.status_code == 200
        assert login["secret"] not in answer.content.decode()
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_login_that_intempus_refuses_leaves_the_one_in_use(wired: Faces, owner: str, login: dict[str, str]) -> None:
    wired.hand_over(System.INTEMPUS, login)
    stage(wired, owner, {**login, "secret": ANOTHER_KEY})
    answer = switch(wired, owner, 2, **{"If-Match": "1"})
    assert (answer.status_code, read(answer)["type"]) == (409, "urn:bindeled:problem:login_refused")
    assert wired.connection(wired.ours, System.INTEMPUS).active_version == 1


def test_a_check_tells_what_it_found_and_proves_the_items_of_the_checklist(
    wired: Faces, owner: str, login: dict[str, str]
) -> None:
    wired.hand_over(System.INTEMPUS, login)
    answer = read(wired.ask("POST", f"{base(wired)}/checks", owner))
    assert answer["good"]
    assert {check["check"] for check in answer["checks"]} >= {"login", "company", "read.work_reports"}
    items = read(wired.ask("GET", f"/tenants/{wired.ours.slug}/checklist", owner))
    proved = {item["item"] for item in items["items"] if item["state"] == "proved"}
    assert proved == {"intempus_key", "intempus_company", "intempus_rights"}
    assert items["ready"] is False


def test_a_check_of_a_login_that_died_is_an_answer_and_not_a_failure(
    wired: Faces, owner: str, login: dict[str, str], intempus: RunningTwin
) -> None:
    wired.hand_over(System.INTEMPUS, login)
    intempus.control.credentials("rotate", username=login["login"], key=ANOTHER_KEY)
    answer = wired.ask("POST", f"{base(wired)}/checks", owner, **{"Accept-Language": "en"})
    assert (answer.status_code, read(answer)["good"]) == (200, False)
    assert "Intempus refused the login" in read(answer)["problem"]


def test_what_is_next_is_a_code_and_a_sentence(wired: Faces, owner: str) -> None:
    shown = read(wired.ask("GET", base(wired), owner, **{"Accept-Language": "en"}))
    (task,) = shown["next"]
    assert (task["code"], task["whose_move"]) == ("hand_over_login", "customer")
    assert task["told"].startswith("Hand over a login for Intempus")


@pytest.mark.parametrize(("language", "word"), [("da", "Noget af det"), ("en", "Something in what")])
def test_a_problem_is_told_in_the_language_that_is_asked_for(
    wired: Faces, owner: str, language: str, word: str
) -> None:
    answer = wired.ask("POST", f"{base(wired)}/credentials", owner, {}, **{"Accept-Language": language})
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert read(answer)["title"].startswith(word)
    assert len(read(answer)["reference"]) == 12


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 5000])
def test_what_cannot_be_read_is_told_as_a_problem(wired: Faces, owner: str, body: bytes) -> None:
    answer = wired.ask("POST", f"{base(wired)}/credentials", owner, body)
    assert answer.status_code in {400, 422}
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing", 404), ("PATCH", "/tenants", 405)])
def test_what_django_itself_refuses_is_a_problem_too(
    wired: Faces, owner: str, method: str, path: str, status: int
) -> None:
    answer = wired.ask(method, path, owner)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")


def test_events_are_read_on_from_where_one_left_off(wired: Faces, owner: str, login: dict[str, str]) -> None:
    wired.hand_over(System.INTEMPUS, login)
    first = read(wired.ask("GET", f"{base(wired)}/events?limit=2", owner))
    rest = read(wired.ask("GET", f"{base(wired)}/events?after={first['next']}", owner))
    ids = [event["id"] for event in first["events"] + rest["events"]]
    assert ids == sorted(set(ids))
    assert len(first["events"]) == 2
    assert rest["next"] is None


def test_a_pause_holds_and_a_resume_lets_go(wired: Faces, owner: str, login: dict[str, str]) -> None:
    wired.hand_over(System.INTEMPUS, login)
    paused = wired.ask("POST", f"{base(wired)}/pause", owner, {"reason": "stock-taking"})
    assert read(paused)["link"] == "paused"
    assert (
        wired.ask("POST", f"{base(wired)}/pause", owner, {"reason": "x", "until": "2020-01-01T00:00:00Z"}).status_code
        == 422
    )
    resumed = wired.ask("POST", f"{base(wired)}/resume", owner)
    assert (read(resumed)["link"], read(resumed)["problem"]) == ("connected", "")
    assert wired.ask("POST", f"{base(wired)}/resume", owner).status_code == 409


def test_a_resume_that_finds_the_login_dead_says_so_and_not_that_all_is_well(
    wired: Faces, owner: str, login: dict[str, str], intempus: RunningTwin
) -> None:
    wired.hand_over(System.INTEMPUS, login)
    wired.ask("POST", f"{base(wired)}/pause", owner, {"reason": "stock-taking"})
    intempus.control.credentials("rotate", username=login["login"], key=ANOTHER_KEY)
    resumed = wired.ask("POST", f"{base(wired)}/resume", owner)
    assert resumed.status_code == 200
    assert read(resumed)["link"] in {"suspect", "action_required"}
    assert "Intempus" in read(resumed)["problem"]


def test_a_resume_without_a_login_leaves_the_connection_to_be_set_up(wired: Faces, owner: str) -> None:
    wired.ask("POST", f"{base(wired)}/pause", owner, {"reason": "stock-taking"})
    resumed = wired.ask("POST", f"{base(wired)}/resume", owner)
    assert (read(resumed)["link"], read(resumed)["problem"]) == ("not_configured", "")


def test_a_revoked_login_opens_nothing_any_more(wired: Faces, owner: str, login: dict[str, str]) -> None:
    wired.hand_over(System.INTEMPUS, login)
    answer = wired.ask("POST", f"{base(wired)}/credentials/1/revoke", owner, {"reason": "it leaked"})
    assert (read(answer)["link"], read(answer)["epoch"]) == ("action_required", 2)
    assert wired.ask("POST", f"{base(wired)}/credentials/9/revoke", owner, {"reason": "x"}).status_code == 404


def test_a_run_that_is_asked_for_is_queued_once(wired: Faces, owner: str) -> None:
    runs = f"/tenants/{wired.ours.slug}/runs"
    asked = [read(wired.ask("POST", runs, owner, {"flow": "reports"}))["run"] for _ in range(2)]
    assert len(set(asked)) == 1
    assert [run["run"] for run in read(wired.ask("GET", runs, owner))["runs"]] == asked[:1]
    assert wired.ask("POST", runs, owner, {"flow": "nonsense"}).status_code == 422


def test_what_a_check_proves_cannot_be_ticked(wired: Faces, owner: str) -> None:
    item = f"/tenants/{wired.ours.slug}/checklist/intempus_key"
    assert wired.ask("PUT", item, owner, {"state": "proved", "by": "Anna"}).status_code == 422
    assert wired.ask("PUT", item, owner, {"state": "asked", "by": "Anna"}).status_code == 200
