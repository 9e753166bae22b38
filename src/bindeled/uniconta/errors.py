"""What Uniconta's answers mean: one ordered table, from what was said to whose move it is.

The exact status and body of an error on these surfaces are not known (Uniconta sheet 2.3), so an error's name is looked
for in every form, beside any status and also inside 2xx, and counts more than the status. The first rule that matches
decides.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from bindeled.domain.errors import (
    BindeledError,
    Meaning,
    MissingRight,
    NeedsSignIn,
    OutcomeUnknown,
    Refused,
    SessionEnded,
    Throttled,
    Unreachable,
    judged,
)
from bindeled.uniconta.auth import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bindeled.domain.errors import Evidence

# The names of sheet 4.1, by remedy.
TOO_MANY_LOGINS = frozenset({"TooManyLoginAttempts"})
WAITS_FOR_A_PERSON = frozenset({"LoginAuthenticationPending", "NeedSupervisedLogin"})
NO_SUCH_COMPANY = frozenset({"UserNoAccessToCompany", "CompanyDoesNotExist", "NoCompanyId"})
# These leave no doubt: another password would not help (sheet 1.1, 1.6). The others may be Uniconta's own illness.
USER_REFUSED = frozenset({"UserDoesNotExist", "UserIsBlocked", "UserIsServerUser", "UserIsNotServerUser"})
LOGIN_REFUSED = frozenset({"UserOrPasswordIsWrong", "InvalidUserCredentials"})
SESSION_ENDED = frozenset({"UserNotLoggedIn"})
RIGHT_MISSING = frozenset(
    {
        "NoAccess",
        "NoAccessToApp",
        "NoRights",
        "NoRightsToInsert",
        "NoRightsToUpdate",
        "NoRightsToDelete",
        "NoRightsToModifyField",
        "NoRightsToApprove",
        "NeedRights",
        "IPAddressNotAllowed",
        "SubscriptionBlocked",
        "NoSubscription",
        "AddInNotActivated",
    }
)
BUSY = frozenset({"ServerIsBusy", "NoMoreSQLConnections"})
AWAY = frozenset({"NoSQLConnection", "NoConnection", "QueryTimeout"})
BROKEN = frozenset({"Exception", "SQLException", "ErrorInSQL", "InternalError"})
QUESTION_REFUSED = frozenset({"InvalidParameter", "InvalidObject", "CannotUseMethod"})
_RECORD_NAMES = """
NoSucces KeyExists RecordExists KeyIsEmpty CouldNotFind CouldNotSave CouldNotCreate CannotDeleteRecord
CouldNotDeleteRecordThatIsReferred CouldNotDeleteRecordThatHasTransactions FieldCannotBeBlank FieldCannotBeEmpty
FieldMustBeBlank FieldCannotBeChangedToNewValue NoLinesFound NoLinesToUpdate RecordNotSelected TooManyLinesSelected
MoreDataExists AccountIsMissing ItemIsOnHold CreditLimitExceeded ErrorInJournal FileIsTooBig ArgumentMissing
CannotMakeQueryOnNoneIndexFields RecordDeleted
RecordIsAlreadyDeleted CouldNotLoad CouldNotLoadOriginal CannotUpdateRecord CannotChangeValue
PrimaryKeyCannotBeChanged Invalid InvalidValue NumberTooBig NumberSerieIsBlocked AccountDoesNotExist
AccountIsBlocked AccountDoesNotAllowCurrency DimensionDoesNotExist DimensionIsBlocked VatIsBlocked
FinancePeriodDoesNotExist VoucherCannotBeZero VoucherMustBeZero DateMustBeZero CannotPostInTwoYears
JournalIsAlreadyPosted JournalFailedValidation BlockedInJournal ProjectIsMissing ProjectCannotBeBlank
ProjectIsBlocked ProjectCannotBeChanged PrCategoryCannotBeBlank InvalidCategory CategoryMustBeInvoice
CombinationNotAllowed WorkspaceIsMissing WorkspaceIsBlocked QtyCannotBeZero CostPriceCannotBeNegative
CannotUpdateInvoicedRecord PeriodAlreadyClosed PeriodAlreadyApproved PeriodAlreadyOpen NormHoursNotFulfilled
EmployeeNormHoursMissing StorageCannotBeNegative SerieBatchDoesNotExist CannotChangeItemType
"""
RECORD_REFUSED = QUESTION_REFUSED.union(_RECORD_NAMES.split())
# Uniconta spells it with one s. An update that changes nothing is no error either.
SUCCESS = frozenset({"Succes", "NoChange", "IgnoreUpdate"})

TOO_MANY_LOGINS_WAIT_SECONDS = 30.0

_KNOWN = frozenset().union(
    TOO_MANY_LOGINS,
    WAITS_FOR_A_PERSON,
    NO_SUCH_COMPANY,
    USER_REFUSED,
    LOGIN_REFUSED,
    SESSION_ENDED,
    RIGHT_MISSING,
    BUSY,
    AWAY,
    BROKEN,
    RECORD_REFUSED,
    SUCCESS,
)
# A name that the sheet does not list: at least two words written together, so that a gateway's "Unavailable" is none.
_NAME_SHAPE = re.compile(r"[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+")


class Heard(NamedTuple):
    """An answer as the table sees it. `name` is Uniconta's name of an error; `number` its `Err`, 0 when there is none.

    `content` is the JSON of the body, None where there is none or it broke off.
    """

    status: int
    headers: Mapping[str, str]
    html: bool
    empty: bool
    content: Any
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: the table, whether it may have changed something, and the company that the login names."""

    entity: str
    writes: bool
    company: str = ""


