"""What proving a login found, and whether that is good enough. Decides only; the proving is handed in by bootstrap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bindeled.connections.errors import FewerRights
from bindeled.domain.errors import BindeledError, ForeignCompany, MissingRight
from bindeled.domain.states import LinkState

if TYPE_CHECKING:
    from bindeled.domain.accounts import Connection, NewVersion
    from bindeled.domain.nouns import Company
    from bindeled.domain.secrets import Secret

# While the link stands so, the login in use is believed to work.
_IN_GOOD_USE = frozenset({LinkState.CONNECTED, LinkState.THROTTLED, LinkState.UNREACHABLE})


@dataclass(frozen=True, slots=True)
class Right:
    """One thing that the login must be able to do (`read work reports`), and what came of trying it."""

    name: str
    error: BindeledError | None = None

    @property
    def granted(self) -> bool:
        """True when the system let us."""
        return self.error is None

    @property
    def problem(self) -> str:
        """Return what stands in the way, as a sentence; empty when nothing does."""
        return self.error.sentence if self.error else ""

    def __str__(self) -> str:
        return f"{self.name}: {self.problem or 'ok'}"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Whose data the login opens, and each right that was tried, in order."""

    company: Company
    rights: tuple[Right, ...] = ()

    @property
    def good(self) -> bool:
        """True when every right was granted."""
        return all(right.granted for right in self.rights)

    @property
    def missing(self) -> tuple[MissingRight, ...]:
        """Return the refusals of rights."""
        return tuple(right.error for right in self.rights if isinstance(right.error, MissingRight))


class Checker(Protocol):
    """Proves a login against its system by reading, changing nothing there."""

    def __call__(self, connection: Connection, new: NewVersion, secret: Secret) -> CheckReport:
        """Return what was found. Raises what `identify` of the ports raises; errors of single rights are returned."""


def require_sound(connection: Connection, report: CheckReport) -> None:
    """Raise ForeignCompany when the login opens another company than the connection's, once that is set.

    Raises whatever befell a single right other than its being missing: then nothing was proved.
    """
    known = connection.company
    if known is not None and report.company.key != known.key:
        raise ForeignCompany(connection.system.title, str(known), str(report.company))
    for right in report.rights:
        if right.error is not None and not isinstance(right.error, MissingRight):
            raise right.error


def require_no_loss(connection: Connection, report: CheckReport) -> None:
    """Raise FewerRights when a login that works would give way to one that may do less.

    Where nothing works now, some rights are better than none: the login is taken and the link is limited.
    """
    if report.missing and connection.active_version is not None and connection.link in _IN_GOOD_USE:
        raise FewerRights(connection.system.title, report.missing)
