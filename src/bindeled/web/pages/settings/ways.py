"""The pages of settings, in the order in which somebody sets up: one table for the overview and for going about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from bindeled.domain.roles import Action
from bindeled.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.domain.accounts import Tenant

# The name of a page is that of its address and of its texts.
_WAYS = (
    ("matching", Action.SEE_TENANT),
    ("mapping", Action.SEE_TENANT),
    ("pay_types", Action.SEE_TENANT),
    ("own_rules", Action.SEE_TENANT),
    ("watches", Action.SEE_TENANT),
    ("schedules", Action.SEE_TENANT),
    ("notices", Action.SEE_TENANT),
    ("tokens", Action.MANAGE_TOKENS),
)


@dataclass(frozen=True, slots=True)
class Way:
    """One page of settings that can be gone to."""

    name: str
    about: str
    address: str
    here: bool


def ways_of(tenant: Tenant, may: Mapping[str, bool], here: str, language: str) -> tuple[Way, ...]:
    """Return the pages of settings that whoever has these rights may see."""
    return tuple(
        Way(
            say(f"page.settings.way.{name}", language),
            say(f"page.settings.about.{name}", language),
            reverse(name, args=[tenant.slug]),
            name == here,
        )
        for name, action in _WAYS
        if may[action.value]
    )
