"""What an answer of Intempus means: one table, read from the top, the first rule that applies decides.

The rule's name goes into the evidence, so that every verdict can be traced to its row (Intempus sheet 2).
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, NamedTuple

from bindeled.domain.errors import (
    BindeledError,
    Contradiction,
    Evidence,
    Meaning,
    MissingRight,
    NeedsSignIn,
    Refused,
    Throttled,
    Unreachable,
    judged,
)
from bindeled.intempus.wire import parse
from bindeled.transport.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from bindeled.transport.client import Answer, Request

SYSTEM = "Intempus"

_LONGEST_WORDS = 300
_SECONDS_LATEST = 86_400.0


class Gone(Refused):
    """There is no such row, or no longer."""


class Body(Enum):
    """What kind of thing a body is, whatever its header says."""

    EMPTY = auto()
    PAGE = auto()
    BROKEN = auto()
    PLAIN = auto()
    JSON = auto()


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer as the table sees it. `words` is what Intempus itself says, `fields` the fields it says it of.

    `of_row` tells a question about one row from one about a list. `now` is when the answer came, zone-aware.
    """

    answer: Answer
    resource: str
    writes: bool
    of_row: bool
    now: datetime
    body: Body
    json: Any
    words: str
    fields: tuple[str, ...]

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        return self.answer.status

    @property
    def is_fine(self) -> bool:
        """Tell whether the call did what it should. Writes may answer without a body (sheet 2.2)."""
        wanted = isinstance(self.json, dict) or (self.writes and self.body is Body.EMPTY)
        return 200 <= self.status < 300 and wanted

    @property
    def is_refusal(self) -> bool:
        """Tell whether Intempus itself says, in words, that it will not."""
        return 400 <= self.status < 500 and self.body in {Body.JSON, Body.PLAIN} and self.words != ""


class Rule(NamedTuple):
    """One row of the table."""

    name: str
    applies: Callable[[Heard], bool]
    build: Callable[[Heard, Evidence], BindeledError]
    meaning: Meaning | None = None  # where it is not what the error usually means


RULES: tuple[Rule, ...] = (
    Rule(
        "asked-to-wait",
        lambda heard: heard.status == 429,
        lambda heard, evidence: Throttled(SYSTEM, retry_after=_retry_after(heard), evidence=evidence),
    ),
    Rule(
        "page-instead-of-data",
        lambda heard: heard.body is Body.PAGE,
        lambda heard, evidence: _unreachable(f"a web page came in place of data, status {heard.status}", evidence),
    ),
    Rule(
        "data-broken-off",
        lambda heard: heard.body is Body.BROKEN,
        lambda _heard, evidence: _unreachable("the data broke off", evidence),
    ),
    Rule(
        "login-refused",
        lambda heard: heard.status == 401 and heard.body is Body.EMPTY,
        lambda _heard, evidence: NeedsSignIn(SYSTEM, evidence=evidence),
    ),
    Rule(
        "right-missing",
        lambda heard: heard.status in {401, 403} and heard.is_refusal,
        lambda heard, evidence: MissingRight(SYSTEM, heard.resource, heard.words, evidence=evidence),
    ),
    Rule(
        # Intempus itself refuses with 401 (sheet 1.5); a bare 403 comes from something on the way.
        "stopped-on-the-way",
        lambda heard: heard.status == 403,
        lambda _heard, evidence: _unreachable("something on the way does not let us through", evidence),
    ),
    Rule(
        "sent-elsewhere",
        lambda heard: 300 <= heard.status < 400,
        lambda heard, evidence: _unreachable(f"the call was sent elsewhere, status {heard.status}", evidence),
    ),
    Rule(
        "gone",
        lambda heard: heard.status == 404 and heard.body is Body.EMPTY and heard.of_row,
        lambda heard, evidence: Gone(SYSTEM, "gone", f"there is no such {heard.resource}", evidence=evidence),
    ),
    Rule(
        "nothing-at-this-address",
        lambda heard: heard.status == 404 and not heard.writes and not heard.of_row,
        lambda heard, evidence: MissingRight(
            SYSTEM, heard.resource, "there is nothing at this address", evidence=evidence
        ),
        Meaning.CONFIG,
    ),
    Rule(
        "still-referenced",
        lambda heard: heard.status == 409,
        lambda heard, evidence: Refused(SYSTEM, "conflict", heard.words, evidence=evidence),
    ),
    Rule(
        "server-error",
        lambda heard: heard.status >= 500,
        lambda heard, evidence: _unreachable(_with_words(f"status {heard.status}", heard), evidence),
    ),
    Rule(
        "misput-by-us",
        lambda heard: heard.status in {405, 415},
        lambda heard, evidence: _contradiction(f"does not take such a call to {heard.resource}", heard, evidence),
    ),
    Rule(
        "question-refused",
        lambda heard: heard.is_refusal and not heard.writes,
        lambda heard, evidence: _contradiction(
            f"did not understand our question for {heard.resource}", heard, evidence
        ),
    ),
    Rule(
        "field-refused",
        lambda heard: heard.is_refusal and heard.fields != (),
        lambda heard, evidence: Refused(SYSTEM, ", ".join(heard.fields), heard.words, evidence=evidence),
    ),
    Rule(
        "refused",
        lambda heard: heard.writes and (heard.is_refusal or heard.status == 400),
        lambda heard, evidence: Refused(SYSTEM, "", heard.words, evidence=evidence),
    ),
    Rule(
        "data-missing",
        lambda heard: 200 <= heard.status < 300 and heard.body in {Body.EMPTY, Body.PLAIN},
        lambda heard, evidence: _unreachable(f"no data came, status {heard.status}", evidence),
    ),
    # Nothing is known about such an answer, so nothing is concluded and nothing more is sent.
    Rule(
        "unknown",
        lambda _heard: True,
        lambda heard, evidence: _contradiction(f"answered {heard.resource} in a way we do not know", heard, evidence),
    ),
)


