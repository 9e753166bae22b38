"""The corpus of answers: one case at least for each rule, and each form in which an error's name may come."""

from typing import NamedTuple

import pytest

from bindeled.domain.errors import (
    BindeledError,
    Evidence,
    MissingRight,
    NeedsSignIn,
    OutcomeUnknown,
    Refused,
    SessionEnded,
    Throttled,
    Transient,
    Unreachable,
)
from bindeled.uniconta import errors
from bindeled.uniconta.errors import Question, hear, judge

JSON = "application/json"
TEXT = "text/plain"
HTML = "text/html"
READ = Question("ProjectClient", writes=False, company="10523")
WRITE = Question("ProjectJournalLineClient", writes=True, company="10523")


class Case(NamedTuple):
    rule: str
    error: type[BindeledError]
    status: int
    body: str
    question: Question = READ
    content_type: str = JSON
    headers: dict[str, str] = {}  # noqa: RUF012 - never changed
    said: str = ""


CASES = [
    Case("too_many_logins", Throttled, 403, '"TooManyLoginAttempts"', WRITE, said="30 seconds"),
    Case("login_waits_for_a_person", NeedsSignIn, 401, '"LoginAuthenticationPending"', said="server user"),
    Case("login_waits_for_a_person", NeedsSignIn, 200, '"NeedSupervisedLogin"', WRITE),
    Case("no_such_company", NeedsSignIn, 200, '"NoCompanyId"', said="company 10523"),
    Case("no_such_company", NeedsSignIn, 403, '{"Message": "UserNoAccessToCompany"}', WRITE, said="company 10523"),
    Case("no_such_company", NeedsSignIn, 404, "CompanyDoesNotExist", READ, TEXT),
    Case("login_refused", NeedsSignIn, 403, '"UserOrPasswordIsWrong"', said="UserOrPasswordIsWrong"),
    Case("login_refused", NeedsSignIn, 200, "InvalidUserCredentials", READ, TEXT),
    Case("user_refused", NeedsSignIn, 200, "UserIsBlocked", READ, TEXT),
    Case("session_ended", SessionEnded, 500, '"UserNotLoggedIn"', WRITE),
    Case("right_missing", MissingRight, 401, '"NoRights"', said="ProjectClient"),
    Case("right_missing", MissingRight, 200, "NoRightsToInsert", WRITE, TEXT, said="NoRightsToInsert"),
    Case("right_missing", MissingRight, 400, '"IPAddressNotAllowed"'),
    Case("busy", Throttled, 500, '"ServerIsBusy"'),
    Case("busy", OutcomeUnknown, 200, '"ServerIsBusy"', WRITE),
    Case("away", Unreachable, 400, '"QueryTimeout"'),
    Case("away", OutcomeUnknown, 400, '"NoSQLConnection"', WRITE),
    Case("broken", Unreachable, 400, '"SQLException"', said="SQLException"),
    Case("broken", Refused, 500, '"SQLException"', WRITE),
    Case("record_refused", Refused, 503, '"KeyExists"', WRITE, said="KeyExists"),
    Case("record_refused", Refused, 200, "Invalid", WRITE, TEXT),
    Case("record_refused", Refused, 404, '"CouldNotLoadOriginal"', WRITE),
    Case("record_refused", Refused, 403, '{"Err": "KeyExists"}', WRITE),
    Case("error_number", Refused, 200, '{"Err": 17, "RowId": 5}', WRITE, said="Err 17"),
    Case("error_number", Refused, 200, "17", WRITE, said="Err 17"),
    Case("error_number", Refused, 503, '{"Err": 17}', WRITE, said="Err 17"),
    Case("login_challenge", NeedsSignIn, 401, ""),
    Case("login_challenge", NeedsSignIn, 401, '{"Message": "Authorization has been denied for this request."}', WRITE),
    Case("login_challenge", NeedsSignIn, 401, "<html>401</html>", READ, HTML, {"www-authenticate": "Basic"}),
    Case("too_many_calls", Throttled, 429, "", WRITE, headers={"retry-after": "7"}, said="7 seconds"),
    Case("too_many_calls", Throttled, 429, "<html>", READ, HTML, {"retry-after": "Mon, 02 Mar 2026 07:00:00 GMT"}),
    Case("html", Unreachable, 401, "<html>proxy</html>", READ, HTML),
    Case("html", Unreachable, 403, "<!DOCTYPE html><p>blocked", READ, TEXT),
    Case("html", Unreachable, 404, "<html>nothing</html>", READ, HTML),
    Case("html", OutcomeUnknown, 200, "<html>Log in</html>", WRITE, HTML),
    Case("redirect", Unreachable, 302, ""),
    Case("redirect", OutcomeUnknown, 307, "", WRITE),
    Case("forbidden", MissingRight, 403, ""),
    Case("forbidden", MissingRight, 403, '"AccessDenied"', WRITE, said="AccessDenied"),
    Case("no_such_table", MissingRight, 404, '"InvalidParameter"', said="module"),
    Case("not_found", MissingRight, 404, "", READ, said="module"),
    Case("not_found", MissingRight, 404, '{"Message": "No HTTP resource was found"}', WRITE, said="module"),
    Case("timed_out", Unreachable, 408, ""),
    Case("timed_out", OutcomeUnknown, 408, "", WRITE),
    Case("unknown_name", Refused, 500, "SomethingNobodyKnows", WRITE, TEXT, said="SomethingNobodyKnows"),
    Case("unknown_name", Refused, 200, '"SomethingNobodyKnows"'),
    Case("server_error", Unreachable, 503, "Service Unavailable", READ, TEXT, said="error 503"),
    Case("server_error", Unreachable, 502, "BadGateway", READ, TEXT),
    Case("server_error", OutcomeUnknown, 500, '{"Message": "An error has occurred."}', WRITE),
    Case("server_error", OutcomeUnknown, 504, "", WRITE),
    Case("bad_request", Refused, 400, '{"Message": "The Date field is required."}', WRITE, said="excerpt"),
    Case("bad_request", Refused, 422, "422", WRITE, TEXT),
    Case("unreadable", Unreachable, 200, '{"value": [{"Number": "1"}, {"Nu'),
    Case("unreadable", Unreachable, 200, ""),
    Case("unreadable", Unreachable, 204, ""),
    Case("unreadable", Unreachable, 200, '{"odata.error": {"code": "x"}}'),
    Case("unreadable", Unreachable, 200, '"Succes"'),
    Case("unreadable", Unreachable, 200, "Down for maintenance", READ, TEXT),
    Case("unreadable", OutcomeUnknown, 200, '[{"RowId": 1}', WRITE),
    Case("unreadable", OutcomeUnknown, 200, "[]", WRITE),
    Case("unreadable", OutcomeUnknown, 200, '{"error": {"code": "x"}}', WRITE),
    Case("unreadable", OutcomeUnknown, 200, "true", WRITE),
    Case("unreadable", OutcomeUnknown, 200, '{"Err": false}', WRITE),
    Case("unreadable", Unreachable, 200, "[" * 100_000),
    Case("html", Unreachable, 200, "Bad gateway", READ, HTML),
    Case("html", Unreachable, 200, '<?xml version="1.0"?>', READ, "application/xhtml+xml"),
    Case("html", Unreachable, 200, "<HTML>proxy", READ, TEXT),
    Case("server_error", Unreachable, 503, "ServiceUnavailable", READ, TEXT),
    Case("server_error", Unreachable, 504, "GatewayTimeout", READ, TEXT),
    Case("unknown_name", Refused, 505, "VersionNotSupported", READ, TEXT),
    # Where one class of statuses ends and the next begins.
    Case("unreadable", Unreachable, 199, "[]"),
    Case("unreadable", OutcomeUnknown, 199, "17", WRITE),
    Case("error_number", Refused, 299, "17", WRITE),
    Case("unreadable", Unreachable, 299, ""),
    Case("redirect", Unreachable, 300, "[]"),
    Case("redirect", OutcomeUnknown, 300, "17", WRITE),
    Case("redirect", Unreachable, 399, ""),
    Case("bad_request", Refused, 499, ""),
]


