"""Errors by remedy: the class says who must act, the sentence is built from named facts.

BindeledError
├── Transient          nobody: it passes by itself; carries when to try again
│   ├── Unreachable        the system did not answer, or answered with something that is not its own voice
│   ├── Throttled          the system asked us to slow down
│   ├── SessionEnded       the system ended the session before the call: sign in anew, once
│   └── OutcomeUnknown     a write was sent and no answer came: look before repeating
├── NeedsSignIn        a person: the login was refused
├── ForeignCompany     a person: the login opens another company than the connection stands for
├── MissingRight       a person: the login is good, but may not do this one thing
├── Refused            a person, for this record only: the rest goes on
├── UnsafePlan         a person must look before anything is written
├── Misconfigured      the operator: every mistake is named at once
└── Contradiction      us: something that cannot be, was
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence


class Meaning(Enum):
    """What an answer says about the connection, whatever became of the call (connections reference 3.5)."""

    NETWORK = "network"
    OUTAGE = "outage"
    RATE = "rate"
    AUTH = "auth"
    PERMISSION = "permission"
    CONFIG = "config"
    SESSION = "session"
    DATA = "data"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a system answered, already redacted, kept beside the verdict that was drawn from it.

    `status` is the HTTP status or None when no answer came; `excerpt` the first characters of the body;
    `seconds` the time the call took; `rule` the name of the row of the vendor's table that decided, and `meaning` what
    that row takes the answer to say (a value of `Meaning`), both empty before a verdict.
    """

    method: str
    address: str
    status: int | None
    content_type: str
    excerpt: str
    seconds: float
    rule: str = ""
    meaning: str = ""


