"""What each shape of answer means, one case at least for each row of the table (Intempus sheet 2)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from bindeled.domain.errors import (
    BindeledError,
    Contradiction,
    Evidence,
    MissingRight,
    NeedsSignIn,
    Refused,
    Throttled,
    Unreachable,
)
from bindeled.intempus.errors import RULES, Gone, Rule, hear, problem
from bindeled.transport.client import Answer, Request

NOW = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
LIST = Request("GET", "/web/v1/work_report/?limit=5")
ROW = Request("GET", "/web/v1/work_report/5/")
POST = Request("POST", "/web/v1/work_report/", writes=True)
PATCH = Request("PATCH", "/web/v1/work_report/5/", writes=True)
DELETE = Request("DELETE", "/web/v1/work_report/5/", writes=True)
LOCKED = "Work report state can only be updated if the feature is enabled"
REFERENCED = "Kan ikke slette Medarbejder da Brugerprofiler er relateret og bør slettes først"
CLOSED_PAGE = "<!DOCTYPE html><html><body>Bad gateway</body></html>"


class Case(NamedTuple):
    """One answer and what is to be concluded: the rule, the class, and words that the sentence must hold."""

    rule: str
    expected: type[BindeledError]
    request: Request
    status: int
    body: str = ""
    words: str = ""
    content_type: str = "application/json"


CASES = (
    Case("asked-to-wait", Throttled, LIST, 429, "", "7 seconds", "text/html"),
    Case("asked-to-wait", Throttled, LIST, 429, CLOSED_PAGE, "7 seconds", "text/html"),
    Case("page-instead-of-data", Unreachable, LIST, 502, CLOSED_PAGE, "502", "text/html"),
    Case("page-instead-of-data", Unreachable, LIST, 200, CLOSED_PAGE, "200", "text/html"),
    Case("page-instead-of-data", Unreachable, ROW, 404, "\n " + CLOSED_PAGE, "404", "text/html"),
    Case("page-instead-of-data", Unreachable, LIST, 401, CLOSED_PAGE, "401", "text/html"),
    Case("data-broken-off", Unreachable, LIST, 200, '{"meta": {"limit"', "broke off"),
    Case("data-broken-off", Unreachable, POST, 400, '{"error": "Sta', "broke off"),
    Case("data-broken-off", Unreachable, LIST, 200, '{"amount": NaN}', "broke off"),
    Case("data-broken-off", Unreachable, LIST, 200, "[" * 100_000, "broke off"),
    Case("login-refused", NeedsSignIn, LIST, 401, "", "bindeled connect intempus", "text/html"),
    Case("right-missing", MissingRight, PATCH, 401, LOCKED, LOCKED, "text/html"),
    Case("right-missing", MissingRight, LIST, 401, f'{{"error": "{LOCKED}"}}', LOCKED),
    Case("right-missing", MissingRight, LIST, 403, '{"error_message": "No"}', "work_report. Intempus says: No."),
    Case("stopped-on-the-way", Unreachable, LIST, 403, "", "something on the way"),
    Case("sent-elsewhere", Unreachable, POST, 301, "", "301"),
    Case("gone", Gone, ROW, 404, "", "no such work_report", "text/html"),
    Case("gone", Gone, DELETE, 404, "", "no such work_report", "text/html"),
    Case("still-referenced", Refused, DELETE, 409, f'{{"error": ["{REFERENCED}"]}}', REFERENCED),
    Case("server-error", Unreachable, LIST, 500, '{"error_message": "Sorry. Incident 12345"}', "Incident 12345"),
    Case("server-error", Unreachable, LIST, 503, "Busy", "503: Busy", "text/plain"),
    Case("server-error", Unreachable, LIST, 504, "", "504"),
    Case("misput-by-us", Contradiction, DELETE, 405, "GET,POST", "GET,POST", "text/html"),
    Case("misput-by-us", Contradiction, POST, 415, '{"error_message": "Unsupported"}', "Unsupported"),
    Case(
        "question-refused",
        Contradiction,
        LIST,
        400,
        '{"error": "The \'email\' field does not allow filtering."}',
        "The 'email' field does not allow filtering",
    ),
    Case("field-refused", Refused, POST, 400, '{"work_report": {"amount": ["Skal angives."]}}', "amount: Skal angives"),
    Case("field-refused", Refused, POST, 400, '{"case": {"number": ["a", "b"]}}', "number: a; number: b"),
    Case("refused", Refused, POST, 400, '{"work_report": {"__all__": ["Låst periode"]}}', "record: Låst periode."),
    Case("refused", Refused, POST, 400, '{"error": "Request is not valid JSON."}', "Request is not valid JSON."),
    Case("refused", Refused, POST, 400, '{"error": ["Et", "To"]}', "Et; To"),
    Case("refused", Refused, POST, 400, '{"error": "[\'“zzz” is no date.\']"}', "record: “zzz” is no date."),
    Case("refused", Refused, POST, 400, '{"error": "[not a list]"}', "[not a list]"),
    Case("refused", Refused, POST, 400, '{"error": "\'origin\'"}', "'origin'"),
    Case("refused", Refused, POST, 400, "", "no reason given"),
    Case("refused", Refused, POST, 404, '{"error_message": "An incorrect URL was provided"}', "incorrect URL"),
    Case("data-missing", Unreachable, LIST, 200, "", "no data came"),
    Case("data-missing", Unreachable, LIST, 200, "OK", "no data came", "text/plain"),
    Case("nothing-at-this-address", MissingRight, LIST, 404, "", "nothing at this address", "text/html"),
    Case("data-broken-off", Unreachable, LIST, 200, '{"meta": {"limit"', "broke off", "text/plain"),
    Case("page-instead-of-data", Unreachable, LIST, 200, " " * 199 + CLOSED_PAGE, "200"),
    Case("refused", Refused, POST, 400, "{\"error\": \"['a'], 'b'\"}", "['a'], 'b'."),
    Case("refused", Refused, POST, 400, '{"error": "[made(1)]"}', "[made(1)]."),
    # Where one class of statuses ends and the next begins.
    Case("unknown", Contradiction, LIST, 199, "{}", "199"),
    Case("unknown", Contradiction, LIST, 199, "", "199"),
    Case("data-missing", Unreachable, LIST, 299, "", "no data came"),
    Case("sent-elsewhere", Unreachable, LIST, 300, "{}", "300"),
    Case("sent-elsewhere", Unreachable, LIST, 399, "", "399"),
    Case("question-refused", Contradiction, LIST, 499, '{"error": "No"}', "499: No"),
    Case("unknown", Contradiction, POST, 402, "", "402"),
    Case("unknown", Contradiction, LIST, 401, "{}", "401"),
    Case("unknown", Contradiction, LIST, 200, "[]", "in a way we do not know"),
)


def verdict(case: Case, rules: tuple[Rule, ...] = RULES) -> BindeledError | None:
    content = case.body.encode()
    evidence = Evidence(case.request.method, case.request.path, case.status, case.content_type, case.body[:200], 0.1)
    answer = Answer(case.status, case.content_type, {"retry-after": "7"}, content, evidence)
    return problem(hear(answer, case.request, "work_report", NOW), rules)


def holds(case: Case, rules: tuple[Rule, ...]) -> bool:
    try:
        found = verdict(case, rules)
    except StopIteration:
        return False
    return type(found) is case.expected and found.evidence is not None and found.evidence.rule == case.rule


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.status}-{case.body[:20]}")
def test_an_answer_is_judged_by_its_rule_and_told_in_its_words(case: Case) -> None:
    found = verdict(case)
    assert found is not None
    assert found.evidence is not None
    assert (type(found), found.evidence.rule) == (case.expected, case.rule)
    assert case.words in str(found)
    assert found.system == "Intempus"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_rule_can_be_taken_away_unnoticed(rule: Rule) -> None:
    rest = tuple(other for other in RULES if other is not rule)
    assert any(not holds(case, rest) for case in CASES)


def test_every_rule_has_a_name_of_its_own() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    ("request_made", "status", "body"),
    [
        (LIST, 200, '{"objects": []}'),
        (LIST, 299, "{}"),
        (POST, 201, '{"id": 5}'),
        (POST, 201, ""),
        (DELETE, 204, ""),
        (PATCH, 202, ""),
    ],
)
def test_a_call_that_did_what_it_should_is_no_problem(request_made: Request, status: int, body: str) -> None:
    assert verdict(Case("", BindeledError, request_made, status, body)) is None


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("30", 30),
        ("Fri, 02 Jan 2026 12:01:00 GMT", 60),
        ("Fri, 02 Jan 2026 11:00:00 GMT", 0),
        ("999999999", 86_400),
        ("Fri, 02 Jan 2099 11:00:00 GMT", 86_400),
        ("soon", None),
        ("-5", None),
        ("Fri, 02 Jan 2026 12:01:00", None),
        ("", None),
    ],
)
def test_how_long_to_wait_is_read_as_seconds_or_as_a_date(told: str, seconds: float | None) -> None:
    evidence = Evidence("GET", LIST.path, 429, "", "", 0.1)
    found = problem(hear(Answer(429, "", {"retry-after": told}, b"", evidence), LIST, "work_report", NOW))
    assert isinstance(found, Throttled)
    assert found.retry_after == seconds


@pytest.mark.parametrize(
    "text", ["[" * 300 + "]" * 300, "[" + "-" * 20_000 + "1]", "[" + "1+" * 5_000 + "1]"], ids=["deep", "long", "sum"]
)
def test_a_text_that_only_looks_like_a_list_is_told_as_it_stands(text: str) -> None:
    found = verdict(Case("", Refused, POST, 400, f'{{"error": "{text}"}}'))
    assert f"record: {text[:50]}" in str(found)


def test_of_many_words_so_many_are_told() -> None:
    found = verdict(Case("", Refused, POST, 400, f'{{"error": "{"x" * 400}"}}'))
    assert str(found).count("x") == 300


def test_what_stands_behind_two_hundred_blanks_is_not_looked_for() -> None:
    found = verdict(Case("", Unreachable, LIST, 200, " " * 200 + CLOSED_PAGE))
    assert found is not None
    assert found.evidence is not None
    assert found.evidence.rule == "data-missing"


def test_a_refusal_names_its_fields_as_its_code() -> None:
    found = verdict(Case("", Refused, POST, 400, '{"work_report": {"amount": ["x"], "case": ["y"]}}'))
    assert isinstance(found, Refused)
    assert found.code == "amount, case"


def test_personal_numbers_in_a_refusal_do_not_get_into_the_sentence() -> None:
    found = verdict(Case("", Refused, POST, 400, '{"error": "Medarbejder 010203-1234 findes"}'))
    assert "010203" not in str(found)
