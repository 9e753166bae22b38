"""Where one can go from a page of a tenant, and the one banner that stands over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from bindeled.domain.calendar import danish_day
from bindeled.domain.roles import Action
from bindeled.texts import say
from bindeled.web.banners import Banner, banner_of, shown
from bindeled.web.languages import language_of
from bindeled.web.sign_in.people import person_of
from bindeled.web.sources import source_of
from bindeled.web.told import Told, take_told

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bindeled.domain.accounts import Tenant

_TABS = (
    ("today", Action.SEE_TENANT),
    ("inbox", Action.SEE_INBOX),
    ("find_hour", Action.SEE_RUNS),
    ("reconciliation", Action.SEE_RUNS),
    ("connections", Action.SEE_CONNECTION),
    ("settings", Action.SEE_TENANT),
    ("setup", Action.SEE_CHECKLIST),
    ("activity", Action.SEE_AUDIT),
    ("members", Action.SEE_MEMBERS),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One page that can be gone to."""

    name: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What stands around a page of a tenant."""

    tenant: str
    slug: str
    tabs: tuple[Tab, ...]
    banner: Banner | None
    told: Told | None


def place_of(request: HttpRequest, tenant: Tenant, here: str, *, with_banner: bool = True) -> Place:
    """Return the place of a page; `here` is the name of its tab."""
    person, language, source = person_of(request), language_of(request), source_of(request)
    tabs = tuple(
        Tab(say(f"page.tab.{name}", language), reverse(name, args=[tenant.slug]), name == here)
        for name, action in _TABS
        if person is not None and person.reach.may(action, tenant.id)
    )
    now = source.now()
    links = source.links(tenant.id, danish_day(now)) if with_banner else []
    banner = shown(request, banner_of(links, tenant.slug, now, language))
    return Place(tenant.name, tenant.slug, tabs, banner, take_told(request))
