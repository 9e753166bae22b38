"""What can be said about a login besides what a system answers. Each is one of the domain's remedies in other words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.calendar import COPENHAGEN
from bindeled.domain.errors import (
    BindeledError,
    MissingRight,
    NeedsSignIn,
    NotSetUp,
    Overtaken,
    Throttled,
    Transient,
)
from bindeled.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bindeled.domain.errors import Evidence
    from bindeled.domain.mistypes import Mistype
    from bindeled.domain.states import LinkState


class Mistyped(BindeledError):
    """What was handed over cannot be right as it stands. Nothing was stored and nobody was asked."""

    def __init__(self, system: str, mistakes: Sequence[str], found: Sequence[tuple[str, Mistype]] = ()) -> None:
        super().__init__(" ".join(mistakes) + " Nothing was stored; hand it over again.", system=system)
        self.mistakes = tuple(mistakes)
        self.found = tuple(found)


class NotConnected(NotSetUp):
    """No login was ever taken into use."""

    def __init__(self, system: str) -> None:
        remedy = f"Hand over a login with: bindeled connect {system.lower()}"
        super().__init__(system, f"{system} is not connected yet.", remedy)


class LinkShut(BindeledError):
    """A link lets no business call through now, so none was started. Its two kinds say whether that passes."""


class LinkWaits(LinkShut, Transient):
    """The link opens by itself: it is being proved, or the system is away or asks us to wait."""

    def __init__(self, system: str, state: LinkState, retry_after: float | None = None) -> None:
        Transient.__init__(self, say(f"link_waits.{state.value}", "en", system=system), system=system)
        self.retry_after = retry_after
        self.state = state


class TriedTooOften(LinkShut, Transient):
    """A login that was refused has been tried as often as is safe for now. A new one may be tried at any time."""

    def __init__(self, system: str, retry_after: float) -> None:
        sentence = (
            f"{system} refused this login before, and trying it again now might lock the user out. It may be tried "
            f"again in {max(retry_after, 60) / 60:.0f} minutes; a new one may be handed over at any time."
        )
        Transient.__init__(self, sentence, system=system, retry_after=retry_after)


class AllowanceUsed(LinkShut, Transient):
    """As many calls were made today as we may make. `retry_after` is in seconds, until the next Danish day."""

    def __init__(self, system: str, calls: int, allowance: int, retry_after: float) -> None:
        sentence = (
            f"{calls} of the {allowance} calls a day that {system} allows are used, so the rest waits until midnight. "
            "Nothing is lost; the work goes on by itself."
        )
        Transient.__init__(self, sentence, system=system, retry_after=retry_after)


class LinkHeld(LinkShut):
    """The link opens when a person has acted."""

    def __init__(self, system: str, state: LinkState) -> None:
        told = " ".join(say(f"{group}.{state.value}", "en", system=system) for group in ("link_told", "link_remedy"))
        BindeledError.__init__(self, told, system=system)
        self.state = state


class DiskFilling(LinkShut, Transient):
    """A link is shut, and there is no room to note what waits for it: the source is not read meanwhile.

    `used` and `quota` are in bytes.
    """

    def __init__(self, closed: LinkShut, used: int, quota: int) -> None:
        sentence = (
            f"{closed.sentence} What waits is not counted meanwhile, since the database fills {used / quota:.0%} of "
            f"its quota of {quota / 1_000_000:.0f} MB. Nothing is dropped; the source keeps it. Make room or raise "
            "BINDELED_DISK_QUOTA_MEGABYTES."
        )
        Transient.__init__(self, sentence, system=closed.system)


class NotTried(Transient):
    """The system could not be asked whether the login is right, so it was not kept."""

    def __init__(self, system: str, error: Transient) -> None:
        reason = "asks us to wait" if isinstance(error, Throttled) else "is not answering"
        super().__init__(
            f"{system} {reason}, so the login could not be tried and was not kept. Nothing else has changed. Hand it "
            f"over again when {system} answers.",
            system=system,
            retry_after=error.retry_after,
            evidence=error.evidence,
        )


class NotTriedNow(Transient):
    """The system could not be asked whether a staged login is right; it is kept, to be tried again."""

    def __init__(self, system: str, number: int, error: Transient) -> None:
        super().__init__(
            f"{system} could not be asked now, so version {number} of the login is not proved yet. It is kept beside "
            f"the one in use, and nothing else has changed. Verify it again when {system} answers.",
            system=system,
            retry_after=error.retry_after,
            evidence=error.evidence,
        )
        self.met = error


class AlreadyReplaced(Overtaken):
    """Another hand-over ended while this one's login was being checked."""

    def __init__(self, system: str) -> None:
        sentence = (
            f"Somebody else replaced the {system} login while this one was being checked. Theirs goes on and this "
            "one was not kept. Look at the connection, and hand this one over again if it is still wanted."
        )
        Transient.__init__(self, sentence, system=system)


