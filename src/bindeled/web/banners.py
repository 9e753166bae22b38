"""The one banner of a tenant: for the worst of its links, red where a person must act today, amber where one may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from bindeled.domain.expiry import REMINDERS, expires_in_days
from bindeled.domain.states import LinkState
from bindeled.texts import say
from bindeled.web.figures import short_day_text
from bindeled.web.pages.today.verdict import WORST_FIRST, Tone, link_tone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpRequest

    from bindeled.store.views import LinkRow

_HIDDEN = "hidden_banner"


@dataclass(frozen=True, slots=True)
class Banner:
    """What the banner says. `address` leads to where something can be done.

    `key` is what it is put away by, until it says something else; empty for one that stays.
    """

    tone: str
    mark: str
    headline: str
    sentence: str
    address: str
    key: str = ""


def banner_of(links: Sequence[LinkRow], slug: str, now: datetime, language: str) -> Banner | None:
    """Return the banner of a tenant, None where nobody has to know anything.

    What passes by itself gets none: nobody can do anything about it (connections reference 6.1, rule 3).
    """
    return _of_state(links, slug, language) or to_come(links, slug, now, language)


def to_come(links: Sequence[LinkRow], slug: str, now: datetime, language: str) -> Banner | None:
    """Return the banner for the login that expires first, None where none does soon or a link is in trouble anyway."""
    soon = [
        (left, row)
        for row in links
        if row.version and (left := expires_in_days(row.version, now)) is not None and left <= REMINDERS[0]
    ]
    if not soon:
        return None
    left, row = min(soon, key=lambda each: each[0])
    system, expires = row.connection.system, row.version.expires if row.version else None
    if row.connection.link is not LinkState.CONNECTED or expires is None:
        return None
    facts = {"system": system.title, "days": str(max(left, 0)), "day": short_day_text(expires, language)}
    code = "expiring" if left >= 0 else "expired"
    return Banner(
        tone=Tone.WAIT.value,
        mark="!",
        headline=say(f"page.banner.{code}", language, **facts),
        sentence=say(f"page.banner.{code}.sentence", language, **facts),
        address=reverse("connection", args=[slug, system.value]),
        key=f"{system.value} {code} {expires}",
    )


def shown(request: HttpRequest, banner: Banner | None) -> Banner | None:
    """Return the banner unless whoever is signed in has put it away."""
    if banner is None or (banner.key and request.session.get(_HIDDEN) == banner.key):
        return None
    return banner


def hide_banner(request: HttpRequest, key: str) -> None:
    """Put the banner with this key away for as long as somebody is signed in."""
    request.session[_HIDDEN] = key[:100]


def _of_state(links: Sequence[LinkRow], slug: str, language: str) -> Banner | None:
    told = [row.connection for row in links if _is_told(row.connection.link)]
    if not told:
        return None
    worst = min(told, key=lambda link: (link_tone(link.link) is not Tone.ACT, WORST_FIRST.index(link.link)))
    system, state, tone = worst.system, worst.link.value, link_tone(worst.link)
    return Banner(
        tone=tone.value,
        mark="!",
        headline=say(f"link.{state}", language, system=system.title),
        sentence=say(f"link_told.{state}", language, system=system.title),
        address=reverse("connection", args=[slug, system.value]),
        key="" if tone is Tone.ACT else f"{system.value} {state} {worst.link_since.isoformat()}",
    )


def _is_told(state: LinkState) -> bool:
    return link_tone(state) is Tone.ACT or state is LinkState.LIMITED
