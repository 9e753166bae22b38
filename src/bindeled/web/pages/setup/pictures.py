"""Where to click in both systems, as schematic pictures: only places that the sheets name, drawn and never copied.

The way to a place is Uniconta sheet 1.1 (users, server users, `Support`), the key on Intempus' settings page is
Intempus sheet 1.9, ticked records and phases are product reference 1.4, the journal is product reference 1.6.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.domain.accounts import System
from bindeled.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROW, _TOP, _LINE = 34, 62, 24


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a system: the steps to it by their texts, and the field to look for with what stands in it."""

    system: System
    path: tuple[str, ...]
    field: str = ""
    value: str = ""
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """One text of a picture and where it stands; `here` is where one ends."""

    text: str
    x: int
    y: int
    here: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be drawn; `told` says in words what it shows."""

    system: str
    told: str
    height: int
    steps: tuple[Mark, ...]
    label: str
    value: str
    ticked: bool
    field_y: int


_UNICONTA, _INTEMPUS = System.UNICONTA, System.INTEMPUS
_USERS = ("company", "user_rights", "manage_users")
PLACES: Mapping[str, Place] = MappingProxyType(
    {
        "intempus_key": Place(_INTEMPUS, ("settings",), "api_key", "••••••••••••"),
        "support_user": Place(_UNICONTA, (*_USERS, "add_user", "existing"), "login_id", "Support"),
        "server_user": Place(_UNICONTA, ("administrator", "all_users", "add_user"), "user_type", "server"),
        "uniconta_rights": Place(_UNICONTA, _USERS),
        "intempus_active_field": Place(_UNICONTA, ("debtor",), "active", ticked=True),
        "first_load_agreed": Place(_UNICONTA, ("project",), "phase", "in_progress"),
        "test_record": Place(_UNICONTA, ("journal",), "unposted", "INTEMPUS"),
    }
)


def picture_of(code: str, language: str) -> Picture | None:
    """Return the picture of an item of the checklist, None where there is none."""
    place = PLACES.get(code)
    return _drawn(place, language) if place else None


def _drawn(place: Place, language: str) -> Picture:
    words = [say(f"picture.{step}", language) for step in place.path]
    last = len(words) - 1
    label = say(f"picture.{place.field}", language) if place.field else ""
    value = _value(place.value, language)
    steps = tuple(Mark(text, 24 + _LINE * row, _TOP + _ROW * row, row == last) for row, text in enumerate(words))
    end = f" → {label}: {'✓' if place.ticked else value}" if label else ""
    return Picture(
        system=place.system.title,
        told=f"{place.system.title}: {' → '.join(words)}{end}",
        height=max(_TOP + _ROW * len(words) + 12, 150),
        steps=steps,
        label=label,
        value=value,
        ticked=place.ticked,
        field_y=max(_TOP + _ROW * last - 16, 64),
    )


def _value(value: str, language: str) -> str:
    """Return what stands in the field: a word of the system's, or what is written there as it is."""
    return say(f"picture.{value}", language) if value in {"server", "in_progress"} else value
