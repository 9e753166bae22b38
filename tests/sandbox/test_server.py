"""What both twins share: control, faults, the log of calls, starting and stopping. Held on the Uniconta twin."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from sandbox.client import ControlRefused, RunningTwin, start_twin
from sandbox.faults import Rule, choose
from sandbox.journal import path_root
from sandbox.server import PARENT_POLL_SECONDS
from tests.support.processes import wait_for


@pytest.fixture(scope="module")
def running() -> Iterator[RunningTwin]:
    with start_twin("uniconta", scenario="small") as twin:
        yield twin


@pytest.fixture
def client(running: RunningTwin) -> Iterator[httpx2.Client]:
    credentials = running.control.reset("small")["uniconta"]
    auth = (credentials["login"], credentials["secret"])
    with httpx2.Client(base_url=running.url, auth=auth, headers={"Accept": "application/json"}) as client:
        yield client


def test_a_rule_lets_calls_pass_before_it_hits_as_often_as_it_should() -> None:
    rules: tuple[Rule, ...] = (Rule("status", method="POST", path="^/a", skip=1, count=2),)
    hits = []
    for method in ("GET", "POST", "POST", "POST", "POST"):
        rule, rules = choose(rules, method, "/a/b")
        hits.append(rule is not None)
    assert hits == [False, False, True, True, False]
    assert rules == ()


@pytest.mark.parametrize("wrong", [{"fault": "fire"}, {"fault": "slow", "path": "("}, {"fault": "slow", "size": 1}])
def test_a_rule_that_makes_no_sense_is_refused(running: RunningTwin, wrong: dict[str, object]) -> None:
    with pytest.raises(ControlRefused, match="400"):
        running.control.call("POST", "faults", wrong)
    assert running.control.faults() == []


def test_calls_are_counted_by_path_and_status_and_control_calls_are_not(
    running: RunningTwin, client: httpx2.Client
) -> None:
    for company in (10523, 10777):
        client.get(f"/odata/{company}/ProjectClient")
    client.get("/odata/ProjectClient", auth=("nobody", "x"))
    calls = running.control.calls()
    assert calls["total"] == 3
    assert calls["by_path"] == {"GET /odata/ProjectClient": 3}
    assert calls["by_status"] == {"200": 2, "401": 1}
    running.control.zero_calls()
    assert running.control.calls()["total"] == 0


def test_the_log_names_who_asked_and_holds_no_secret(running: RunningTwin, client: httpx2.Client) -> None:
    secret = running.control.reset("small")["uniconta"]["secret"]
    client.get("/odata/ProjectClient", params={"$filter": "Name eq 'x'"})
    (request,) = running.control.requests()
    assert (request["method"], request["path"], request["status"]) == ("GET", "/odata/ProjectClient", 200)
    assert request["credential"] == "OpdigtetIntegration"
    assert secret not in json.dumps(request)
    assert running.control.requests(since=request["number"]) == []


def test_numeric_parts_of_a_path_are_left_out_of_its_root() -> None:
    assert path_root("/web/v1/work_report/12/") == "/web/v1/work_report/"


def test_a_reset_is_seen_as_a_reset_and_counted(running: RunningTwin, client: httpx2.Client) -> None:
    for fault in ("reset_before_commit", "reset_after_commit"):
        running.control.fault(fault)
        with pytest.raises(httpx2.ReadError, match="reset"):
            client.get("/odata/ProjectClient")
    assert client.get("/odata/ProjectClient").status_code == 200
    assert running.control.calls()["by_status"] == {"reset": 2, "200": 1}


def test_a_slow_answer_comes_late_and_whole(running: RunningTwin, client: httpx2.Client) -> None:
    for first in (True, False):
        running.control.fault("slow", seconds=0.3, commit_first=first)
        begin = time.monotonic()
        assert client.get("/odata/ProjectClient").status_code == 200
        assert time.monotonic() - begin >= 0.3


def test_a_status_comes_with_the_body_and_headers_that_were_asked_for(
    running: RunningTwin, client: httpx2.Client
) -> None:
    running.control.fault("status", status=429, body="<html>", content_type="text/html", headers={"Retry-After": "7"})
    answer = client.get("/odata/ProjectClient")
    assert (answer.status_code, answer.text, answer.headers["Retry-After"]) == (429, "<html>", "7")
    assert answer.headers["Content-Type"] == "text/html"


def test_faults_can_be_dropped(running: RunningTwin, client: httpx2.Client) -> None:
    running.control.fault("status", count=None)
    assert len(running.control.faults()) == 1
    assert client.get("/odata").status_code == 503
    running.control.clear_faults()
    assert client.get("/odata").status_code == 200


def test_an_unknown_switch_is_refused_with_the_list_and_changes_nothing(running: RunningTwin) -> None:
    with pytest.raises(ControlRefused, match="insert_answer"):
        running.control.switch(language="en", nonsense=1)
    assert running.control.switch()["language"] == "da"


def test_a_connection_serves_many_calls(client: httpx2.Client) -> None:
    answers = [client.get("/odata/ProjectClient") for _ in range(3)]
    assert all("close" not in answer.headers.get("Connection", "") for answer in answers)
    assert {answer.http_version for answer in answers} == {"HTTP/1.1"}


def test_a_twin_that_is_told_to_end_ends_cleanly() -> None:
    twin = start_twin("uniconta")
    twin.stop()
    assert twin.process.returncode == 0


def test_both_twins_start_together_with_the_same_company_and_end_together() -> None:
    command = [sys.executable, "-m", "sandbox", "--scenario", "empty", "--today", "2026-11-23"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        door = json.loads(process.stdout.readline())
        health = {name: httpx2.get(door[name] + "/_control/health").json()["twin"] for name in ("intempus", "uniconta")}
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert health == {"intempus": "intempus", "uniconta": "uniconta"}
    assert door["credentials"]["uniconta"].keys() == {"login", "secret", "company"}
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(door["uniconta"])


def test_the_twins_end_when_what_started_them_is_killed() -> None:
    command = [sys.executable, "-m", "sandbox", "--scenario", "empty"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["uniconta"]
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    _wait_until_gone(url)


STARTER = (
    "import subprocess, sys; subprocess.run([sys.executable, '-m', 'sandbox', '--scenario', 'empty', *sys.argv[1:]])"
)


def test_the_sandbox_ends_when_a_program_that_started_it_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", STARTER], stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        urls = json.loads(starter.stdout.readline())
        os.kill(starter.pid, signal.SIGKILL)
        starter.wait()
    for name in ("intempus", "uniconta"):
        _wait_until_gone(urls[name])


def test_a_sandbox_that_is_told_to_stay_outlives_its_starter() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, "--parent", "0"], stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout is not None
        urls = json.loads(starter.stdout.readline())
        children = Path(f"/proc/{starter.pid}/task/{starter.pid}/children").read_text().split()
        os.kill(starter.pid, signal.SIGKILL)
        starter.wait()
        time.sleep(3 * PARENT_POLL_SECONDS)
        assert httpx2.get(urls["uniconta"] + "/_control/health").status_code == 200
        os.kill(int(children[0]), signal.SIGTERM)
    _wait_until_gone(urls["uniconta"])


def _wait_until_gone(url: str) -> None:
    def is_gone() -> bool:
        try:
            httpx2.get(url + "/_control/health")
        except httpx2.TransportError:
            return True
        return False

    wait_for(is_gone, "the twin ends with the process that started it")
