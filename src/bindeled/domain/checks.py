"""The checks that prove a login, as data: which there are, in which order, and what came of each."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from bindeled.domain.accounts import System
from bindeled.domain.errors import Evidence
from bindeled.domain.needs import Access, Resource, needs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bindeled.domain.errors import BindeledError


class CheckCode(Enum):
    """What is asked, in the order of asking: where an earlier one fails, the later ones prove nothing."""

    ADDRESS = "address"
    LOGIN = "login"
    COMPANY = "company"
    READ = "read"
    WRITE = "write"
    ALLOWANCE = "allowance"
    CONCURRENCY = "concurrency"


class CheckOutcome(Enum):
    """What came of a check. `NOT_PROVABLE`: nothing harmless tells, or the system gave no answer now."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    NOT_PROVABLE = "not_provable"


@dataclass(frozen=True, slots=True)
class Check:
    """One check; `resource` is what reading or writing is tried on."""

    code: CheckCode
    resource: Resource | None = None

    @property
    def id(self) -> str:
        """Return the name by which pages and scripts tell checks apart: `read.employees`."""
        return f"{self.code.value}.{self.resource.value}" if self.resource else self.code.value


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What came of a check: facts for the sentence, and the refusal or silence that decided it, where there was one.

    `kept_evidence` is what remains of that error when the result was kept and read again.
    """

    check: Check
    outcome: CheckOutcome
    facts: Mapping[str, str] = field(default_factory=dict)
    error: BindeledError | None = None
    kept_evidence: Evidence | None = None

    @property
    def sentence_key(self) -> str:
        """Return the text that tells it."""
        return f"check.{self.check.code.value}.{self.outcome.value}"

    @property
    def cure_key(self) -> str:
        """Return the text that says what to do about it; empty when there is nothing to do."""
        has_cure = self.outcome in {CheckOutcome.WARN, CheckOutcome.FAIL}
        return f"check_cure.{self.check.code.value}.{self.outcome.value}" if has_cure else ""

    @property
    def is_refused_write(self) -> bool:
        """Tell whether nothing proves this right to write, which was refused when it was last used."""
        return self.check.code is CheckCode.WRITE and self.outcome is CheckOutcome.WARN

    @property
    def evidence(self) -> Evidence | None:
        """Return what the system answered, where that decided."""
        return self.error.evidence if self.error else self.kept_evidence


def as_row(result: CheckResult) -> dict[str, Any]:
    """Return a result as it is kept: everything but the error itself."""
    return {
        "id": result.check.id,
        "outcome": result.outcome.value,
        "facts": dict(result.facts),
        "evidence": asdict(result.evidence) if result.evidence else None,
    }


def from_row(row: Mapping[str, Any]) -> CheckResult:
    """Return a result that was kept."""
    code, _, resource = str(row["id"]).partition(".")
    evidence = Evidence(**row["evidence"]) if row["evidence"] else None
    check = Check(CheckCode(code), Resource(resource) if resource else None)
    return CheckResult(check, CheckOutcome(row["outcome"]), row["facts"], kept_evidence=evidence)


def planned_checks(system: System, flows: Iterable[str]) -> tuple[Check, ...]:
    """Return every check that a login of this system goes through for these flows, in order."""
    codes = {Access.READ: CheckCode.READ, Access.WRITE: CheckCode.WRITE}
    rights = [Check(codes[need.access], need.resource) for need in needs_of(system, flows)]
    # Only Uniconta is known to count calls by the day and to let a server user in once (Uniconta sheet 1.1, 2.4).
    last = (Check(CheckCode.ALLOWANCE), Check(CheckCode.CONCURRENCY)) if system is System.UNICONTA else ()
    return (Check(CheckCode.ADDRESS), Check(CheckCode.LOGIN), Check(CheckCode.COMPANY), *rights, *last)