class Case(NamedTuple):
    """A question with the answer that it got and the evidence of it."""

    question: Question
    heard: Heard
    evidence: Evidence


class Rule(NamedTuple):
    """One row of the table. `name` is kept in the evidence."""

    name: str
    matches: Callable[[Heard], bool]
    verdict: Callable[[Case], BindeledError]
    meaning: Meaning | None = None  # where it is not what the error usually means


def hear(status: int, content_type: str, headers: Mapping[str, str], body: bytes) -> Heard:
    """Return what the answer says, in whichever form it says it."""
    text = body.decode("utf-8-sig", "replace").strip()
    is_html = content_type in {"text/html", "application/xhtml+xml"} or text[:15].lower().startswith(
        ("<!doctype html", "<html")
    )
    content = None if is_html else _json(text)
    said = text if content is None else _said(content)
    name = said if said in _KNOWN or _NAME_SHAPE.fullmatch(said) else ""
    return Heard(status, headers, is_html, not text, content, name, _number(content, is_2xx=200 <= status < 300))


def judge(heard: Heard, question: Question, evidence: Evidence) -> BindeledError | None:
    """Return the error that the answer amounts to, None when it is a good answer."""
    if _is_good(heard, question):
        return None
    rule = next(rule for rule in RULES if rule.matches(heard))
    error = rule.verdict(Case(question, heard, evidence))
    # Nothing was handed over that could be refused: what a read is refused with, we did not foresee.
    unforeseen = Meaning.UNKNOWN if isinstance(error, Refused) and not question.writes else None
    return judged(error, rule.name, rule.meaning or unforeseen)


def _is_good(heard: Heard, question: Question) -> bool:
    """Tell whether a 2xx answer is one: rows for a read; stored rows, nothing at all or success by name for a write.

    Nothing at all is no answer to a read: taken for "no rows", it would let a line be sent twice. An object without a
    row number is no answer to a write: taken for a row, it would let a line be lost.
    """
    if not 200 <= heard.status < 300 or heard.number != 0:
        return False
    if not question.writes:
        return rows_read(heard.content) is not None
    return heard.empty or heard.name in SUCCESS or _is_zero(heard.content) or bool(rows_stored(heard.content))


def rows_read(content: Any) -> list[dict[str, Any]] | None:
    """Return the rows of the feed's envelope or of a bare array, None when the body holds something else."""
    rows = content.get("value") if isinstance(content, dict) else content
    are_rows = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    return rows if are_rows else None


def rows_stored(content: Any) -> list[dict[str, Any]]:
    """Return the rows that a write was answered with, none when the body holds something else."""
    rows = rows_read([content] if isinstance(content, dict) and "value" not in content else content) or []
    return rows if all("RowId" in row for row in rows) else []


def _is_zero(content: Any) -> bool:
    error = content.get("Err") if isinstance(content, dict) else content
    return isinstance(error, int) and not isinstance(error, bool) and error == 0


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _said(content: Any) -> str:
    if isinstance(content, dict):
        content = next((content[key] for key in ("Err", "Message", "message") if isinstance(content.get(key), str)), "")
    return content.strip() if isinstance(content, str) else ""


def _number(content: Any, *, is_2xx: bool) -> int:
    """Return the error number, 0 when there is none; a bare number beside an error status is a repeated status."""
    bare = content if is_2xx else 0
    error = content.get("Err") if isinstance(content, dict) else bare
    return error if isinstance(error, int) and not isinstance(error, bool) else 0


# --- Verdicts ---------------------------------------------------------------------------------------------------------


def _sign_in(reason: str = "", *, is_definite: bool = False) -> Callable[[Case], BindeledError]:
    return lambda case: NeedsSignIn(
        SYSTEM,
        reason.format(company=case.question.company) or case.heard.name,
        is_definite=is_definite,
        evidence=case.evidence,
    )


def _right(reason: str = "") -> Callable[[Case], BindeledError]:
    return lambda case: MissingRight(SYSTEM, case.question.entity, reason or case.heard.name, evidence=case.evidence)