def _verdict(case: Case) -> BindeledError | None:
    evidence = Evidence("GET", "http://127.0.0.1/", case.status, case.content_type, "excerpt", 0.1)
    heard = hear(case.status, case.content_type, case.headers, case.body.encode())
    return judge(heard, case.question, evidence)


def _holds(case: Case) -> bool:
    error = _verdict(case)
    return (
        type(error) is case.error
        and error.evidence is not None
        and error.evidence.rule == case.rule
        and case.said in str(error)
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.status}-{case.body[:25]}")
def test_each_answer_gets_the_verdict_of_its_rule(case: Case) -> None:
    assert _holds(case), repr(_verdict(case))


@pytest.mark.parametrize("removed", [rule.name for rule in errors.RULES])
def test_removing_any_one_rule_fails_a_case(removed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    last_resort = errors.Rule("", lambda _heard: True, lambda _case: BindeledError(""))
    left = tuple(rule for rule in errors.RULES if rule.name != removed)
    monkeypatch.setattr(errors, "RULES", (*left, last_resort))
    assert not all(_holds(case) for case in CASES)


@pytest.mark.parametrize("status", [200, 400, 409, 500])
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('"KeyExists"', JSON),
        ("KeyExists", TEXT),
        ("KeyExists\r\n", JSON),
        ('{"Message": "KeyExists"}', JSON),
        ('{"message": "KeyExists"}', JSON),
        ('{"Err": "KeyExists"}', JSON),
        ('\ufeff"KeyExists"', JSON),
    ],
)
def test_an_error_name_is_heard_in_every_form_and_beside_every_status(
    status: int, body: str, content_type: str
) -> None:
    error = _verdict(Case("record_refused", Refused, status, body, WRITE, content_type))
    assert isinstance(error, Refused)
    assert error.code == "KeyExists"