class BindeledError(Exception):
    """Root of every error we raise on purpose. `str(error)` is one sentence a person can act on.

    `system` names the system that it is about, as people write it; empty when it is about neither. `usual_meaning` is
    what an answer that ends in this error says about the connection, unless the vendor's table knows better.
    """

    usual_meaning: ClassVar[Meaning] = Meaning.UNKNOWN

    def __init__(self, sentence: str, *, system: str = "", evidence: Evidence | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.system = system
        self.evidence = evidence


class Transient(BindeledError):
    """It passes by itself. `retry_after` is in seconds, None when the system did not say."""

    def __init__(
        self, sentence: str, *, system: str = "", retry_after: float | None = None, evidence: Evidence | None = None
    ) -> None:
        super().__init__(sentence, system=system, evidence=evidence)
        self.retry_after = retry_after


class Unreachable(Transient):
    """The system did not answer, or something else answered in its place."""

    usual_meaning: ClassVar[Meaning] = Meaning.OUTAGE

    def __init__(self, system: str, reason: str, *, evidence: Evidence | None = None) -> None:
        super().__init__(
            f"{system} is not answering ({reason}). Nothing is lost; the work waits and is tried again.",
            system=system,
            evidence=evidence,
        )


class Throttled(Transient):
    """The system asked us to slow down."""

    usual_meaning: ClassVar[Meaning] = Meaning.RATE

    def __init__(self, system: str, *, retry_after: float | None = None, evidence: Evidence | None = None) -> None:
        when = f" for {retry_after:.0f} seconds" if retry_after is not None else ""
        super().__init__(
            f"{system} asked us to wait{when}. Nothing is lost; the work goes on by itself.",
            retry_after=retry_after,
            system=system,
            evidence=evidence,
        )


class SessionEnded(Transient):
    """The system ended the session before it looked at the call, as it does when the user signs in elsewhere.

    Nothing happened, so the call may be sent again, whatever it is.
    """

    usual_meaning: ClassVar[Meaning] = Meaning.SESSION

    def __init__(self, system: str, *, evidence: Evidence | None = None) -> None:
        super().__init__(
            f"{system} ended our session, as it does when the same user signs in elsewhere. Nothing is lost; the work "
            "waits and is tried again.",
            system=system,
            evidence=evidence,
        )


class OutcomeUnknown(Transient):
    """A write was sent and no answer came. It may have happened; read back before any repeat."""

    usual_meaning: ClassVar[Meaning] = Meaning.OUTAGE

    def __init__(self, system: str, action: str, *, evidence: Evidence | None = None) -> None:
        super().__init__(
            f"{system} did not confirm: {action}. It is looked up before it is tried again.",
            system=system,
            evidence=evidence,
        )


class Overtaken(Transient):
    """Somebody else did the same at the same moment: another worker, another window. Nothing was done twice."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Somebody else was first: {what}. Nothing was done twice; it goes on from there.")


class NeedsSignIn(BindeledError):
    """The login was refused. A person must hand over a new one.

    `is_definite` says that the system's own words leave no doubt (the user is blocked); without, one refusal may be
    the system's illness and is confirmed before anybody is asked for anything.
    """

    usual_meaning: ClassVar[Meaning] = Meaning.AUTH

    def __init__(
        self, system: str, reason: str = "", *, is_definite: bool = False, evidence: Evidence | None = None
    ) -> None:
        self.is_definite = is_definite
        detail = f" ({reason})" if reason else ""
        super().__init__(
            f"{system} refused the login{detail}. Check the user name letter by letter, capitals count, and hand over "
            f"the right secret with: bindeled connect {system.lower()}",
            system=system,
            evidence=evidence,
        )


class ForeignCompany(BindeledError):
    """The login opens another company than the one this connection stands for. Nothing was sent to it."""

    def __init__(self, system: str, expected: str, found: str) -> None:
        super().__init__(
            f"This {system} login opens {found}, but the connection belongs to {expected}. Nothing was changed. "
            f"Use a login of {expected}, or set up a tenant of its own for {found}.",
            system=system,
        )
        self.expected = expected
        self.found = found


class NotSetUp(BindeledError):
    """Something has to be made or handed over before the work can go on. `remedy` says what, as a sentence."""

    def __init__(self, system: str, what: str, remedy: str) -> None:
        super().__init__(f"{what} The work waits. {remedy}", system=system)


class MissingRight(BindeledError):
    """The login is good, but may not do this. Only this resource waits."""

    usual_meaning: ClassVar[Meaning] = Meaning.PERMISSION

    def __init__(self, system: str, resource: str, reason: str = "", *, evidence: Evidence | None = None) -> None:
        detail = f" {system} says: {reason}." if reason else ""
        super().__init__(
            f"The {system} login may not use {resource}.{detail} Ask whoever administers {system} to grant it; "
            "the work waits meanwhile.",
            system=system,
            evidence=evidence,
        )
        self.resource = resource


class Refused(BindeledError):
    """The system will not take this record. It is parked with the reason, the others go on.

    `code` is the system's own name of the reason (`KeyExists`), empty when it gave none.
    """

    usual_meaning: ClassVar[Meaning] = Meaning.DATA

    def __init__(self, system: str, code: str, reason: str = "", *, evidence: Evidence | None = None) -> None:
        said = reason or code or "no reason given"
        super().__init__(f"{system} refused the record: {said}.", system=system, evidence=evidence)
        self.code = code
        self.reason = said


class UnsafePlan(BindeledError):
    """The plan is far from the usual. Nothing was written; a person must look."""


class Misconfigured(BindeledError):
    """The installation is not right. Every mistake is listed, so that one round mends them all."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


class Contradiction(BindeledError):
    """Something that cannot be, was. Ours to mend; nothing more is sent."""


def judged(error: BindeledError, rule: str, meaning: Meaning | None = None) -> BindeledError:
    """Return the error with the name of the rule that decided and what the answer says, kept in its evidence.

    Without a `meaning` of its own a rule says what its error usually does.
    """
    if error.evidence is not None:
        said = meaning or error.usual_meaning
        error.evidence = replace(error.evidence, rule=rule, meaning=said.value)
    return error
