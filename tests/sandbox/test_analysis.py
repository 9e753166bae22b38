"""The analysis, against a recount in the plainest way there is."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import analysis
from sandbox.analysis import Naming
from sandbox.client import RunningTwin, start_twin
from sandbox.front import Front
from sandbox.journal import Request, Write
from sandbox.uniconta.twin import UnicontaTwin
from tests.sandbox.inside import Inside

LINES = "ProjectJournalLineClient"
LOGIN = "OpdigtetIntegration"
REPORTS = range(1, 5)
PLAIN = {"Journal": "INTEMPUS", "Date": "2026-11-02", "Project": "2001", "PrCategory": "10", "Employee": "101",
         "PayrollCategory": "100", "Qty": 7.5}  # fmt: skip


@pytest.fixture(scope="module")
def front() -> Front:
    return Front(UnicontaTwin())


class Model:
    """Does what a step says to the twin, and counts beside it what should come out."""

    def __init__(self, front: Front) -> None:
        self.twin = Inside(front)
        secret = self.twin.control("POST", "reset", {"scenario": "small"})["credentials"]["uniconta"]["secret"]
        self.issued = [secret]
        self.right: str | None = secret
        self.is_in = True
        self.dead = self.unknown = self.calls = 0
        self.added: list[str] = []

    def write(self, secret: int, references: list[str]) -> None:
        """Add lines, signed by one of the secrets that were given out, or by none of them."""
        chosen = self.issued[secret] if secret < len(self.issued) else "never-given-out"
        rows = [PLAIN | {"ReferenceNumber": reference} for reference in references]
        answer = self.twin.signed(LOGIN, chosen, "POST", f"/api/Entities/InsertList/{LINES}", rows)
        self.calls += 1
        self.unknown += chosen not in self.issued
        alive = chosen == self.right and self.is_in
        self.dead += chosen in self.issued and not alive
        assert (answer.status == 200) == alive
        self.added += references if alive else []

    def rotate(self) -> None:
        if self.right is None:
            return
        self.right = self._credentials("rotate")["password"]
        self.issued.append(self.right)

    def revoke(self) -> None:
        if self.right is not None:
            self._credentials("revoke")
            self.right = None

    def add(self) -> None:
        password = f"Invented-{len(self.issued)}"
        self._credentials("add", password=password)
        self.issued.append(password)
        self.right, self.is_in = password, True

    def block(self) -> None:
        if self.right is not None:
            self._credentials("block")
            self.is_in = False

    def activate(self) -> None:
        if self.right is not None:
            self._credentials("activate")
            self.is_in = True

    def post(self) -> None:
        self.twin.control("POST", "post-journal", {"journal": "INTEMPUS"})

    def lose(self) -> None:
        """Somebody deletes the oldest line in Uniconta's own client."""
        lines = self.twin.signed(LOGIN, self.right or "", "GET", f"/api/Entities/{LINES}") if self.is_in else None
        self.calls += lines is not None
        if lines is not None and lines.status == 401:
            self.unknown += 1
        elif lines is not None and lines.json():
            self.twin.control("POST", "delete", {"entity": LINES, "row_id": lines.json()[0]["RowId"]})

    def _credentials(self, action: str, **more: Any) -> Any:
        return self.twin.control("POST", "credentials", {"action": action, "login": LOGIN, **more})


references = st.builds(
    "IM{:010d}{}{:02d}L01".format, st.sampled_from(REPORTS), st.sampled_from("GGGR"), st.integers(1, 3)
)
actions = st.sampled_from(("rotate", "revoke", "add", "block", "activate", "post", "lose"))
writings = st.tuples(st.integers(0, 4), st.lists(references, min_size=1, max_size=3))


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(st.one_of(writings, actions), max_size=20))
def test_whatever_happens_the_analysis_equals_a_naive_recount(front: Front, steps: list[Any]) -> None:
    model = Model(front)
    for step in steps:
        model.write(*step) if isinstance(step, tuple) else getattr(model, step)()
    _compare_reports(model)
    _compare_calls(model)


def _compare_reports(model: Model) -> None:
    truth = model.twin.control("GET", "truth")
    texts = [row["ReferenceNumber"] for row in truth["lines"] + truth["transactions"]]
    recount = {
        report: sum(text.startswith(f"IM{report:010d}G") for text in texts)
        - sum(text.startswith(f"IM{report:010d}R") for text in texts)
        for report in REPORTS
    }
    told = model.twin.control("GET", "analysis/standing")
    assert {int(report): times for report, times in told["standing"].items() if times} == {
        report: times for report, times in recount.items() if times
    }
    assert {int(report) for report in told["doubled"]} == {report for report, times in recount.items() if times > 1}
    due = [1, 2, 9]
    assert analysis.lost(due, recount) == [report for report in due if recount.get(report, 0) < 1]
    assert analysis.not_due(due, recount) == [report for report in (3, 4) if recount[report] > 0]
    _compare_order(model)