class EpochConflict(Overtaken):
    """The connection was switched since the person looked at it. Nothing was changed."""

    def __init__(self, system: str, seen: int) -> None:
        sentence = (
            f"The {system} connection was switched meanwhile: its epoch is no longer {seen}. Nothing was changed. "
            "Look at the connection, and do it again if it is still wanted."
        )
        Transient.__init__(self, sentence, system=system)


class AlreadyInUse(BindeledError):
    """The very same login is in use already. Nothing was stored."""

    def __init__(self, system: str, number: int) -> None:
        super().__init__(
            f"This {system} login is in use already, as version {number}. Nothing was changed. See whether it works "
            f"with: bindeled connections check {system.lower()}",
            system=system,
        )
        self.number = number


class RefusedBefore(BindeledError):
    """The very same login was refused a little while ago. Nobody was asked again, so that the user is not locked out.

    `again_at` is from when on it is tried again.
    """

    def __init__(self, system: str, refused_at: datetime, again_at: datetime) -> None:
        super().__init__(
            f"{system} refused this very login at {_told(refused_at)}. It was not tried again, since repeated wrong "
            f"attempts can block the user. Hand over another secret. If the user was unblocked in {system} meanwhile, "
            f"hand this one over again after {_told(again_at)}.",
            system=system,
        )
        self.again_at = again_at


class NotPossible(BindeledError):
    """What was asked does not fit how the version stands. Nothing was changed."""

    def __init__(self, system: str, what: str) -> None:
        super().__init__(f"{what} Nothing was changed. See: bindeled credentials list {system.lower()}", system=system)


class WentBack(Transient):
    """A new login was refused at its first real call and gave way to the former one, which still works."""

    def __init__(self, system: str, error: NeedsSignIn) -> None:
        super().__init__(
            f"{system} refused the new login at its first real call. The former one still works and is in use again. "
            "Nothing is lost; the work goes on by itself.",
            system=system,
            evidence=error.evidence,
        )


class Revoked(NeedsSignIn):
    """The login in use was revoked by us, and no other has been taken into use."""

    def __init__(self, system: str) -> None:
        sentence = (
            f"The {system} login was revoked and none is in use. What is to be carried waits. Hand over a new login "
            f"with: bindeled connect {system.lower()}"
        )
        BindeledError.__init__(self, sentence, system=system)
        self.is_definite = True


class FewerRights(MissingRight):
    """The login is good but may do less than the one in use, which works."""

    def __init__(self, system: str, missing: Sequence[str], evidence: Evidence | None) -> None:
        self.resource = ", ".join(missing)
        sentence = (
            f"The new {system} login works, but may not {self.resource}. The one in use stays. Ask whoever "
            f"administers {system} to grant it, then hand the login over again."
        )
        BindeledError.__init__(self, sentence, system=system, evidence=evidence)


class LinkNotGood(BindeledError):
    """A reconnect link opens nothing: it was used, it expired, it was revoked, or there never was one (`reason`)."""

    def __init__(self, reason: str) -> None:
        super().__init__("This link opens nothing any more. Ask whoever sent it for a new one.")
        self.reason = reason


def _told(at: datetime) -> str:
    return f"{at.astimezone(COPENHAGEN):%H:%M on %Y-%m-%d}"
