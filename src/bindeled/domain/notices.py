"""What a person is told by a notice, who, and when it is told again: tables and nouns, no I/O.

(connections reference 3.6, 6.1, 6.2; S25)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bindeled.domain.states import LinkState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class Matter(Enum):
    """What a notice is about. The texts tell it: `mail_subject.<code>` and so on."""

    # troubles: they begin and they end
    RECONNECT = "reconnect"
    RIGHT_MISSING = "right_missing"
    STOPPED = "stopped"
    PAUSED = "paused"
    AWAY = "away"
    SLOWED = "slowed"
    # news: they are told once
    EXPIRING = "expiring"
    PAST_EXPIRY = "past_expiry"
    LOGIN_CHANGED = "login_changed"
    WENT_BACK = "went_back"
    LOGIN_ENDED = "login_ended"
    LINK_USED = "link_used"
    RUN_FAILED = "run_failed"
    REPORT_LACKS = "report_lacks"
    PAST_END_DATE = "past_end_date"
    OVER_BUDGET = "over_budget"
    HOURS_MISSING = "hours_missing"
    NOTHING_CAME = "nothing_came"
    TEST = "test"
    CONFIRM = "confirm"


# What a recipient may choose to be told; the others are sent because somebody asks for it.
CHOSEN = tuple(matter for matter in Matter if matter not in {Matter.TEST, Matter.CONFIRM})


class Side(Enum):
    """Trouble began or goes on, it is over, or it is news. What is on one side goes into one notice together."""

    DOWN = "down"
    UP = "up"
    NEWS = "news"


class NoticeState(Enum):
    """How a notice stands. `KEPT` was never to be mailed, since no mail was set up; `GIVEN_UP` was tried in vain."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"
    KEPT = "kept"


NOTICE_MOVES: Mapping[NoticeState, frozenset[NoticeState]] = MappingProxyType(
    {
        NoticeState.QUEUED: frozenset({NoticeState.SENDING}),
        # Sending to sending: whoever was sending it has died.
        NoticeState.SENDING: frozenset(
            {NoticeState.SENDING, NoticeState.SENT, NoticeState.QUEUED, NoticeState.GIVEN_UP}
        ),
        NoticeState.GIVEN_UP: frozenset({NoticeState.QUEUED}),
        NoticeState.SENT: frozenset(),
        NoticeState.KEPT: frozenset(),
    }
)

# What each state of a link is told as; a state that is not here neither begins nor ends anything.
TROUBLE_OF: Mapping[LinkState, Matter] = MappingProxyType(
    {
        LinkState.ACTION_REQUIRED: Matter.RECONNECT,
        LinkState.LIMITED: Matter.RIGHT_MISSING,
        LinkState.QUARANTINED: Matter.STOPPED,
        LinkState.PAUSED: Matter.PAUSED,
        LinkState.UNREACHABLE: Matter.AWAY,
        LinkState.THROTTLED: Matter.SLOWED,
    }
)
TROUBLES = frozenset(TROUBLE_OF.values())

# What a tenant's own rules have found.
WATCHED = frozenset(
    {
        Matter.REPORT_LACKS,
        Matter.PAST_END_DATE,
        Matter.OVER_BUDGET,
        Matter.HOURS_MISSING,
        Matter.NOTHING_CAME,
    }
)

# What an event is told as.
NEWS_OF: Mapping[str, Matter] = MappingProxyType(
    {
        "version.expiring": Matter.EXPIRING,
        "version.past_expiry": Matter.PAST_EXPIRY,
        "version.switched": Matter.LOGIN_CHANGED,
        "version.rolled_back": Matter.WENT_BACK,
        "version.revoked": Matter.LOGIN_ENDED,
        "link.used": Matter.LINK_USED,
        **{f"watch.{matter.value}": matter for matter in WATCHED},
    }
)

