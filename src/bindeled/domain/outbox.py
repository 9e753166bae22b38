"""What a notice holds on its way: what it tells, of whom, and to whom. Nouns, no I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bindeled.domain.notices import Matter, NoticeState, Recipient, Relation, Side


@dataclass(frozen=True, slots=True)
class About:
    """Which tenant and which of its connections something is about; `system` as people write it, empty for neither."""

    tenant_id: int
    tenant: str
    slug: str
    connection_id: int | None = None
    system: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is told, with what its sentences name; never a secret."""

    about: About
    matter: Matter
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class News:
    """An event that is still to be told. `item` says of what."""

    event_id: int
    item: Item


@dataclass(frozen=True, slots=True)
class Addressee:
    """A recipient, and where the address is read when it is sent: from a person or a contact, else from a setting."""

    recipient: Recipient
    person_id: int | None = None
    contact_id: int | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything on one side that is to be told to one recipient now."""

    to: Addressee
    side: Side
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """A notice as it is kept. `attempts` counts those that were begun; `reason` is why the latest came to nothing."""

    id: int
    relation: Relation
    language: str
    person_id: int | None
    contact_id: int | None
    side: Side
    state: NoticeState
    created_at: datetime
    due_at: datetime
    attempts: int
    sent_at: datetime | None
    reason: str
    items: tuple[Item, ...]