# The names of sheet 4.1 by the rule that they come to, over a write.
NAMED = {
    "too_many_logins": "TooManyLoginAttempts",
    "login_waits_for_a_person": "LoginAuthenticationPending NeedSupervisedLogin",
    "no_such_company": "UserNoAccessToCompany CompanyDoesNotExist NoCompanyId",
    "user_refused": "UserDoesNotExist UserIsBlocked UserIsServerUser UserIsNotServerUser",
    "login_refused": "UserOrPasswordIsWrong InvalidUserCredentials",
    "session_ended": "UserNotLoggedIn",
    "right_missing": "NoAccess NoAccessToApp NoRights NoRightsToInsert NoRightsToUpdate NoRightsToDelete "
    "NoRightsToModifyField NoRightsToApprove NeedRights IPAddressNotAllowed SubscriptionBlocked NoSubscription "
    "AddInNotActivated",
    "busy": "ServerIsBusy NoMoreSQLConnections",
    "away": "NoSQLConnection NoConnection QueryTimeout",
    "broken": "Exception SQLException ErrorInSQL InternalError",
    "record_refused": "InvalidParameter InvalidObject CannotUseMethod KeyExists NoSucces",
}


@pytest.mark.parametrize(("rule", "name"), [(rule, name) for rule, names in NAMED.items() for name in names.split()])
def test_each_name_of_the_sheet_comes_to_its_rule(rule: str, name: str) -> None:
    error = _verdict(Case(rule, BindeledError, 400, name, WRITE, TEXT))
    assert error is not None
    assert error.evidence is not None
    assert error.evidence.rule == rule


@pytest.mark.parametrize(
    ("name", "leaves_no_doubt"),
    [
        ("LoginAuthenticationPending", True),
        ("NoCompanyId", True),
        ("UserIsBlocked", True),
        ("UserOrPasswordIsWrong", False),
    ],
)
def test_only_a_reason_that_another_password_would_not_help_leaves_no_doubt(name: str, leaves_no_doubt: bool) -> None:
    error = _verdict(Case("", NeedsSignIn, 401, name, READ, TEXT))
    assert isinstance(error, NeedsSignIn)
    assert error.is_definite is leaves_no_doubt


@pytest.mark.parametrize("name", sorted(errors.LOGIN_REFUSED | errors.RIGHT_MISSING | errors.RECORD_REFUSED))
def test_no_name_of_the_sheet_is_lost_among_gateway_words(name: str) -> None:
    assert hear(502, TEXT, {}, name.encode()).name == name


@pytest.mark.parametrize(
    ("status", "body", "question"),
    [
        (200, "[]", READ),
        (200, '{"value": []}', READ),
        (200, '[{"Number": "1", "Message": "a column of that name"}]', READ),
        (200, "", WRITE),
        (204, "", WRITE),
        (200, '{"RowId": 5}', WRITE),
        (200, '[{"RowId": 5}]', WRITE),
        (200, '{"value": [{"RowId": 5}]}', WRITE),
        (200, '"Succes"', WRITE),
        (200, "NoChange", WRITE),
        (200, "IgnoreUpdate", WRITE),
        (299, "[]", READ),
        (200, '{"Err": 0}', WRITE),
        (200, "0", WRITE),
    ],
)
def test_a_good_answer_is_no_error(status: int, body: str, question: Question) -> None:
    assert _verdict(Case("", BindeledError, status, body, question)) is None


@pytest.mark.parametrize("case", [case for case in CASES if case.question.writes], ids=lambda case: case.body[:25])
def test_a_write_that_may_have_happened_is_never_told_as_one_that_did_not(case: Case) -> None:
    error = _verdict(case)
    nothing_happened = {"too_many_logins", "too_many_calls", "session_ended"}
    assert isinstance(error, OutcomeUnknown) or not isinstance(error, Transient) or case.rule in nothing_happened
