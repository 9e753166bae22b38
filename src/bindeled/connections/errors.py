"""What can be said about a login besides what a system answers. Each is one of the domain's remedies in other words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.errors import BindeledError, MissingRight, NotSetUp, Overtaken, Throttled, Transient
from bindeled.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bindeled.domain.states import LinkState


class Mistyped(BindeledError):
    """What was handed over cannot be right as it stands. Nothing was stored and nobody was asked."""

    def __init__(self, system: str, mistakes: Sequence[str]) -> None:
        super().__init__(" ".join(mistakes) + " Nothing was stored; hand it over again.", system=system)
        self.mistakes = tuple(mistakes)


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


class LinkHeld(LinkShut):
    """The link opens when a person has acted."""

    def __init__(self, system: str, state: LinkState) -> None:
        told = " ".join(say(f"{group}.{state.value}", "en", system=system) for group in ("link_told", "link_remedy"))
        BindeledError.__init__(self, told, system=system)
        self.state = state


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


class AlreadyReplaced(Overtaken):
    """Another hand-over ended while this one's login was being checked."""

    def __init__(self, system: str) -> None:
        sentence = (
            f"Somebody else replaced the {system} login while this one was being checked. Theirs is in use and this "
            "one was not kept. Look at the connection, and hand this one over again if it is still wanted."
        )
        Transient.__init__(self, sentence, system=system)


class FewerRights(MissingRight):
    """The login is good but may do less than the one in use, which works."""

    def __init__(self, system: str, missing: Sequence[MissingRight]) -> None:
        self.resource = ", ".join(error.resource for error in missing)
        sentence = (
            f"The new {system} login works, but may not use {self.resource}. The one in use stays. Ask whoever "
            f"administers {system} to grant it, then hand the login over again."
        )
        BindeledError.__init__(self, sentence, system=system, evidence=missing[0].evidence)