def hear(answer: Answer, request: Request, resource: str, now: datetime) -> Heard:
    """Read an answer as far as it can be read. Never raises."""
    body, content = _body(answer)
    # The texts of a success are the customer's data, a page of a thousand rows of them, and no reason for anything.
    told = [(field, redact(text)) for field, text in _told(content)] if answer.status >= 400 else []
    words = "; ".join(dict.fromkeys(f"{field}: {text}" if field else text for field, text in told))
    fields = tuple(dict.fromkeys(field for field, _ in told if field))
    return Heard(
        answer=answer,
        resource=resource,
        writes=request.writes,
        of_row=not request.path.partition("?")[0].endswith(f"/{resource}/"),
        now=now,
        body=body,
        json=content,
        words=words[:_LONGEST_WORDS].rstrip(". "),
        fields=fields,
    )


def problem(heard: Heard, rules: Sequence[Rule] = RULES) -> BindeledError | None:
    """Return what is the matter, None when nothing is."""
    if heard.is_fine:
        return None
    rule = next(rule for rule in rules if rule.applies(heard))
    return judged(rule.build(heard, heard.answer.evidence), rule.name, rule.meaning)


def shape_problem(heard: Heard, missing: str) -> BindeledError:
    """Return the error for JSON that is whole but not what this resource answers."""
    error = _contradiction(f"answered {heard.resource} without {missing}", heard, heard.answer.evidence)
    return judged(error, "foreign-shape")


def _body(answer: Answer) -> tuple[Body, Any]:
    """Return the kind of body and its content: the JSON, or the text when it is plain."""
    start = answer.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        return Body.EMPTY, None
    if start.startswith(b"<"):
        return Body.PAGE, None
    try:
        return Body.JSON, parse(answer.body)
    except ValueError:
        looks_like_json = start[:1] in b'{["' or answer.content_type == "application/json"
        plain = answer.body.decode("utf-8", "replace").strip()
        return (Body.BROKEN, None) if looks_like_json else (Body.PLAIN, plain)


def _told(content: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text of an error body with the field it is about: every shape of sheet 2.3."""
    if isinstance(content, str):
        yield from ((field, text) for text in _unlisted(content) if text)
    elif isinstance(content, list):
        for part in content:
            yield from _told(part, field)
    elif isinstance(content, dict):
        for name, part in content.items():
            if name != "traceback":
                yield from _told(part, _field(name, part))


def _field(name: str, part: Any) -> str:
    """Return the field that a key stands for; a resource's name and the general keys stand for none."""
    return "" if name in {"error", "error_message", "__all__"} or isinstance(part, dict) else name


def _unlisted(text: str) -> list[str]:
    """Return the texts of a list that was written into a text (sheet 2.3.5), else the text itself."""
    text = text.strip()
    if not (text.startswith("[") and text.endswith("]")):
        return [text]
    try:
        parts = ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return [text]
    return [str(part).strip() for part in parts]


def _retry_after(heard: Heard) -> float | None:
    """Return the seconds to wait, told as a number or as a date (sheet 2.1.2), None when not told."""
    told = heard.answer.headers.get("retry-after", "").strip()
    if told.isdecimal():
        return min(float(told), _SECONDS_LATEST)
    try:
        seconds = (parsedate_to_datetime(told) - heard.now).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(seconds, 0.0), _SECONDS_LATEST)


def _unreachable(reason: str, evidence: Evidence) -> Unreachable:
    return Unreachable(SYSTEM, reason, evidence=evidence)


def _contradiction(what: str, heard: Heard, evidence: Evidence) -> Contradiction:
    sentence = f"{SYSTEM} {what} ({_with_words(f'status {heard.status}', heard)}). Nothing more is sent; tell us."
    return Contradiction(sentence, system=SYSTEM, evidence=evidence)


def _with_words(start: str, heard: Heard) -> str:
    return f"{start}: {heard.words}" if heard.words else start