_DAY = timedelta(days=1)
_ONCE = (timedelta(0),)
# How long after the first notice each further one follows; after the last, every so often.
AGAIN: Mapping[Matter, tuple[tuple[timedelta, ...], timedelta | None]] = MappingProxyType(
    {
        Matter.RECONNECT: ((timedelta(0), _DAY, 3 * _DAY, 7 * _DAY), 7 * _DAY),
        Matter.RIGHT_MISSING: ((timedelta(0), 7 * _DAY), 7 * _DAY),
        Matter.STOPPED: (_ONCE, _DAY),
        Matter.PAUSED: (_ONCE, _DAY),
        Matter.AWAY: (_ONCE, None),
        Matter.SLOWED: (_ONCE, None),
    }
)


class Relation(Enum):
    """What somebody who is told is to a tenant. The first two are members who sign in, the others only addresses."""

    OWNER = "owner"
    BOOKKEEPER = "bookkeeper"
    ERROR_CONTACT = "error_contact"
    TECHNICAL_CONTACT = "technical_contact"
    SUPPORT = "support"
    # Whoever handed over the login that another has taken the place of.
    FORMER = "former"


CONTACTS = (Relation.ERROR_CONTACT, Relation.TECHNICAL_CONTACT)
_LOGINS = frozenset(
    {
        Matter.EXPIRING,
        Matter.PAST_EXPIRY,
        Matter.LOGIN_CHANGED,
        Matter.WENT_BACK,
        Matter.LOGIN_ENDED,
        Matter.LINK_USED,
    }
)
_TO_BE_MENDED = frozenset({Matter.RECONNECT, Matter.RIGHT_MISSING, Matter.RUN_FAILED})
# Who is told what, unless they chose otherwise.
WANTED: Mapping[Relation, frozenset[Matter]] = MappingProxyType(
    {
        Relation.OWNER: frozenset(Matter),
        Relation.BOOKKEEPER: _TO_BE_MENDED
        | WATCHED
        | {Matter.EXPIRING, Matter.PAST_EXPIRY, Matter.AWAY, Matter.SLOWED},
        Relation.ERROR_CONTACT: _TO_BE_MENDED | WATCHED | {Matter.AWAY, Matter.SLOWED},
        Relation.TECHNICAL_CONTACT: TROUBLES - {Matter.PAUSED} | _LOGINS,
        Relation.SUPPORT: frozenset({Matter.STOPPED, Matter.EXPIRING, Matter.PAST_EXPIRY, Matter.RUN_FAILED}),
        Relation.FORMER: frozenset({Matter.LINK_USED, Matter.LOGIN_CHANGED}),
    }
)
# Support hears of an expiry once it is near.
SUPPORT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is told. `key` names the same address everywhere, and is none itself; `wanted` is what they chose.

    None for `wanted` is what their relation is told by itself.
    """

    key: str
    relation: Relation
    language: str
    wanted: frozenset[Matter] | None = None

    def wants(self, matter: Matter, facts: Mapping[str, Any]) -> bool:
        """Return whether this is told to them."""
        if self.relation is Relation.SUPPORT and matter is Matter.EXPIRING and facts.get("days", 0) > SUPPORT_DAYS:
            return False
        # The first login of a connection changes nothing that anybody had.
        if matter is Matter.LOGIN_CHANGED and facts.get("former") is None:
            return False
        return matter in (WANTED[self.relation] if self.wanted is None else self.wanted)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one link stands: since when, and what to tell of it (`facts`: what waits, which rights are missing)."""

    connection_id: int
    state: LinkState
    since: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """One trouble of one connection that was told: `since` when it is, when it was first and last told, how often.

    `closed_at` is when its end was told, None while it is open.
    """

    connection_id: int
    matter: Matter
    since: datetime
    first_at: datetime
    last_at: datetime
    times: int
    closed_at: datetime | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class NoticeLimits:
    """How long a link stands badly before it is told, and how far apart notices of one that comes and goes are."""

    away: timedelta = timedelta(minutes=15)
    slowed: timedelta = timedelta(hours=2)
    catching_up: timedelta = timedelta(minutes=15)
    apart: timedelta = timedelta(hours=1)
    remembered: timedelta = timedelta(hours=6)

    def patience(self, matter: Matter) -> timedelta:
        """Return how long this trouble lasts before it is told."""
        return {Matter.AWAY: self.away, Matter.SLOWED: self.slowed}.get(matter, timedelta(0))
