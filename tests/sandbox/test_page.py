"""The control page for people: it shows what is there, does what it is asked, and lets nothing in from elsewhere."""

import html
import json
import re
import subprocess
import sys
from urllib.parse import urlencode

import httpx2
import pytest

from sandbox.front import Front
from sandbox.stories import STORIES
from sandbox.uniconta.switches import Switches
from sandbox.uniconta.twin import UnicontaTwin
from tests.sandbox.inside import HOST, Heard, Inside

LINES = "ProjectJournalLineClient"
ROW = {"Journal": "INTEMPUS", "Date": "2026-11-02", "Project": "2001", "PrCategory": "10", "Employee": "101",
       "PayrollCategory": "100", "Qty": 1.0, "Text": "Tætnet afløb"}  # fmt: skip
SCRIPT = '<script>alert("x")</script>'


@pytest.fixture
def twin() -> Inside:
    inside = Inside(Front(UnicontaTwin()))
    inside.control("POST", "reset", {"scenario": "small"})
    return inside


def shown(twin: Inside, **headers: str) -> str:
    heard = twin.call("GET", "/_control/", b"", **headers)
    assert heard.status == 200
    assert heard.headers["Content-Type"] == "text/html; charset=utf-8"
    return heard.body.decode()


def press(twin: Inside, **form: str) -> Heard:
    return twin.call("POST", "/_control/", urlencode(form).encode(), HTTP_ORIGIN=f"http://{HOST}")


def test_the_page_loads_nothing_and_runs_nothing(twin: Inside) -> None:
    heard = twin.call("GET", "/_control/")
    assert "default-src 'none'" in heard.headers["Content-Security-Policy"]
    assert re.search(r"<script|<link|<img|src=|href=\"[^#]|url\(", heard.body.decode()) is None


def test_what_a_client_wrote_is_shown_as_text(twin: Inside) -> None:
    row = {"Journal": "INTEMPUS", "Date": "2026-11-02", "Text": SCRIPT, "ReferenceNumber": SCRIPT}
    twin.control("POST", f"rows/{LINES}", {"rows": [row]})
    twin.call("GET", f"/odata/{SCRIPT}")
    page = shown(twin)
    assert "<script" not in page
    assert page.count(html.escape(SCRIPT)) >= 2


def test_counts_calls_writes_and_credentials_are_shown_and_no_secret(twin: Inside) -> None:
    secret = twin.control("POST", "reset", {"scenario": "small"})["credentials"]["uniconta"]["secret"]
    twin.signed("OpdigtetIntegration", secret, "POST", f"/api/Entities/Insert/{LINES}", ROW)
    page = shown(twin)
    for text in ("ProjectJournalLineClient: 1<", f"POST /api/Entities/Insert/{LINES}", "Tætnet afløb",
                 "OpdigtetIntegration v1", "calls by status"):  # fmt: skip
        assert text in page
    assert secret not in page


def test_every_switch_is_shown_with_its_section_of_the_sheet(twin: Inside) -> None:
    page = shown(twin)
    for name in Switches.__dataclass_fields__:
        assert f"<td>{name}</td>" in page
    assert html.escape("whether UpdateList and DeleteList exist; 3.2") in page


def test_a_fault_is_set_shown_and_cleared_by_buttons(twin: Inside) -> None:
    press(twin, do="fault", fault="status", status="503", count="", path="^/odata", method="", skip="", seconds="")
    (rule,) = twin.control("GET", "faults")["rules"]
    assert (rule["fault"], rule["status"], rule["count"], rule["path"]) == ("status", 503, None, "^/odata")
    assert "^/odata" in shown(twin)
    press(twin, do="clear-faults")
    assert twin.control("GET", "faults")["rules"] == []


def test_switches_and_credentials_are_changed_by_buttons(twin: Inside) -> None:
    press(twin, do="switch", name="free_calls", value="5000")
    press(twin, do="switch", name="language", value="en")
    assert twin.control("GET", "switches")["free_calls"] == 5000
    assert twin.control("GET", "switches")["language"] == "en"
    press(twin, do="credential", action="rotate", login="OpdigtetIntegration")
    assert [version["alive"] for version in twin.control("GET", "credentials")["versions"]] == [False, True]


def test_the_journal_is_posted_by_a_button(twin: Inside) -> None:
    twin.control("POST", f"rows/{LINES}", {"rows": [ROW]})
    assert b"Done" in press(twin, do="post-journal", journal="INTEMPUS").body
    assert len(twin.control("GET", "truth")["transactions"]) == 1


@pytest.mark.parametrize("form", [{"do": "fly"}, {}, {"do": "fault", "fault": "fire"}, {"do": "approve", "ids": "1"}])
def test_what_cannot_be_done_is_told_on_the_page(twin: Inside, form: dict[str, str]) -> None:
    heard = press(twin, **form)
    assert heard.status == 200
    assert b"Refused" in heard.body


@pytest.mark.parametrize(
    "headers",
    [{"HTTP_HOST": "attacker.example"}, {"HTTP_ORIGIN": "http://attacker.example"}, {"HTTP_ORIGIN": "null"}],
)
def test_another_page_in_the_same_browser_gets_nothing(twin: Inside, headers: dict[str, str]) -> None:
    form = urlencode({"do": "switch", "name": "language", "value": "en"}).encode()
    for method in ("GET", "POST"):
        heard = twin.call(method, "/_control/", form, **headers)
        assert heard.status == 403
        assert b"Switches" not in heard.body
    assert twin.control("GET", "switches")["language"] == "da"


def test_both_pages_offer_the_stories_when_both_twins_were_started_together() -> None:
    command = [sys.executable, "-m", "sandbox", "--scenario", "small"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        door = json.loads(process.stdout.readline())
        pages = {name: httpx2.get(f"{door[name]}/_control/").text for name in ("intempus", "uniconta")}
        process.terminate()
        process.wait(30)
    assert all(name in page for page in pages.values() for name in STORIES)
    assert ("Approve" in pages["intempus"], "Post the journal" in pages["intempus"]) == (True, False)
    assert ("Withdraw" in pages["uniconta"], "Post the journal" in pages["uniconta"]) == (False, True)


def test_an_outage_and_the_time_are_set_by_buttons(twin: Inside) -> None:
    press(twin, do="outage", fault="cdn_page")
    assert twin.call("GET", "/odata").status == 502
    press(twin, do="outage-over")
    press(twin, do="clock", hours="24")
    assert twin.call("GET", "/odata").status == 401
    assert "1 day, 0:00:00 ahead of this machine" in shown(twin)


def test_a_rule_is_shown_without_what_is_as_it_always_is(twin: Inside) -> None:
    twin.control("POST", "faults", {"fault": "slow", "count": None, "probability": 0.5})
    page = shown(twin)
    assert "<tr><td>slow</td><td>all</td><td>0.5</td></tr>" in page
    assert "set_at" not in page
