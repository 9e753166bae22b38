"""Audit entries: who did what to which, chained by hashes, so that none can be changed, removed or moved unnoticed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# What the first entry of a chain names as the hash before it.
NOTHING_BEFORE = "0" * 64
# The chain of what belongs to no tenant.
INSTALLATION = "installation"


class ActorKind(StrEnum):
    """By which way somebody or something acts."""

    COMMAND_LINE = "command_line"
    API_TOKEN = "api_token"  # noqa: S105 - a kind of actor, not a token
    PAGE_USER = "page_user"
    RECONNECT_LINK = "reconnect_link"
    WORKER = "worker"
    PROCESS = "process"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `name` is the user, the token's id or the link's id, `place` the machine or address it came from.

    Never a secret: a token and a link are named by their ids.
    """

    kind: ActorKind
    name: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.kind.value} {self.name}{f' at {self.place}' if self.place else ''}"


class AuditOutcome(StrEnum):
    """What came of it."""

    DONE = "done"
    DENIED = "denied"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of one chain. `facts` is text that `canonical` wrote, `at` is zone-aware."""

    chain: str
    sequence: int
    at: datetime
    actor: Actor
    action: str
    subject: str
    facts: str
    outcome: AuditOutcome
    previous: str
    hash: str = ""


@dataclass(frozen=True, slots=True)
class ChainHead:
    """Where a chain ends: the number and the hash of its newest entry."""

    chain: str
    sequence: int
    hash: str


def chain_of(tenant_id: int | None) -> str:
    """Return the name of a tenant's chain, or of the installation's for None."""
    return INSTALLATION if tenant_id is None else f"tenant {tenant_id}"


def canonical(facts: Mapping[str, Any]) -> str:
    """Return facts as the one text that they are hashed and kept as; control characters are written as escapes.

    Raises TypeError for what is not plain JSON: a secret above all.
    """
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def hash_of(entry: AuditEntry) -> str:
    """Return the SHA-256 over everything in the entry but its own hash, as 64 hexadecimal digits."""
    parts = {
        "chain": entry.chain,
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [entry.actor.kind.value, entry.actor.name, entry.actor.place],
        "action": entry.action,
        "subject": entry.subject,
        "facts": entry.facts,
        "outcome": entry.outcome.value,
        "previous": entry.previous,
    }
    return hashlib.sha256(canonical(parts).encode()).hexdigest()