def _wait(seconds: float | None = None) -> Callable[[Case], BindeledError]:
    return lambda case: Throttled(SYSTEM, retry_after=seconds or _retry_after(case.heard), evidence=case.evidence)


def _away(reason: str) -> Callable[[Case], BindeledError]:
    """Return the verdict that Uniconta is away; a write that met this may have happened all the same."""

    def verdict(case: Case) -> BindeledError:
        said = reason.format(status=case.heard.status)
        if case.question.writes:
            return OutcomeUnknown(SYSTEM, f"writing {case.question.entity} ({said})", evidence=case.evidence)
        return Unreachable(SYSTEM, said, evidence=case.evidence)

    return verdict


def _busy(case: Case) -> BindeledError:
    """Return that Uniconta is busy; it may have become so in the middle of a list."""
    return _away("it is busy")(case) if case.question.writes else _wait()(case)


def _broken(case: Case) -> BindeledError:
    """Return that Uniconta broke over the question; over a write, since it may be about this one record, a refusal."""
    return _refused(case) if case.question.writes else _away(case.heard.name)(case)


def _session_ended(case: Case) -> BindeledError:
    """Return that the session is over, which comes before any writing."""
    return SessionEnded(SYSTEM, evidence=case.evidence)


def _refused(case: Case) -> BindeledError:
    code = case.heard.name or (f"Err {case.heard.number}" if case.heard.number else "")
    return Refused(SYSTEM, code, code or case.evidence.excerpt, evidence=case.evidence)


def _retry_after(heard: Heard) -> float | None:
    seconds = heard.headers.get("retry-after", "")
    return float(seconds) if seconds.isascii() and seconds.isdigit() else None


# --- The table --------------------------------------------------------------------------------------------------------


def _named(names: frozenset[str]) -> Callable[[Heard], bool]:
    return lambda heard: heard.name in names


def _status(*statuses: int) -> Callable[[Heard], bool]:
    return lambda heard: heard.status in statuses


def _is_login_challenge(heard: Heard) -> bool:
    """Tell Uniconta's own 401 from the page of something in between, which does not ask for a login by header."""
    return heard.status == 401 and (not heard.html or "www-authenticate" in heard.headers)


def _is_unknown_name(heard: Heard) -> bool:
    return bool(heard.name) and heard.name not in SUCCESS and heard.status not in {502, 503, 504}


_NOTHING_THERE = _right("there is nothing at this address; either the module is switched off or the address is wrong")

RULES: tuple[Rule, ...] = (
    Rule("too_many_logins", _named(TOO_MANY_LOGINS), _wait(TOO_MANY_LOGINS_WAIT_SECONDS)),
    Rule(
        "login_waits_for_a_person",
        _named(WAITS_FOR_A_PERSON),
        _sign_in("it asks for a second factor, which only a person can give; use a server user", is_definite=True),
    ),
    Rule(
        "no_such_company",
        _named(NO_SUCH_COMPANY),
        _sign_in("it does not open company {company}", is_definite=True),
        Meaning.CONFIG,
    ),
    Rule("user_refused", _named(USER_REFUSED), _sign_in(is_definite=True)),
    Rule("login_refused", _named(LOGIN_REFUSED), _sign_in()),
    Rule("session_ended", _named(SESSION_ENDED), _session_ended, Meaning.SESSION),
    Rule("right_missing", _named(RIGHT_MISSING), _right()),
    Rule("busy", _named(BUSY), _busy),
    Rule("away", _named(AWAY), _away("it cannot reach its own data")),
    Rule("broken", _named(BROKEN), _broken),
    Rule(
        "no_such_table",
        lambda heard: heard.status == 404 and heard.name in QUESTION_REFUSED,
        _NOTHING_THERE,
        Meaning.CONFIG,
    ),
    Rule("record_refused", _named(RECORD_REFUSED), _refused),
    Rule("error_number", lambda heard: heard.number != 0, _refused),
    Rule("login_challenge", _is_login_challenge, _sign_in()),
    Rule("too_many_calls", _status(429), _wait()),
    Rule("html", lambda heard: heard.html, _away("a web page came in place of data")),
    Rule("redirect", lambda heard: 300 <= heard.status < 400, _away("it points to another address")),
    Rule("forbidden", _status(403), _right()),
    Rule("not_found", _status(404), _NOTHING_THERE, Meaning.CONFIG),
    Rule("timed_out", _status(408), _away("it waited too long for the question")),
    Rule("unknown_name", _is_unknown_name, _refused, Meaning.UNKNOWN),
    Rule("server_error", lambda heard: heard.status >= 500, _away("error {status}")),
    Rule("bad_request", lambda heard: heard.status >= 400, _refused),
    Rule("unreadable", lambda _heard: True, _away("its answer is cut off or is not data")),
)
