"""What proving a login found, and whether that is good enough. Decides only; the proving is in `verification`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bindeled.connections.errors import FewerRights
from bindeled.domain.checks import CheckCode, CheckOutcome, CheckResult
from bindeled.domain.errors import ForeignCompany, MissingRight
from bindeled.domain.states import LinkState

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.domain.accounts import Connection, NewVersion
    from bindeled.domain.nouns import Company
    from bindeled.domain.secrets import Secret

# While the link stands so, the login in use is believed to work.
_IN_GOOD_USE = frozenset({LinkState.CONNECTED, LinkState.THROTTLED, LinkState.UNREACHABLE})
_RIGHTS = frozenset({CheckCode.READ, CheckCode.WRITE})


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Whose data the login opens, None when that was not found out, and what came of each check, in order."""

    company: Company | None
    checks: tuple[CheckResult, ...] = ()

    @property
    def good(self) -> bool:
        """True when the login opens a company and no check failed."""
        return self.company is not None and all(check.outcome is not CheckOutcome.FAIL for check in self.checks)

    @property
    def missing(self) -> tuple[CheckResult, ...]:
        """Return the rights that the system refused."""
        return tuple(
            result
            for result in self.checks
            if result.outcome is CheckOutcome.FAIL and result.check.code in _RIGHTS and _is_right(result)
        )

    @property
    def refused_before(self) -> tuple[CheckResult, ...]:
        """Return the rights to write that were refused when they were last used, and that no check tells of."""
        return tuple(result for result in self.checks if result.is_refused_write)


class Checker(Protocol):
    """Proves a login against its system, changing nothing there."""

    def __call__(
        self,
        connection: Connection,
        new: NewVersion,
        secret: Secret,
        watch: Callable[[tuple[CheckResult, ...]], None] = ...,
        *,
        identity_only: bool = False,
    ) -> CheckReport:
        """Return what was found; what a system answers is in the report and never raised.

        `watch` is called with all results so far after each check. `identity_only` stops behind the company.
        """


def require_same_company(connection: Connection, company: Company) -> None:
    """Raise ForeignCompany when a login opens another company than the connection's, once that is set."""
    known = connection.company
    if known is not None and company.key != known.key:
        raise ForeignCompany(connection.system.title, str(known), str(company))


def require_sound(report: CheckReport) -> Company:
    """Return the company. Raises what befell the first check that proves the login unfit, or proves nothing at all.

    A missing right on one resource is neither.
    """
    for result in report.checks:
        if result.error is not None and not (result.check.code in _RIGHTS and _is_right(result)):
            raise result.error
    if report.company is None:
        raise AssertionError("a report without a company says why")
    return report.company


def require_no_loss(connection: Connection, report: CheckReport) -> None:
    """Raise FewerRights when a login that works would give way to one that may do less.

    Where nothing works now, some rights are better than none: the login is taken and the link is limited.
    """
    if report.missing and connection.active_version is not None and connection.link in _IN_GOOD_USE:
        raise FewerRights(
            connection.system.title, [_words(result) for result in report.missing], report.missing[0].evidence
        )


def _is_right(result: CheckResult) -> bool:
    return result.error is None or isinstance(result.error, MissingRight)


def _words(result: CheckResult) -> str:
    return result.check.id.replace(".", " ").replace("_", " ")
