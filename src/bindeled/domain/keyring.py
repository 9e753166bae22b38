"""Keys as facts: how each stands, what was sealed under it, what a rotation did. No key in plain form is among them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from bindeled.domain.states import DataKeyState

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bindeled.domain.secrets import Binding, Sealed


@dataclass(frozen=True, slots=True)
class DataKeyFacts:
    """One data key of one tenant. `uses` counts seals, `late_opens` the opens that still needed it when it was former.

    `ciphertexts` is how many secrets are sealed under it now.
    """

    tenant_id: int
    number: int
    state: DataKeyState
    master_key_id: str
    created_at: datetime
    primary_since: datetime | None
    emptied_at: datetime | None
    uses: int
    late_opens: int
    ciphertexts: int


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One sealed thing where it is kept: `kind` and `id` find it, `binding` is what it is bound to."""

    kind: str
    id: int
    binding: Binding
    sealed: Sealed


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rotation has come."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did. `key` is the name of the key in use now; `went_on` tells that it ended an earlier one.

    `stuck` names what could not be moved to it, each with the reason; it stays under the key that it was under.
    """

    key: str
    moved: int
    went_on: bool
    stuck: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A former key that may not be destroyed yet, and why: a sentence."""

    key: str
    reason: str


class Guard(Enum):
    """Whether a data key may be destroyed, and what stands in the way."""

    IN_USE = "in_use"
    SEALED = "sealed"
    NOT_ENDED = "not_ended"
    GRACE = "grace"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What was destroyed, and what was not."""

    keys: tuple[str, ...]
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class KeyLimits:
    """How long one data key seals: so many times, and for so long. `grace` is kept before a former one is destroyed."""

    uses: int
    age: timedelta
    grace: timedelta


def rotation_is_due(key: DataKeyFacts, limits: KeyLimits, at: datetime) -> bool:
    """Return whether this key has sealed often enough or for long enough that the next one should take over."""
    if key.state is not DataKeyState.PRIMARY:
        return False
    return key.uses >= limits.uses or at - (key.primary_since or key.created_at) >= limits.age


def rotation_is_half_way(key: DataKeyFacts) -> bool:
    """Return whether this key tells of a rotation that broke off: one not in use yet, or one not emptied yet."""
    return key.state is DataKeyState.NEW or (key.state is DataKeyState.FORMER and key.emptied_at is None)


def guard_of(key: DataKeyFacts, grace: timedelta, at: datetime) -> Guard:
    """Return whether this key may be destroyed at this moment."""
    if key.state is not DataKeyState.FORMER:
        return Guard.IN_USE
    if key.ciphertexts:
        return Guard.SEALED
    if key.emptied_at is None:
        return Guard.NOT_ENDED
    return Guard.GRACE if at < key.emptied_at + grace else Guard.FREE
