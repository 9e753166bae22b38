"""Each named story, played without a pause, leaves the twins as it says."""

import base64
import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest

from sandbox.client import ControlRefused, RunningTwin, start_twin
from sandbox.stories import STORIES, StoryImpossible, tell
from sandbox.stories.catalogue import (
    INTEMPUS_LOGIN,
    MORNING_REPORTS,
    NEW_KEY,
    PARTNER_LOGIN,
    PARTNER_PASSWORD,
    WEEKEND_REPORTS,
)
from tests.support.processes import wait_for

TODAY = dt.date(2026, 11, 23)
LINES = "ProjectJournalLineClient"
LINE = {"Journal": "INTEMPUS", "Date": "2026-11-02", "Project": "2001", "PrCategory": "10", "Employee": "101",
        "PayrollCategory": "100", "Qty": 7.5, "ReferenceNumber": "IM0000000001G01L01"}  # fmt: skip


@dataclass
class Pair:
    """Both twins, and what was in them before the story."""

    intempus: RunningTwin
    uniconta: RunningTwin
    credentials: dict[str, dict[str, str]] = field(default_factory=dict)
    before: list[dict[str, Any]] = field(default_factory=list)

    def reset(self, scenario: str) -> None:
        for twin in (self.intempus, self.uniconta):
            self.credentials = twin.control.reset(scenario, today=TODAY)
        self.before = self.reports()

    def reports(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.intempus.control.truth()["reports"]
        return found

    def new(self) -> list[dict[str, Any]]:
        return self.reports()[len(self.before) :]

    def play(self, name: str, steps: int | None = None) -> None:
        told = tell(STORIES[name], {"intempus": self.intempus.control, "uniconta": self.uniconta.control}, TODAY, 0)
        for number, _ in enumerate(told, start=1):
            if number == steps:
                return

    def read_intempus(self, key: str) -> int:
        header = {"Authorization": f"ApiKey {INTEMPUS_LOGIN}:{key}"}
        return httpx2.get(f"{self.intempus.url}/web/v1/company/", headers=header, trust_env=False).status_code

    def read_uniconta(self, login: str, password: str, company: str = "") -> httpx2.Response:
        pair = base64.b64encode(f"{company}{login}:{password}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}", "Accept": "application/json"}
        return httpx2.get(f"{self.uniconta.url}/odata/CompanyClient", headers=headers, trust_env=False)


@pytest.fixture(scope="module")
def running() -> Iterator[Pair]:
    with ExitStack() as twins:
        yield Pair(twins.enter_context(start_twin("intempus")), twins.enter_context(start_twin("uniconta")))


@pytest.fixture
def pair(running: Pair) -> Pair:
    running.reset("small")
    return running


def test_key_revoked_at_noon(pair: Pair) -> None:
    old = pair.credentials["intempus"]["secret"]
    pair.play("key-revoked-at-noon", steps=2)
    assert pair.read_intempus(old) == 401
    pair.play("key-revoked-at-noon")
    assert (pair.read_intempus(old), pair.read_intempus(NEW_KEY)) == (401, 200)
    assert [version["alive"] for version in pair.intempus.control.versions()] == [False, True]
    assert pair.intempus.control.analysis("attempts")["dead"] == 2


def test_monday_morning(pair: Pair) -> None:
    pair.play("monday-morning", steps=4)
    assert sum(report["approved"] for report in pair.new()) == MORNING_REPORTS == len(pair.new())
    assert pair.intempus.control.switch()["rate_limit_per_minute"] == 60
    assert len(pair.intempus.control.faults()) == 1
    pair.reset("small")
    pair.play("monday-morning")
    assert pair.intempus.control.switch()["rate_limit_per_minute"] == 0
    assert pair.intempus.control.faults() == []


def test_bookkeeper_posts_meanwhile(pair: Pair) -> None:
    pair.uniconta.control.rows(LINES, [LINE])
    pair.play("bookkeeper-posts-meanwhile")
    truth = pair.uniconta.control.truth()
    assert (len(truth["lines"]), len(truth["transactions"])) == (0, 1)
    before, after = (
        {report["id"]: report for report in reports if report["id"] in {row["id"] for row in pair.before}}
        for reports in (pair.before, pair.reports())
    )
    withdrawn = [key for key, report in before.items() if report["approved"] and not after[key]["approved"]]
    assert withdrawn == [max(key for key, report in before.items() if report["approved"])]
    assert len(pair.new()) == 3
    assert [report["amount"] for report in pair.reports() if report["amount"] == "3.75"]


def test_partner_gives_wrong_company(pair: Pair) -> None:
    def reached() -> list[int]:
        answer = pair.read_uniconta(PARTNER_LOGIN, PARTNER_PASSWORD)
        return [row["CompanyId"] for row in answer.json()["value"]]

    pair.play("partner-gives-wrong-company", steps=1)
    assert reached() == [10_777]
    assert pair.read_uniconta(PARTNER_LOGIN, PARTNER_PASSWORD, "0010523/").status_code == 403
    pair.reset("small")
    pair.play("partner-gives-wrong-company")
    assert reached() == [10_523]


def test_uniconta_down_for_the_weekend(pair: Pair) -> None:
    login = pair.credentials["uniconta"]
    pair.play("uniconta-down-for-the-weekend", steps=2)
    assert [pair.read_uniconta(login["login"], login["secret"]).status_code for _ in range(3)] == [503] * 3
    assert len(pair.new()) == WEEKEND_REPORTS
    pair.reset("small")
    pair.play("uniconta-down-for-the-weekend")
    with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
        pair.read_uniconta(login["login"], login["secret"])
    assert pair.read_uniconta(login["login"], login["secret"]).status_code == 200


def test_a_story_about_reports_says_what_is_missing_when_there_are_none(pair: Pair) -> None:
    pair.reset("empty")
    with pytest.raises(StoryImpossible, match="small"):
        pair.play("monday-morning")


def test_the_command_tells_each_step_and_knows_every_story(pair: Pair) -> None:
    command = [sys.executable, "-m", "sandbox.stories", "key-revoked-at-noon", "--pace", "0"]
    command += ["--intempus", pair.intempus.url, "--uniconta", pair.uniconta.url]
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    assert len(ended.stdout.splitlines()) == len(STORIES["key-revoked-at-noon"].steps)
    helped = subprocess.run([*command[:3], "--help"], stdout=subprocess.PIPE, text=True, check=True)
    assert all(name in helped.stdout for name in STORIES)


def test_a_twin_plays_a_story_by_itself_once_it_knows_both(pair: Pair) -> None:
    control = pair.uniconta.control
    with pytest.raises(ControlRefused, match="LookupError"):
        control.call("POST", "stories", {"name": "the-bookkeeper-flies"})
    control.call("POST", "neighbours", {"intempus": pair.intempus.url, "uniconta": pair.uniconta.url})
    control.call("POST", "stories", {"name": "partner-gives-wrong-company", "pace": 0})
    wait_for(lambda: not control.call("GET", "stories")["latest"]["playing"], "the story is over")
    latest = control.call("GET", "stories")["latest"]
    assert len(latest["told"]) == len(STORIES["partner-gives-wrong-company"].steps)
    assert len(pair.new()) == 3