def _compare_order(model: Model) -> None:
    disorder: Counter[str] = Counter()
    for index, reference in enumerate(model.added):
        same = [text for text in model.added[:index] if "G" in text and text[:12] == reference[:12]]
        disorder[str(int(reference[2:12]))] += "G" in reference and any(text > reference for text in same)
    assert model.twin.control("GET", "analysis/out-of-order")["reports"] == dict(+disorder)


def _compare_calls(model: Model) -> None:
    log = model.twin.control("GET", "requests")["requests"]
    attempts = model.twin.control("GET", "analysis/attempts")
    assert attempts["dead"] == model.dead == sum(call["standing"] == "dead" for call in log)
    assert attempts["most_in_five_minutes"] == model.dead
    assert sum(attempts["per_day"].values()) == model.dead
    assert attempts["never_issued"] == model.unknown == sum(call["standing"] == "unknown" for call in log)
    assert all(call["status"] == 401 for call in log if call["standing"] != "alive")
    assert model.twin.control("GET", "calls")["total"] == model.calls == len(log)
    assert model.twin.control("GET", "analysis/written-after-revocation") == {"writes": []}


@given(times=st.lists(st.integers(0, 1_000), max_size=30))
def test_the_most_in_a_window_is_what_the_fullest_window_holds(times: list[int]) -> None:
    naive = max((sum(begin <= time < begin + 300 for time in times) for begin in times), default=0)
    assert analysis.most_within(times, 300) == naive


def request(number: int, standing: Any) -> Request:
    return Request(number, 86_400.0 * number, 86_400.0 * number + 1, "POST", "/x", 200, "Server", 1, standing)


def test_a_write_signed_by_a_dead_secret_is_told_with_its_call() -> None:
    write = Write("line", "insert", 7, None, {})
    signed: list[tuple[Write, Request | None]] = [
        (write, request(1, "alive")),
        (write, request(2, "dead")),
        (write, None),
    ]
    assert analysis.written_after_revocation(signed) == [{"entity": "line", "action": "insert", "key": 7, "request": 2}]


def test_attempts_are_counted_by_day_and_by_credential() -> None:
    told = analysis.attempts([request(1, "dead"), request(1, "dead"), request(2, "dead"), request(2, "unknown")])
    assert told == {
        "dead": 3,
        "per_day": {"1970-01-02": 2, "1970-01-03": 1},
        "most_a_day": 2,
        "most_in_five_minutes": 2,
        "by_credential": {"Server v1": 3},
        "never_issued": 1,
    }


def test_the_most_attempts_of_a_day_are_those_of_one_secret() -> None:
    told = analysis.attempts([request(1, "dead"), request(1, "dead")._replace(version=2)])
    assert (told["per_day"], told["most_a_day"]) == ({"1970-01-02": 2}, 1)


@pytest.mark.parametrize("wrong", ["(", "IM", r"(\d+)-(\d+)"])
def test_an_expression_without_exactly_one_group_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="expression"):
        Naming(carried=wrong)


@pytest.fixture(scope="module")
def both() -> Iterator[list[RunningTwin]]:
    with ExitStack() as running:
        yield [running.enter_context(start_twin(name, scenario="small")) for name in ("intempus", "uniconta")]


def test_the_command_compares_both_twins_by_the_callers_own_names(both: list[RunningTwin]) -> None:
    intempus, uniconta = both
    due = sorted(row["id"] for row in intempus.control.truth()["reports"] if row["approved"])
    named = [f"report {due[1]}", f"report {due[2]}", f"report {due[2]}", "report 5", "the bookkeeper's own"]
    uniconta.control.rows(LINES, [PLAIN | {"ReferenceNumber": name} for name in named])
    command = [sys.executable, "-m", "sandbox.analysis", "--intempus", intempus.url, "--uniconta", uniconta.url]
    command += ["--carried", r"^report (\d+)$"]
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    told = json.loads(ended.stdout)
    assert ended.returncode == 1
    assert told["lost"] == [report for report in due if report not in due[1:3]]
    assert (told["doubled"], told["not_due"]) == ({str(due[2]): 2}, [5])
    assert (told["due"], told["carried"]) == (len(due), 2)
    assert told["calls_per_carried_report"] == 0
    assert told["attempts"]["uniconta"]["dead"] == 0
